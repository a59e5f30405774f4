"""Invented articles, and invented furniture of pages to put them into: what a reader would part without doubt.

An article speaks of one subject from its headline to its last paragraph, and no sentence of it comes twice. Furniture is
what pages have around and inside an article, by kind; a kind stands before the head, in it, inside the body or after it.
The same numbers always make the same text.
"""

import random
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Place: TypeAlias = Literal["before", "above title", "head", "inside", "after"]
Spacing: TypeAlias = Literal["airy", "grouped", "tight"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its parts in order, each a paragraph or a subhead, and what stands at its head."""

    lang: str
    title: str
    parts: tuple[tuple[Literal["body", "subhead"], str], ...]
    byline: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article speaks of."""

    titles: tuple[str, ...]
    actors: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]
    subheads: tuple[str, ...]


SUBJECTS: Final[dict[str, tuple[Subject, ...]]] = {
    "en": (
        Subject(
            (
                "Night Ferry to Brannock Islands Sails Again After Storm",
                "Island Council Wants Damaged Pier Rebuilt by Spring",
            ),
            ("the ferry company", "the island council", "a harbour engineer", "the pilots' union", "a shipping broker"),
            (
                "the night ferry",
                "the damaged pier",
                "the winter timetable",
                "the repair yard",
                "the island mail boat",
                "the harbour tug",
            ),
            ("Aldmouth", "Brannock", "the east quay", "Port Ellery"),
            (
                "Waiting for Spring",
                "Who Pays for the Pier",
                "“Nobody Was Asked”",
                "A Timetable on Trial",
                "What Comes Next?",
            ),
        ),
        Subject(
            ("Salt Mine in Kerrow Valley to Reopen With Half Its Miners", "Kerrow Miners Win Back Half of the Salt Mine"),
            ("the mining board", "the miners' union", "a valley pastor", "the Kerrow assembly", "an inspector of mines"),
            (
                "the salt mine",
                "the flooded gallery",
                "the new lift shaft",
                "the pension fund",
                "the pumping station",
                "the valley railway",
            ),
            ("Kerrow", "the upper valley", "Dunmarsh", "the pit head"),
            ("Water Under the Mine", "The Longest Winter", "“We Never Left”", "A Fund Without Money", "Half a Shift"),
        ),
    ),
    "fr": (
        Subject(
            ("Le ferry de nuit reprend la mer vers les îles de Brannoc", "Le conseil des îles veut reconstruire la jetée"),
            ("la compagnie du ferry", "le conseil des îles", "un ingénieur du port", "le syndicat des pilotes"),
            ("le ferry de nuit", "le quai endommagé", "le chantier du port", "le bateau de la poste", "le vieux remorqueur"),
            ("Aldemer", "Brannoc", "Port-Ellery"),
            ("En attendant le printemps", "Qui paiera la jetée", "« Personne n’a été consulté »", "Un horaire à l’essai"),
        ),
    ),
    "ar": (
        Subject(
            ("عبّارة الليل تعود إلى جزر برانوك بعد العاصفة", "مجلس الجزر يطالب بإعادة بناء الرصيف قبل الربيع"),
            ("مجلس الجزر", "مهندس الميناء", "مدير شركة العبّارات", "اتحاد البحارة"),
            ("الرصيف المتضرر", "ميناء الجزر", "جدول الشتاء", "مشروع العبّارة", "قارب البريد"),
            ("ألدموث", "برانوك", "الساحل الشرقي"),
            ("في انتظار الربيع", "من يدفع ثمن الرصيف", "«لم يسألنا أحد»", "جدول تحت الاختبار"),
        ),
    ),
}

