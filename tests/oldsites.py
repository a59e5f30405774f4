"""Small sites of other tools, in the shapes that the tools document; all texts are ours."""

from pathlib import Path

from tests.projects import GIF

HUGO: dict[str, str | bytes] = {
    "hugo.toml": """\
baseURL = "https://kai.example/notizen/"
languageCode = "de-de"
title = "Notizen vom Kai"
timeZone = "Europe/Berlin"
[permalinks]
posts = "/:year/:month/:slug/"
[languages.de]
weight = 1
[languages.fr]
weight = 2
""",
    "content/posts/faehre.md": """\
+++
title = "Die Fähre fährt wieder"
date = 2021-05-04T08:30:00
tags = ["Fähre", "Hafen"]
categories = ["Frankreich", "Verkehr"]
slug = "faehre-wieder"
aliases = ["/alt/faehre.html"]
mood = "heiter"
rating = 4.5
images = ["/img/kai.gif"]
+++
Die Fähre legte um acht ab. [Der Fahrplan]({{< ref "fahrplan.md" >}}) gilt bis Herbst,
siehe [unten](#preise) und [dort](/2020/12/nebel-drei-tage/).

{{< figure src="/img/kai.gif" title="Der *Kai*" >}}

## Preise {#preise}

![](/img/kai.gif)

{{< highlight python >}}
# kein Titel
print("ab")
{{< /highlight >}}

[Ein toter Verweis](/gibt-es-nicht/)
""",
    "content/posts/nebel/index.md": """\
---
title: "Nebel: drei Tage"
date: 2020-12-01 07:00:00
draft: false
summary: Kein Schiff lief aus.
---
Drei Tage lag Nebel. ![Grau](nebel.gif "Nebel")
""",
    "content/posts/nebel/nebel.gif": GIF,
    "content/posts/nebel/messung.csv": "Tag,Sicht\n1,20\n",
    "content/posts/quai.fr.md": (
        '{"title": "Le quai", "date": "2021-06-01T00:00:00Z", "draft": true}\n\nLe quai est fermé.\n'
    ),
    "content/fahrplan.md": "---\ntitle: Fahrplan\nweight: 3\n---\nAb acht Uhr, stündlich.\n",
    "content/_index.md": "---\ntitle: Willkommen\n---\nHier steht, was am Kai geschieht.\n",
    "static/img/kai.gif": GIF,
    "static/robots.txt": "User-agent: *\n",
    "static/plan.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "layouts/index.html": "{{ .Title }}",
}

JEKYLL: dict[str, str | bytes] = {
    "_config.yml": """\
title: Notes du port
url: https://port.example
baseurl: /carnet
timezone: Europe/Paris
permalink: /:categories/:year/:month/:day/:title.html
repository: port/carnet
exclude: [notes-privees]
""",
    "_posts/2019-03-02-la-grue.md": """\
---
layout: post
title: La grue est réparée
categories: chantier
tags: grue port
author: A. Lenoir
image: /assets/grue.gif
redirect_from: [/grue/]
---
La grue tourne. Voir [la suite]({% post_url 2019-03-05-les-quais %})
et [le dépôt]({{ site.url }}{{ site.baseurl }}/a-propos.html).

{% include carte.html lieu="quai" %}

Le [code](https://code.example/{{ site.repository }}/), et `{{ rien }}` en code.
""",
    "_posts/2019-03-05-les-quais.markdown": """\
---
title: Les quais
date: 2019-03-05 23:30:00
---
{% highlight ruby %}
# un titre ?
{% endhighlight %}

Les quais sont ouverts.
""",
    "_drafts/demain.md": "---\ntitle: Demain\n---\nCe qui vient.\n",
    "a-propos.md": "---\ntitle: À propos\npermalink: /a-propos.html\n---\nQui écrit ici.\n",
    "index.html": "---\nlayout: home\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n",
    "plan.html": "---\ntitle: Plan\n---\n<div>\n\n    <p>Le plan du port.</p>\n\n</div>\n",
    "notes-privees/secret.md": "---\ntitle: Non\n---\nNon.\n",
    "_layouts/post.html": "{{ content }}",
    "assets/grue.gif": GIF,
    "assets/id_rsa": "not a key",
}

