"""What the briefs of a generated desk say: headlines, summaries and key points in six languages and four scripts.

The places and events are invented. A headline is a subject and what it does; a long one adds clauses. English and Arabic,
the languages of the interface, also have the editor's words, and the names of regions and of what stands below them.
"""

import random
from typing import Final, NamedTuple


class Words(NamedTuple):
    """The parts of headlines and summaries of one language: any subject fits any predicate, any clause can follow."""

    subjects: tuple[str, ...]
    predicates: tuple[str, ...]
    clauses: tuple[str, ...]
    summaries: tuple[str, ...]
    points: tuple[str, ...]


class Editor(NamedTuple):
    """What the editor of a desk says, in the language of the interface; `{n}` in a text is a number."""

    site: str
    tagline: str
    regions: tuple[str, ...]
    #: Names of child regions, after the name of their parent.
    children: tuple[str, ...]
    titles: tuple[str, ...]
    summaries: tuple[str, ...]
    alerts: tuple[tuple[str, str], ...]
    corrections: tuple[str, ...]
    stories: tuple[str, ...]
    tags: tuple[str, ...]
    pictures: tuple[str, ...]
    credit: str
    notes: tuple[str, ...]


WORDS: Final = {
    "en": Words(
        (
            "The port authority",
            "Parliament",
            "A court in the capital",
            "The water board",
            "The council of elders",
            "The central bank",
            "The border guard",
            "The farmers' union",
            "The election commission",
            "A committee of mediators",
        ),
        (
            "postpones its ruling",
            "reopens the northern road",
            "agrees on a first timetable",
            "asks for more time",
            "rejects the draft budget",
            "reports a record harvest",
            "calls off the strike",
            "doubles the winter reserve",
            "publishes the list of the missing",
            "counts the votes again",
            "lowers the price of bread",
            "opens its books",
        ),
        (
            "after a night of talks in which neither side left the building",
            "while engineers still look for the leak that emptied the upper reservoir",
            "and names a woman from the islands to lead the inquiry",
            "as the river falls to the lowest mark of eleven years",
        ),
        (
            "The decision takes effect on Monday, and both sides say that they can live with it.",
            "Officials give no figure; two people who took part speak of 340 households.",
            "It is the third change of plan since autumn, and the first that was put in writing.",
            "Shops stayed open, trams ran, and the square was quiet by the evening.",
            "The report has 90 pages and leaves open who pays.",
        ),
        (
            "The new date is the last day of the month.",
            "About 340 households are affected.",
            "No one was hurt.",
            "The money comes from this year's reserve.",
            "A second reading follows in spring.",
        ),
    ),
    "ar": Words(
        (
            "هيئة الميناء",
            "البرلمان",
            "محكمة في العاصمة",
            "إدارة المياه",
            "لجنة الوساطة",
            "شرطة الحدود",
            "مفوضية الانتخابات",
            "نقابة المزارعين",
            "بلدية المدينة القديمة",
        ),
        (
            "تؤجل قرارها إلى الأسبوع المقبل",
            "تعيد فتح الطريق الشمالي",
            "توافق على جدول زمني أول",
            "تطلب مهلة إضافية",
            "ترفض مشروع الموازنة",
            "تعلن محصولًا قياسيًا",
            "تضاعف مخزون الشتاء",
            "تنشر قائمة المفقودين",
        ),
        (
            "بعد ليلة من المحادثات لم يغادر فيها أي من الطرفين القاعة",
            "فيما يواصل المهندسون البحث عن التسرب الذي أفرغ الخزان العلوي",
            "وتكلف سيدة من الجزر برئاسة لجنة التحقيق",
        ),
        (
            "يسري القرار اعتبارًا من يوم الاثنين، ويقول الطرفان إنهما يقبلان به.",
            "لم تذكر الجهات الرسمية رقمًا، ويتحدث مشاركان عن 340 أسرة.",
            "هذا ثالث تغيير في الخطة منذ الخريف، والأول الذي يصدر مكتوبًا.",
            "بقيت المتاجر مفتوحة، وساد الهدوء الساحة عند المساء.",
        ),
        (
            "الموعد الجديد آخر أيام الشهر.",
            "يتأثر بالقرار نحو 340 أسرة.",
            "لم يصب أحد بأذى.",
            "تُقرأ المسودة ثانية في الربيع.",
        ),
    ),
    "fr": Words(
        ("Le port", "Un tribunal de la capitale", "Le conseil régional", "L'office des eaux", "La banque centrale"),
        (
            "reporte sa décision",
            "rouvre la route du nord",
            "demande un délai",
            "refuse le projet de budget",
            "ouvre ses comptes",
        ),
        ("après une nuit de pourparlers", "tandis que le fleuve descend à son plus bas niveau depuis onze ans"),
        (
            "La mesure entre en vigueur lundi, et les deux parties disent s'en accommoder.",
            "C'est le troisième changement depuis l'automne, et le premier qui soit écrit.",
        ),
        ("La nouvelle date est le dernier jour du mois.", "Personne n'a été blessé."),
    ),
    "es": Words(
        ("El puerto", "Un tribunal de la capital", "El consejo regional", "La junta de aguas", "El banco central"),
        (
            "aplaza su decisión",
            "reabre la carretera del norte",
            "pide más tiempo",
            "rechaza el presupuesto",
            "abre sus cuentas",
        ),
        ("tras una noche de conversaciones", "mientras el río baja a su nivel más bajo en once años"),
        (
            "La medida entra en vigor el lunes, y ambas partes dicen que pueden aceptarla.",
            "Es el tercer cambio desde el otoño, y el primero por escrito.",
        ),
        ("La nueva fecha es el último día del mes.", "No hubo heridos."),
    ),
    "ru": Words(
        ("Управление порта", "Суд в столице", "Областное собрание", "Водное ведомство", "Правление банка"),
        ("откладывает решение", "открывает северную дорогу", "просит отсрочки", "отклоняет бюджет", "пересчитывает голоса"),
        ("после ночи переговоров", "пока река опускается до самой низкой отметки за одиннадцать лет"),
        (
            "Решение вступает в силу в понедельник, и обе стороны готовы его принять.",
            "Это третья перемена с осени и первая, изложенная письменно.",
        ),
        ("Новый срок — последний день месяца.", "Никто не пострадал."),
    ),
    "zh": Words(
        ("港务局", "首都法院", "地区议会", "水务局", "中央银行"),
        ("推迟作出裁决", "重新开放北方公路", "要求延长期限", "否决预算草案", "公布账目"),
        ("双方经过一夜谈判均未离席", "与此同时河水降至十一年来最低水位"),
        ("决定自星期一起生效，双方均表示可以接受。", "这是入秋以来第三次改动，也是首次以书面形式公布。"),
        ("新日期为本月最后一天。", "无人受伤。"),
    ),
}