SENTENCES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "{A} said on {w} that {t} would be out of service for at least {n} more days.",
        "Work on {t} began in {p} after {a} had asked for it twice.",
        "According to {a}, nobody in {p} had expected {t} to cost so much.",
        "{A} has promised to look at {t} again before the end of the season.",
        "“We have waited {n} weeks for {t},” {a} said.",
        "The plan for {t} was first drawn up {n} years ago and given up when the money ran out.",
        "In {p}, {a} counted {n} households that depend on {t} every day.",
        "{A} denied that {t} had been neglected, and showed a list of {n} repairs.",
        "Much depends on the weather in {p}, where {t} has been tested since {w}.",
        "“Nothing about {t} is simple,” a spokeswoman for {a} said, “and nobody in {p} pretends that it is.”",
        "Prices rose by {n} percent while {a} argued about {t}.",
        "A second report on {t} is due in {p} next month.",
        "It was not clear whether {a} would pay for {t}.",
        "{A} met in {p} on {w} to hear what had become of {t}.",
        "Those who live in {p} remember {t} as it was before the war.",
        "For {n} hours on {w}, {a} kept {t} running with borrowed parts.",
    ),
    "fr": (
        "{A} a déclaré {w} que {t} resterait fermé pendant au moins {n} jours.",
        "Les travaux sur {t} ont commencé à {p} après deux demandes faites par {a}.",
        "Selon {a}, personne à {p} ne pensait que {t} coûterait aussi cher.",
        "{A} a promis de revenir sur {t} avant la fin de la saison.",
        "« Nous attendons {t} depuis {n} semaines », a affirmé {a}.",
        "Le projet pour {t} avait été préparé il y a longtemps, puis abandonné faute de moyens.",
        "À {p}, {a} a compté {n} familles qui ont besoin de voir revenir {t} chaque matin.",
        "Tout dépend du temps à {p}, où {t} est à l’essai depuis {w}.",
        "Un deuxième rapport sur {t} est attendu à {p} le mois prochain.",
        "On ne sait pas encore si {a} paiera pour {t}.",
        "{A} s’est réuni à {p} pour entendre ce que devient {t}.",
        "Ceux qui vivent à {p} se souviennent de {t} comme avant la tempête.",
        "Les prix ont augmenté de {n} pour cent pendant que {a} discutait de {t}.",
        "Pour {a}, {t} ne sera pas prêt avant {n} mois.",
    ),
    "ar": (
        "قال {a} يوم {w} إن {t} سيبقى خارج الخدمة لمدة {n} يوما على الأقل.",
        "وبدأ العمل في {t} في {p} بعد أن طلب ذلك {a} مرتين.",
        "وبحسب {a}، لم يتوقع أحد في {p} أن يكلف {t} كل هذا المال.",
        "ووعد {a} بالنظر في {t} مرة أخرى قبل نهاية الموسم.",
        "وأضاف {a}: «ننتظر {t} منذ {n} أسبوعا».",
        "ووضعت خطة {t} أول مرة قبل سنوات ثم تركت بسبب نقص المال.",
        "وفي {p} أحصى {a} نحو {n} أسرة تعتمد على {t} كل يوم.",
        "ونفى {a} أن يكون {t} قد أهمل، وعرض قائمة من {n} إصلاحا.",
        "ويتوقف الكثير على الطقس في {p} حيث يجري اختبار {t} منذ يوم {w}.",
        "ومن المنتظر أن يصدر تقرير ثان عن {t} في {p} الشهر المقبل.",
        "ولم يتضح بعد هل سيدفع {a} ثمن {t}.",
        "واجتمع {a} في {p} يوم {w} لسماع ما حدث في ملف {t}.",
        "ويتذكر سكان {p} كيف كان {t} قبل العاصفة.",
        "وارتفعت الأسعار بنسبة {n} في المئة بينما كان {a} يناقش {t}.",
    ),
}
WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("Monday", "Tuesday", "Thursday", "Friday"),
    "fr": ("lundi", "mardi", "jeudi"),
    "ar": ("الاثنين", "الثلاثاء", "الخميس"),
}
#: Subheads that look like furniture, each with a sentence that shows what it is about.
TRAPS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("Comments", "More than four hundred comments on {t} reached {a}, and most of the comments asked about money."),
        ("Hashtags", "Two hashtags divide those who write about {t}, and {a} reads both hashtags with care."),
        ("Related Articles", "The bylaws hold two related articles on {t}, which {a} wants to join in one."),
        ("Newsletter", "The newsletter in which {a} writes about {t} goes to every house, and the newsletter is free."),
    ),
    "fr": (("Commentaires", "Plus de cent commentaires sur {t} sont arrivés, et {a} a lu ces commentaires un par un."),),
    "ar": (("التعليقات", "ووصل إلى {a} أكثر من مئة من التعليقات عن {t}، وكانت معظم التعليقات عن المال."),),
}