PELICAN: dict[str, str | bytes] = {
    "pelicanconf.py": """\
import pathlib
pathlib.Path("WAS-RUN").write_text("run")
SITENAME = "Cuaderno del muelle"
SITEURL = "https://muelle.example"
TIMEZONE = "America/Bogota"
DEFAULT_LANG = "es"
ARTICLE_URL = "{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{slug}/index.html"
PATH = "content"
STATIC_PATHS = ["images"]
SECRET = open("x").read()
""",
    "content/noticias/barco.md": """\
Title: Vuelve el barco: por fin
Date: 2018-07-01 09:15
Modified: 2018-07-02
Tags: barco, puerto
Author: B. Ríos; C. Mar
Summary: El barco volvió
    después de un mes.
Mood: alegre

El barco volvió. [Horario]({filename}/pages/horario.md) y ![el barco]({static}/images/barco.gif).
""",
    "content/pages/horario.md": "Title: Horario\nSlug: horario\n\nCada hora.\n",
    "content/borrador.md": "Title: Borrador\nDate: 2018-08-01\nStatus: draft\n\nFalta algo.\n",
    "content/faro.rst": """\
El faro
=======

:date: 2017-02-03 10:00
:tags: faro, luz
:category: Obras

El faro **brilla**. Mira `el barco <{filename}noticias/barco.md>`_.

.. mapa:: puerto
   :zoom: 3

.. include:: /etc/passwd

.. raw:: html

   <b>crudo</b>
""",
    "content/images/barco.gif": GIF,
}

ELEVENTY: dict[str, str | bytes] = {
    "eleventy.config.js": (
        'module.exports = (c) => { c.addPassthroughCopy("src/img"); return { dir: { input: "src" } }; };\n'
    ),
    "src/_data/metadata.json": '{"title": "Quay notes", "url": "https://quay.example/", "language": "en"}',
    "src/posts/posts.json": '{"tags": ["posts"], "permalink": "/notes/{{ page.fileSlug }}/", "layout": "post.njk"}',
    "src/posts/2022-01-09-lamp.md": """\
---
title: The lamp is lit
tags: [lamp, Brazil]
description: After a year.
---
The lamp is lit. [Before](/notes/storm/), and [about us]({{ '/about/' | url }}).

{% image "img/lamp.gif", "A lamp" %}

![A lamp](/src/img/../img/lamp.gif)
""",
    "src/posts/storm.md": "---json\n{}\n---\nA storm.\n",
    "src/posts/2021-11-02-storm.md": "---\ntitle: A storm\ndate: 2021-11-02T10:00:00Z\n---\nIt blew for a day.\n",
    "src/about.md": "---\ntitle: About us\n---\nWe keep the lamp.\n",
    "src/hidden.md": "---\ntitle: Hidden\npermalink: false\n---\nNot shown.\n",
    "src/index.njk": "---\ntitle: Home\n---\n{% for post in collections.posts %}{{ post.url }}{% endfor %}\n",
    "src/img/lamp.gif": GIF,
    "node_modules/x/readme.md": "Not ours.\n",
}

ZOLA: dict[str, str | bytes] = {
    "config.toml": 'base_url = "https://mina.example"\ntitle = "دفتر الميناء"\ndefault_language = "ar"\n',
    "content/blog/_index.md": '+++\ntitle = "المدونة"\nsort_by = "date"\n+++\n',
    "content/blog/2023-04-05-safina.md": """\
+++
title = "وصلت السفينة"
description = "بعد شهر."
[taxonomies]
tags = ["سفينة"]
categories = ["الشرق الأوسط"]
[extra]
mood = "هادئ"
nested = { a = [1, 2], b = true }
+++
وصلت السفينة صباحاً. انظر [الجدول](@/jadwal.md#al-awqat).

{{ youtube(id="abc_def_") }}
""",
    "content/blog/rih/index.md": (
        '+++\ntitle = "الريح"\ndate = 2023-05-06T07:08:09\naliases = ["rih.html"]\n+++\nهبت الريح. ![بحر](bahr.gif)\n'
    ),
    "content/blog/rih/bahr.gif": GIF,
    "content/jadwal.md": '+++\ntitle = "الجدول"\npath = "jadwal-al-rihlat"\n+++\n## الأوقات {#al-awqat}\n\nكل ساعة.\n',
    "static/style.css": "body{}",
    "templates/index.html": "{{ section.title }}",
}

SITES = {"hugo": HUGO, "jekyll": JEKYLL, "pelican": PELICAN, "eleventy": ELEVENTY, "zola": ZOLA}


def write_site(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write an old site, and return its folder."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