EDITORS: Final = {
    "en": Editor(
        "The Long Desk",
        "Twenty-two regions before breakfast, each brief with its sources",
        (
            "North Atlantic Islands",
            "Iberia",
            "Gaul and the Low Lands",
            "Alps",
            "Baltic",
            "Balkans",
            "Black Sea",
            "Caucasus",
            "Anatolia",
            "Levant",
            "Nile Valley",
            "Maghreb",
            "Sahel",
            "Horn",
            "Great Lakes",
            "Southern Cape",
            "Gulf",
            "Indus",
            "Ganges and the Bay",
            "Mekong",
            "Yellow Sea",
            "Pacific Rim",
        ),
        ("Coast", "Highlands", "Capital"),
        (
            "A quiet day but for the ports",
            "Votes are counted again",
            "Talks without an end",
            "The river falls, and prices rise",
        ),
        (
            "Mediators leave with a timetable and without signatures; the road north is open for the first time this month.",
            "Nothing moves before the ruling on Friday.",
            "Reserves are down to a third, and the board asks for patience.",
        ),
        (
            ("The northern road may close again on Sunday: heavy snow is forecast.", "risk"),
            ("The tender for the new ferries ends on Friday.", "opportunity"),
            ("A strike of pilots is announced for Thursday, from midnight on.", "risk"),
        ),
        ("The meeting was on Tuesday, not on Monday.", "The report has 90 pages; we wrote 190."),
        (
            "The northern road",
            "Water for the delta",
            "The long count",
            "Bread and its price",
            "The ferry lines",
            "A ruling that waits",
            "The mediators",
            "Harvest and export",
            "The missing of the flood",
            "Harbours",
        ),
        ("elections", "energy", "border talks", "drought", "shipping", "courts", "trade", "aid", "ceasefire", "parliament"),
        ("Bars that fall from 940 to 310 within six weeks.", "Hills above a bay under a low sun."),
        "Drawing: The Long Desk",
        ("What this page follows, and what it leaves to others.", "Written each morning from what the night desks filed."),
    ),
    "ar": Editor(
        "المكتب الطويل",
        "اثنتان وعشرون منطقة قبل الفطور، ولكل خبر مصادره",
        (
            "جزر الأطلسي الشمالي",
            "أيبيريا",
            "بلاد الغال والأراضي المنخفضة",
            "الألب",
            "البلطيق",
            "البلقان",
            "البحر الأسود",
            "القوقاز",
            "الأناضول",
            "بلاد الشام",
            "وادي النيل",
            "المغرب العربي",
            "الساحل",
            "القرن الأفريقي",
            "البحيرات العظمى",
            "الرأس الجنوبي",
            "الخليج",
            "السند",
            "الغانج وخليجه",
            "الميكونغ",
            "البحر الأصفر",
            "حافة المحيط الهادئ",
        ),
        ("الساحل", "المرتفعات", "العاصمة"),
        ("يوم هادئ إلا في الموانئ", "فرز الأصوات من جديد", "محادثات بلا نهاية", "النهر يهبط والأسعار ترتفع"),
        (
            "غادر الوسطاء بجدول زمني وبلا توقيعات، والطريق الشمالي مفتوح لأول مرة هذا الشهر.",
            "لا جديد قبل قرار يوم الجمعة.",
            "هبط المخزون إلى الثلث، والإدارة تطلب الصبر.",
        ),
        (
            ("قد يُغلق الطريق الشمالي مجددًا يوم الأحد بسبب الثلوج المتوقعة.", "risk"),
            ("تنتهي مناقصة العبّارات الجديدة يوم الجمعة.", "opportunity"),
            ("إضراب معلن للمرشدين البحريين يوم الخميس ابتداءً من منتصف الليل.", "risk"),
        ),
        ("كان الاجتماع يوم الثلاثاء لا يوم الاثنين.", "التقرير في 90 صفحة، وكتبنا 190."),
        (
            "الطريق الشمالي",
            "مياه الدلتا",
            "الفرز الطويل",
            "الخبز وسعره",
            "خطوط العبّارات",
            "قرار منتظر",
            "الوسطاء",
            "المحصول والتصدير",
            "مفقودو الفيضان",
            "الموانئ",
        ),
        ("انتخابات", "طاقة", "محادثات الحدود", "جفاف", "شحن", "محاكم", "تجارة", "مساعدات", "هدنة", "برلمان"),
        ("أعمدة تهبط من 940 إلى 310 خلال ستة أسابيع.", "تلال فوق خليج تحت شمس منخفضة."),
        "رسم: المكتب الطويل",
        ("ما تتابعه هذه الصفحة، وما تتركه لغيرها.", "تُكتب كل صباح مما أرسلته مكاتب الليل."),
    ),
}

#: A headline is at most this long, in characters.
LONGEST: Final = 180


def headline(chance: random.Random, lang: str) -> str:
    """Return a headline: mostly 20 to 60 characters, sometimes up to `LONGEST`."""
    words, gap = WORDS[lang], "" if lang == "zh" else " "
    title = gap.join((chance.choice(words.subjects), chance.choice(words.predicates)))
    wanted = chance.choices((0, 1, len(words.clauses)), (75, 20, 5))[0]
    for clause in chance.sample(words.clauses, wanted):
        longer = f"{title}{'，' if lang == 'zh' else ' '}{clause}"
        title = longer if len(longer) <= LONGEST else title
    return title


def summary(chance: random.Random, lang: str) -> str:
    """Return a summary of one or two sentences."""
    sentences = WORDS[lang].summaries
    return ("" if lang == "zh" else " ").join(chance.sample(sentences, chance.randint(1, 2)))