def make_article(
    seed: int,
    lang: str,
    sizes: tuple[int, ...],
    *,
    subheads: tuple[int, ...] = (),
    trap: int = 0,
    byline: bool = False,
    date: bool = False,
    dateline: bool = False,
) -> Article:
    """Return an article with paragraphs of so many sentences each.

    `subheads` are the paragraphs that have one above them; the one above paragraph `trap` (0: none) looks like furniture.
    """
    chance = random.Random(seed)
    subject = SUBJECTS[lang][seed % len(SUBJECTS[lang])]
    pairs = [(sentence, thing) for sentence in SENTENCES[lang] for thing in subject.things]
    chance.shuffle(pairs)
    heads = list(subject.subheads)
    chance.shuffle(heads)
    parts: list[tuple[Literal["body", "subhead"], str]] = []
    for number, size in enumerate(sizes):
        sentences = [_filled(chance, lang, subject, *pairs.pop()) for _ in range(size)]
        if number == trap and trap:
            head, about = TRAPS[lang][seed % len(TRAPS[lang])]
            parts.append(("subhead", head))
            sentences.insert(0, _filled(chance, lang, subject, about, subject.things[0]))
        elif number in subheads and heads:
            parts.append(("subhead", heads.pop()))
        if dateline and not number and lang == "en":
            sentences[0] = f"ALDMOUTH: {sentences[0]}"
        parts.append(("body", " ".join(sentences)))
    names = {"en": "By Ada Quint", "fr": "Par Adèle Quint", "ar": "بقلم آدا كوينت"}
    days = {"en": "12 March 2025", "fr": "12 mars 2025", "ar": "12 مارس 2025"}
    title = chance.choice(subject.titles)
    return Article(lang, title, tuple(parts), names[lang] if byline else "", days[lang] if date else "")


def _filled(chance: random.Random, lang: str, subject: Subject, sentence: str, thing: str) -> str:
    actor = chance.choice(subject.actors)
    text = sentence.format(
        a=actor,
        A=actor[:1].upper() + actor[1:],
        t=thing,
        p=chance.choice(subject.places),
        n=chance.randint(12, 97),
        w=chance.choice(WEEKDAYS[lang]),
    )
    return text[:1].upper() + text[1:] if lang != "ar" else text


# Furniture --------------------------------------------------------------------------------------------------------------

