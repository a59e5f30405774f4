"""A project that shows the theme at its edges: one item and 56, long titles and words, many scripts, changes."""

from pathlib import Path

from tests.projects import Project, write_project

#: A picture of two by one pixels.
_PICTURE = bytes.fromhex("47494638396102000100800000000000ffffff2c00000000020001000002024c0a003b")

#: Titles and first sentences by language; the languages take turns.
_NEWS = {
    "en": ("Port reopens after the storm", "The harbour master let the first ferries leave at noon."),
    "ar": ("افتتاح الميناء بعد العاصفة", "سمح مدير الميناء بمغادرة أولى العبّارات عند الظهر (12:30)."),
    "fr": ("Le port rouvre après la tempête", "Le capitaine du port a laissé partir les premiers bacs à midi."),
    "he": ("הנמל נפתח מחדש אחרי הסערה", "מנהל הנמל אישר את הפלגת המעבורות הראשונות בצהריים."),
    "zh": ("风暴过后港口重新开放", "港务局长允许第一批渡轮在中午出发。"),
    "es": ("El puerto reabre tras la tormenta", "El capitán del puerto dejó salir a los primeros barcos a mediodía."),
}
LONG_TITLE = (
    "Ministers of eleven coastal states agree after a night of talks on a first timetable for reopening the ferry lines "
    "between Hafenstadt and Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftshausen"
)

#: What the editor says in the site's own language: of a briefing, a story, a region, and the site.
_EDITOR = {
    "en": (
        "The day the port reopened",
        "Ferries leave again, in most places.",
        "A word of the editor before the items.",
        "The storm",
        "From the first warning on.",
        "It came at night.",
        "Coasts north of the straits.",
        "What is filed here.",
        "About",
        "Who writes this.",
        "We do.",
    ),
    "ar": (
        "يوم عودة الميناء إلى العمل",
        "عادت العبّارات إلى الإبحار في معظم الأماكن (10 من 12).",
        "كلمة من المحرر قبل الأخبار.",
        "العاصفة",
        "منذ الإنذار الأول.",
        "جاءت ليلًا.",
        "السواحل الواقعة شمال المضائق.",
        "ما يُصنَّف هنا.",
        "من نحن",
        "من يكتب هذا الموقع.",
        "نحن نكتبه.",
    ),
}

_SETTINGS = """\
title: The Harbour Brief
tagline: All that happened at sea and on its coasts, each day, with where it was reported
base_url: https://harbour.test/
language: {language}
time_zone: Europe/London
page_size: 12
regions:
  - key: north
    name: Northern Coasts and Islands
    names: {{ar: السواحل الشمالية والجزر}}
    countries: [NO, SE, FI, IS]
    regions:
      - {{key: fjords, name: Fjords, names: {{ar: الخلجان}}, countries: [DK]}}
  - {{key: south, name: South, names: {{ar: الجنوب}}}}
  - {{key: east, name: East, names: {{ar: الشرق}}}}
  - {{key: west, name: West, names: {{ar: الغرب}}}}
  - {{key: inland, name: Inland waters, names: {{ar: المياه الداخلية}}}}
  - {{key: high-seas, name: High seas, names: {{ar: أعالي البحار}}}}
  - {{key: quiet, name: Quiet waters, names: {{ar: المياه الهادئة}}}}
sources:
  wire: {{name: The Coastal Wire, url: "https://www.wire.example/", lang: en}}
  ajans: {{name: وكالة الساحل, url: "https://ajans.example/", lang: ar}}
menu:
  - {{title: About, url: /about/}}
"""