#: Kinds of furniture: where each stands, and its lines by language. {title}, {caption} and {other} are filled in.
KINDS: Final[dict[str, tuple[Place, dict[str, tuple[str, ...]]]]] = {
    "skip link": ("before", {"en": ("Skip to main content",), "fr": ("Aller au contenu principal",)}),
    "menu": (
        "before",
        {
            "en": ("Home", "World", "Business", "Sport", "Weather", "Opinion", "Live TV"),
            "fr": ("Accueil", "Monde", "Économie", "Sport", "Météo", "Opinions"),
            "ar": ("الرئيسية", "العالم", "اقتصاد", "رياضة", "طقس", "رأي"),
        },
    ),
    "menu in one line": (
        "before",
        {
            "en": ("Home | World | Business | Sport | Weather | Opinion",),
            "ar": ("الرئيسية | العالم | اقتصاد | رياضة | رأي",),
        },
    ),
    "cookies": (
        "before",
        {
            "en": (
                "We use cookies to make this site work and to measure how it is used. By continuing you accept our cookie "
                "policy.",
                "Accept all",
                "Manage preferences",
            ),
            "fr": (
                "Nous utilisons des cookies pour mesurer l’audience de ce site. En continuant, vous acceptez notre "
                "politique de confidentialité.",
                "Tout accepter",
            ),
            "ar": ("نستخدم ملفات تعريف الارتباط لتحسين هذا الموقع. بمتابعة التصفح فإنك توافق على سياسة الخصوصية.", "موافق"),
        },
    ),
    "account row": ("before", {"en": ("Sign in", "Subscribe"), "fr": ("Se connecter", "S’abonner")}),
    "page date": ("before", {"en": ("Friday, 14 March 2025",), "fr": ("vendredi 14 mars 2025",), "ar": ("14 مارس 2025",)}),
    "breadcrumbs": ("above title", {"en": ("Home > World > Coast",), "fr": ("Accueil > Monde > Côte",)}),
    "doubled title": ("above title", {"en": ("{title}",), "fr": ("{title}",), "ar": ("{title}",)}),
    "doubled title and caption": (
        "above title",
        {
            "en": ("{title}", "{caption} (Coast Pictures)", "{caption} (Coast Pictures)", "TT"),
            "ar": ("{title}", "{caption} (صور الساحل)", "{caption} (صور الساحل)"),
        },
    ),
    "caption with credit": (
        "head",
        {"en": ("{caption} Photo: Tom Hale/Coast Herald",), "fr": ("{caption} Photo : Tom Hale/Le Courrier",)},
    ),
    "caption in brackets, twice": ("head", {"en": ("{caption} (Coast Pictures)", "{caption} (Coast Pictures)")}),
    "share row": (
        "head",
        {
            "en": ("Share", "Facebook", "X", "WhatsApp", "Email", "Copy link"),
            "fr": ("Partager", "Facebook", "X", "WhatsApp", "Copier le lien"),
            "ar": ("مشاركة", "فيسبوك", "تويتر", "واتساب"),
        },
    ),
    "share count": ("head", {"en": ("214 Shares", "5 Comments")}),
    "reading time": ("head", {"en": ("4 min read",), "fr": ("Temps de lecture : 4 min",)}),
    "font size": ("head", {"en": ("A- A+ Print",)}),
    "listen": ("head", {"en": ("Listen to this article", "4 min")}),
    "advert": ("inside", {"en": ("Advertisement",), "fr": ("Publicité",), "ar": ("إعلان",)}),
    "advert that the story goes on below": ("inside", {"en": ("ADVERTISEMENT", "Story continues below advertisement")}),
    "read also": (
        "inside",
        {"en": ("Read also: {other}",), "fr": ("À lire aussi : {other}",), "ar": ("اقرأ أيضا: {other}",)},
    ),
    "read more": ("inside", {"en": ("READ MORE: {other}",), "ar": ("اقرأ المزيد: {other}",)}),
    "read also, its headline below": ("inside", {"en": ("Read also", "{other}"), "fr": ("Lire aussi", "{other}")}),
    "newsletter": (
        "inside",
        {
            "en": ("Sign up for our morning newsletter and get the news of the coast in your inbox.",),
            "fr": ("Inscrivez-vous à notre newsletter pour recevoir l’actualité chaque matin.",),
            "ar": ("اشترك في نشرتنا البريدية لتصلك الأخبار كل صباح.",),
        },
    ),
    "newsletter with its form": ("inside", {"en": ("Subscribe to our newsletter", "Enter your email", "Sign up")}),
    "app": ("inside", {"en": ("Download our app to get the latest news on your phone.",)}),
    "caption in the body": ("inside", {"en": ("{caption} (Coast Pictures)",), "fr": ("{caption} (Images de la côte)",)}),
    "image label": ("inside", {"en": ("Image caption: {caption}",)}),
    "stories in the body": (
        "inside",
        {
            "en": ("More on this story", "{other}", "{other2}", "{other3}"),
            "fr": ("Sur le même sujet", "{other}", "{other2}"),
        },
    ),
    "wire credits": ("after", {"en": ("(Reporting by Ada Quint; Editing by Tom Hale)",)}),
    "end mark": ("after", {"en": ("(END)",)}),
    "tags": (
        "after",
        {
            "en": ("Tags", "storm", "coast", "budget"),
            "fr": ("Mots-clés", "tempête", "côte"),
            "ar": ("الوسوم", "عاصفة", "ساحل"),
        },
    ),
    "tags in one line": ("after", {"en": ("Tags: storm, coast, budget",), "ar": ("كلمات مفتاحية: عاصفة، ساحل",)}),
    "hashtags": ("after", {"en": ("Hashtags", "#storm", "#coast")}),
    "share row after": (
        "after",
        {"en": ("Share this article", "Facebook", "X", "WhatsApp"), "ar": ("شارك هذا المقال", "فيسبوك", "واتساب")},
    ),
    "author": (
        "after",
        {
            "en": (
                "About the author",
                "Ada Quint is a reporter at the Coast Herald. She has written about towns by the sea since 2011.",
            ),
            "fr": (
                "À propos de l’auteur",
                "Adèle Quint est journaliste au Courrier. Elle écrit sur les villes depuis 2011.",
            ),
        },
    ),
    "author without a mark": (
        "after",
        {"en": ("Ada Quint is a reporter at the Coast Herald. Follow her on X @adaquint.",)},
    ),
    "no comments": ("after", {"en": ("Comments", "No comments yet..."), "ar": ("التعليقات", "لا توجد تعليقات")}),
    "comments": (
        "after",
        {
            "en": (
                "Comments (2)",
                "harbourcat",
                "3 hours ago",
                "Finally! My aunt has been stuck there since last week and cannot get her pills.",
                "Reply",
                "old_salt",
                "1 hour ago",
                "And who will pay for it? We will, as always.",
                "Reply",
            ),
            "fr": (
                "2 commentaires",
                "Marinette",
                "il y a 3 heures",
                "Enfin ! Ma tante y est bloquée depuis une semaine.",
                "Répondre",
            ),
        },
    ),
    "leave a comment": ("after", {"en": ("Leave a Comment", "Your email address will not be published.", "Name", "Email")}),
    "headlines after": (
        "after",
        {
            "en": ("Related Articles", "{other}", "{other2}", "{other3}"),
            "fr": ("Articles liés", "{other}", "{other2}"),
            "ar": ("مواضيع ذات صلة", "{other}", "{other2}"),
        },
    ),
    "most read": ("after", {"en": ("Most Read", "1", "{other}", "2", "{other2}", "3", "{other3}")}),
    "teasers after": (
        "after",
        {
            "en": (
                "More from Coast Herald",
                "{other}",
                "5 hours ago",
                "The town has waited for this since the last vote was held and now...",
                "{other2}",
                "8 hours ago",
                "Farmers say that the price they get is lower than what it takes to...",
            ),
            "ar": ("المزيد من الأخبار", "{other}", "منذ 5 ساعات", "{other2}", "منذ 8 ساعات"),
        },
    ),
    "newsletter after": (
        "after",
        {
            "en": ("Subscribe to our newsletter", "Get the best of the coast, every morning.", "Sign up"),
            "fr": ("S’inscrire à la newsletter",),
        },
    ),
    "footer": (
        "after",
        {
            "en": ("About Us", "Contact Us", "Terms of Use", "Privacy Policy", "© 2025 Coast Herald. All rights reserved."),
            "fr": ("Qui sommes-nous", "Contact", "Mentions légales", "© 2025 Le Courrier. Tous droits réservés."),
            "ar": ("من نحن", "اتصل بنا", "سياسة الخصوصية", "© 2025 صحيفة الساحل. جميع الحقوق محفوظة."),
        },
    ),
    "follow us": ("after", {"en": ("Follow us on Facebook, X and Instagram.",), "ar": ("تابعونا على فيسبوك وتويتر",)}),
}

#: Kinds that end in a headline: a subhead right below one might as well be one more of them.
HEADLINES_LAST: Final = frozenset(["read also, its headline below", "stories in the body"])
CAPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "A view of Aldmouth in the early morning, March 10, 2025.",
        "Workers stand beside a truck in Dunmarsh, March 9, 2025.",
    ),
    "fr": ("Une vue d’Aldemer au petit matin, le 10 mars 2025.",),
    "ar": ("منظر من ألدموث في الصباح الباكر يوم 10 مارس 2025.",),
}
#: Openings of other articles, about nothing that an article here speaks of.
OTHERS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Bakers in Tolland Strike Over Flour Prices",
        "Painter Sofia Marlow Dies at 91",
        "Quake Rattles Homes in Western Vale",
        "Tennis: Orlova Beats Champion in Three Sets",
        "Scientists Find Oldest Bee in Amber",
    ),
    "fr": ("Les boulangers de Tolland en grève", "La peintre Sofia Marlow est morte à 91 ans", "Un séisme secoue la plaine"),
    "ar": ("إضراب الخبازين في تولاند بسبب أسعار الدقيق", "وفاة الرسامة صوفيا مارلو", "زلزال يهز منازل في السهل الغربي"),
}


def kinds_of(lang: str, place: Place) -> tuple[str, ...]:
    """Return the kinds of furniture that a language has for a place."""
    return tuple(kind for kind, (where, lines) in KINDS.items() if where == place and lang in lines)