_EVERYTHING = f"""\
---
title: {LONG_TITLE}
date: 2025-04-10T05:00:00+01:00
regions: [fjords, south]
countries: [NO, DK, CD]
slug: everything
lang: en
summary: Every part that an article can have, so that each is seen once; the talks lasted until 04:30.
key_points: [The timetable has three steps., The longest line waits until autumn.]
dateline: Hafenstadt
authors: [Ada Example, سلمى مثال]
tags: [ferries, talks, موانئ]
story: storm
event_date: 2025-04-09
date_basis: stated
updated: 2025-04-10T14:00:00+01:00
image: {{src: it.gif, alt: Two pixels of a harbour, caption: The harbour at dawn, credit: Ada Example}}
sources:
  - name: wire
    title: Ministers agree on ferries
    url: https://www.wire.example/2025/04/10/a-very-long-address-of-an-article-about-ministers-and-ferries-in-the-north
    published: 2025-04-10
    retrieved: 2025-04-10T06:00:00+01:00
    archived: {{url: "https://archive.example/20250410060000/ministers-and-ferries", date: 2025-04-10T06:00:00+01:00}}
  - {{name: ajans, title: الوزراء يتفقون على العبّارات, url: "https://ajans.example/1"}}
  - {{name: Third Agency}}
corrections:
  - {{date: 2025-04-11, kind: correction, text: The talks were in Hafenstadt and not in Donaustadt.}}
  - {{date: 2025-04-10, kind: clarification, text: The timetable is a first one.}}
---

The first paragraph holds `code_without_a_break_that_is_longer_than_a_telephone_is_wide`, a [link](https://wire.example/),
*emphasis*, **weight** and a note.[^1]

## What was agreed

| Line | Operator | From | To | First departure | Passengers a day | Vehicles | Fare | Remarks |
|---|---|---|---|---|--:|--:|--:|---|
| 1 | Northern Steam | Hafenstadt | Østfjord | 14 April 2025 | 1,200 | 340 | 12.50 | in daylight only |
| 2 | Islands Line | Hafenstadt | Vestøy | 20 April 2025 | 980 | 120 | 9.00 | subject to weather |

## What was not

> A timetable is a promise.

1. One
2. Two
   - nested

```text
a line of code that is far longer than any telephone is wide, and that must not push the page out of its frame
```

## What comes next

| | Before | After |
|---|---|---|
| Lines | 3 | 11 |

### A subhead

The last paragraph.

[^1]: A note with [a link](https://wire.example/note).
"""


def write_showcase(root: Path, language: str = "en-GB") -> Project:
    """Write the project with its interface in that language."""
    project = write_project(root, {"content/first.md": "", "content/second.md": ""})
    project.write("briefgen.yml", _SETTINGS.format(language=language))
    project.write("content/everything.md", _EVERYTHING).write("content/it.gif", _PICTURE)
    for number in range(1, 57):
        project.write(f"content/south/{number:02}.md", _item(number))
    for day in range(1, 31):
        project.write(f"content/east/{day:02}.md", _item(day, region="east", day=f"2024-11-{day:02}", slug=f"e{day}"))
    said = _EDITOR["ar" if language == "ar" else "en"]
    project.write(
        "content/briefings/south/2025-04-10.md",
        f"---\nnumber: 100\ntrend: deteriorated\ncutoff: 2025-04-10T12:00:00+01:00\ntitle: {said[0]}\n"
        f"summary: {said[1]}\n---\n\n{said[2]}\n",
    )
    project.write("content/stories/storm.md", f"---\ntitle: {said[3]}\nsummary: {said[4]}\n---\n{said[5]}\n")
    project.write("content/regions/north.md", f"---\nsummary: {said[6]}\n---\n{said[7]}\n")
    return project.write("content/pages/about.md", f"---\ntitle: {said[8]}\nsummary: {said[9]}\n---\n{said[10]}\n")


def _item(number: int, *, region: str = "south", day: str = "2025-04-10", slug: str = "") -> str:
    lang = tuple(_NEWS)[number % len(_NEWS)]
    title, text = _NEWS[lang]
    lines = [f"title: {title} ({number})", f"region: {region}", f"lang: {lang}", f"slug: {slug or f'n{number}'}"]
    # Some were published after the cut-off, some changed after it.
    lines.append(f"date: {day}T{'15' if number % 8 == 0 else '06'}:00:00+00:00")
    lines.append(f"sources: [{{name: {'ajans' if lang == 'ar' else 'wire'}}}]")
    if number % 3:
        lines.append(f"summary: {text}")
    if number % 4:
        lines.append(f"key_points: [{text}]")
    if number % 5 == 0:
        lines.append("story: storm")
    if number % 7 == 0:
        lines += [f"updated: {day}T16:00:00+00:00", "tags: [ferries]"]
    if number % 11 == 0:
        lines.append(f"corrections: [{{date: {day}T17:00:00+00:00, kind: correction, text: {title}}}]")
    return "---\n" + "\n".join(lines) + f"\n---\n{text} {text}\n\n{text}\n"