def make_capture(
    article: Article,
    kinds: tuple[str, ...],
    *,
    inside: dict[str, int] | None = None,
    spacing: Spacing = "airy",
    seed: int = 0,
) -> str:
    """Return a page: the article in furniture of these kinds; `inside` says below which part a kind in the body stands.

    Kinds are set in the order given, within their place. A kind in the body that has no part named stands below the second.
    """
    chance = random.Random(seed)
    lines = {kind: _lines(chance, article, kind) for kind in kinds}

    def at(place: Place) -> list[list[str]]:
        return [lines[kind] for kind in kinds if KINDS[kind][0] == place]

    meta = [line for line in (article.byline, article.date) if line]
    groups = [*at("before"), *at("above title"), [article.title], *([meta] if meta else []), *at("head")]
    for index, (_, text) in enumerate(article.parts):
        groups.append([text])
        groups += [lines[kind] for kind in kinds if _below(article, kind, (inside or {}).get(kind, 1)) == index]
    groups += at("after")
    if spacing == "grouped":
        return "\n\n".join("\n".join(group) for group in groups) + "\n"
    return ("\n" if spacing == "tight" else "\n\n").join(line for group in groups for line in group) + "\n"


def _below(article: Article, kind: str, wanted: int) -> int:
    """Return the part below which a kind in the body stands: a paragraph, and not the last one; -1 for nowhere."""
    if KINDS[kind][0] != "inside":
        return -1
    last = len(article.parts) - 1
    places = [index for index in range(last) if article.parts[index][0] == "body"]
    if kind in HEADLINES_LAST:
        places = [index for index in places if article.parts[index + 1][0] == "body"]
    return places[min(wanted, len(places) - 1)] if places else -1


def _lines(chance: random.Random, article: Article, kind: str) -> list[str]:
    others = list(OTHERS[article.lang])
    chance.shuffle(others)
    facts = {"title": article.title, "caption": chance.choice(CAPTIONS[article.lang])}
    facts |= {"other": others[0], "other2": others[1], "other3": others[2]}
    return [line.format(**facts) for line in KINDS[kind][1][article.lang]]
