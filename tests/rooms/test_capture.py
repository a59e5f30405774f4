# ruff: noqa: E501 - a paragraph of a capture is one line, and so it is here
"""Captures in: every line gets the fate that a reader would give it, and the fates rebuild the capture.

All texts here are invented. Each line of a case begins with what should become of it: the number of its article and
t(itle), b(ody), s(ubhead), c(aption), (b)y(line), d(ate) or p(ublisher); or - where it is in no article.
"""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.content import markup
from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.drafts import Paragraph, chosen_day
from briefgen.importing.capture.folding import fold, fold_words, visible
from briefgen.importing.capture.languages import language_of
from briefgen.importing.capture.ledger import (
    LEDGER_VERSION,
    Given,
    Ledger,
    digest,
    faults_of,
    read_ledger,
    rebuild,
    write_ledger,
)
from briefgen.importing.capture.lines import is_binary, read_capture
from briefgen.importing.capture.markdown import body_of, escape, unescape
from briefgen.importing.capture.places import count_places, count_regions
from briefgen.importing.capture.rules import Profile, hits_of
from briefgen.importing.capture.stories import SAME, alike, runs_of
from briefgen.importing.capture.when import ago_in, dates_in, months_in
from briefgen.importing.reading import the_rules
from briefgen.values.model import Region, RegionKey

CASES = {
    "subhead in a short story": """\
1t|Storks Return to the Brewery Chimney in Holm

1b|The storks of Holm came back to the brewery's chimney on Sunday, four days earlier than last year, and found their nest as they had left it.

1b|The brewery had kept the fire out since February. Its owner said that people drink more beer while they look up.

1b|A camera on the roof shows the nest day and night, and last spring it was watched from nineteen countries.

2t|Village Band Looks for a Player of the Tuba

2b|The band of Lower Marr has had no tuba since its player moved away in the autumn. The instrument is lent to whoever wants to learn it.

2s|The Tuba Is Heavy

2b|It weighs eleven kilos and needs a chair of its own. Lessons are on Tuesday evenings above the fire station, and cost nothing.
""",
    "clean": """\
1t|Harbour Towns Weigh the Price of a Longer Quay

1y|By Mara Ellison
1d|12 March 2025

1b|The three harbour towns on the northern coast voted on Monday to study a longer quay, a plan that has divided fishermen and hauliers since it was first drawn up in 2019.

1b|Mayor Odile Brandt said the council would publish the comments of residents before any decision is taken.

1s|Comments

1b|More than four hundred comments reached the council by Friday. Most of them asked who would pay for dredging.

1b|"We read every comment twice," the clerk said. "Some of them are longer than the plan."

1s|Hashtags

1b|Supporters gathered under two hashtags, one for the quay and one against it. Neither hashtag was used more than a few hundred times.

1s|Related Articles

1b|The bylaws hold two related articles, the fourth and the ninth, which say how a referendum may be called.

1s|What Comes Next

1b|The study is due in the autumn. A vote is expected by the end of the year.
""",
    "aggregator glued": """\
-|Home
-|World
-|Politics
-|Subscribe
1t|Ferry Line Resumes Night Crossings After Storm
1b|The ferry line between Aldmouth and the islands resumed its night crossings on Tuesday, nine days after a storm tore away part of the pier.
1b|Engineers said the repairs would hold until spring, when the pier is to be rebuilt in full at a cost of four million crowns.
1b|Passengers who were stranded on the islands had been housed in schools and church halls.
-|Tags
-|ferry
-|storm
-|Related Articles
2p|Coast Herald11 hours ago
2t|Islands Count Cost of Nine Days Without Supplies
2b|ALDMOUTH: Shops on the outer islands have begun to count the cost of nine days without supplies, with the largest grocer putting its losses at sixty thousand crowns. Fishermen brought flour and fuel across in open boats during the storm, and the council has promised to repay them by the end of the month.
3p|Coast Herald14 hours ago
3t|Pier Contract Goes to Local Builder
3b|The contract to rebuild the Aldmouth pier has gone to a local builder who made the lowest of four offers, the harbour board said on Monday. Work is to begin in March and to last eleven weeks, during which two of the three berths stay open. The board expects no further delay.
""",
    "midbody": """\
1t|Court Orders New Count in Valley Election
-|Share
-|Facebook
-|WhatsApp
1b|A court in the valley ordered a new count on Thursday after finding that two boxes of ballots had been left in a locked school.

-|Advertisement

1b|The judge said the boxes held enough votes to change the result, which had been decided by a margin of eighty-one.

-|Read also: Valley Mayor Calls for Calm After Disputed Vote

1b|Both candidates accepted the ruling. The count is to begin on Saturday under the eyes of observers from three districts.

-|Advertisement

1b|A spokeswoman for the election office said the school had since been searched again. "There are no more boxes," she said.

-|Sign up for our newsletter to get the day's top stories in your inbox.

1b|The result is expected on Sunday evening, the court said in its order.

-|Reporting by Jon Ames; Editing by Lea Roth

-|Our Standards: The Example Agency Trust Principles.
-|© 2025 Valley News. All rights reserved.
-|Most Read
-|Five Things to Know About the Valley Vote
-|Why the School Was Locked
-|How Ballots Are Stored Between Elections
""",
    "french": """\
-|Accueil
-|Politique
-|Économie
1t|La municipalité reporte la fermeture du vieux pont
1d|Publié le 14 avril 2025 à 08h30
1y|Par Claire Dumont
1b|La municipalité a décidé lundi de reporter la fermeture du vieux pont, prévue pour le début de l'été, après des semaines de protestation des commerçants de la rive gauche.
1b|« Nous avons entendu les inquiétudes », a déclaré le maire devant le conseil, en promettant une nouvelle étude avant la fin de l'année.
-|Lire aussi : Le tramway attendra encore deux ans
1b|Le pont, construit en 1908, ne supporte plus les camions depuis l'automne dernier.
1s|Un chantier à deux millions
1b|Les travaux devraient coûter deux millions d'euros, selon les services techniques. Ils dureraient huit mois.
-|Commentaires
-|Soyez le premier à commenter
-|Les plus lus
-|Un marché de nuit sur les quais
-|La piscine rouvre ses portes en mai
""",
    "spanish": """\
1t|El ayuntamiento aplaza la reforma del mercado central
1y|Por Lucía Ferrán
1d|3 de mayo de 2025
1c|Vista del mercado central de la ciudad, el pasado viernes. (EFE)
1b|El ayuntamiento ha decidido aplazar hasta el otoño la reforma del mercado central, que debía empezar en junio, por falta de acuerdo con los vendedores.
1b|«No vamos a empezar una obra contra quienes viven de ella», dijo la alcaldesa en una rueda de prensa.
-|PUBLICIDAD
1b|Los vendedores pedían desde marzo un calendario que no coincidiera con la temporada de verano, cuando hacen la mitad de sus ventas.
-|Te puede interesar: Las terrazas vuelven al paseo marítimo
1b|La reforma costará cuatro millones de euros y durará catorce meses, según el proyecto aprobado el año pasado.
-|Archivado en
-|Mercado
-|Ayuntamiento
-|Lo más visto
-|El tiempo para el fin de semana
-|Abre la nueva biblioteca del puerto
""",
    "arabic": """\
-|الرئيسية
-|سياسة
-|اقتصاد
1t|بلدية الميناء تؤجل مشروع الرصيف الجديد إلى الخريف
1d|نشر في: 14 أبريل 2025
1b|قررت بلدية الميناء يوم الاثنين تأجيل مشروع الرصيف الجديد إلى الخريف بعد أسابيع من احتجاج الصيادين الذين قالوا إن الأعمال ستغلق المرفأ في موسم الصيد.
1b|وقال رئيس البلدية في مؤتمر صحافي إن المجلس سمع مخاوف السكان وسيعرض دراسة جديدة قبل نهاية العام.
-|إعلان
1b|ويعتمد أكثر من ثلاثمئة صياد على المرفأ القديم الذي بني قبل أكثر من قرن ولم يعد يتسع للسفن الكبيرة.
-|اقرأ أيضا: أسعار السمك ترتفع قبل العيد
1b|ومن المتوقع أن تبلغ كلفة المشروع أربعة ملايين، وفق ما أعلنته البلدية في بيان.
-|الكلمات المفتاحية
-|الميناء
-|الصيد
-|الأكثر قراءة
-|افتتاح مكتبة جديدة في المدينة القديمة
-|الأمطار تعود إلى الساحل نهاية الأسبوع
""",
    "farsi": """\
-|خانه
-|سیاسی
-|اقتصادی
-|کد خبر: ۱۲۳۴۵۶
1d|۲۵ فروردین ۱۴۰۴ - ۱۴ آوریل ۲۰۲۵
1t|شورای شهر ساخت اسکله تازه را به پاییز موکول کرد
1b|شورای شهر روز دوشنبه تصمیم گرفت ساخت اسکله تازه را به پاییز موکول کند، چون ماهیگیران می‌گویند کار ساختمانی در فصل صید بندر را می‌بندد.
1b|شهردار در نشستی خبری گفت شورا نگرانی ساکنان را شنیده است و تا پایان سال بررسی تازه‌ای منتشر می‌کند.
1b|بیش از سیصد ماهیگیر از بندر قدیمی استفاده می‌کنند که بیش از یک قرن پیش ساخته شده است.
-|انتهای پیام
-|برچسب‌ها
-|بندر
-|ماهیگیری
-|اخبار مرتبط
-|کتابخانه تازه در شهر قدیم گشایش یافت
-|باران به ساحل بازمی‌گردد
""",
    "headlines only": """\
-|Latest News
-|Ferry Line Resumes Night Crossings After Storm
-|Harbour Towns Weigh the Price of a Longer Quay
-|Court Orders New Count in Valley Election
-|Pier Contract Goes to Local Builder
-|Islands Count Cost of Nine Days Without Supplies
-|Mayor Calls for Calm After Disputed Vote
""",
    "teasers": """\
1t|Bridge Over the Sarn Closes for a Year

1b|The bridge over the Sarn will close for a year from September, the roads office said on Wednesday, sending lorries on a detour of forty kilometres.

1b|Hauliers called the plan a blow to the valley's sawmills, which send two hundred loads a day across the river.

1b|The office said it had no choice. Inspectors found cracks in three of the five piers last month.

-|Read next

-|Sawmills Ask for Help With Detour

-|The valley's four largest sawmills have asked the district for help with the cost of the detour that begins in...

-|New Ferry May Carry Lorries

-|A ferry that can carry twelve lorries at a time may run on the Sarn while the bridge is closed, the...
""",
    "cut": """\
1t|Glacier Lake Drains Overnight, Sparing Village
1b|A lake at the foot of the Hornli glacier drained overnight without flooding the village below it, officials said on Friday morning.
1b|Sirens had warned the two hundred people of the village to leave their houses at dusk, and buses took them to a school in the next valley.
1b|Geologists believe the water found a way under the ice, as it did in 1998 and in
""",
    "two rule": """\
1t|Grain Prices Fall for a Third Week
1b|Grain prices fell for a third week as rain reached the southern plains, traders said on Friday in the port of Aldmouth.
1b|Wheat for delivery in May lost two per cent. Barley was little changed.
-|* * *
2t|Railway Drivers Call Off Strike
2b|Railway drivers called off a strike that was to begin on Monday after their union accepted a rise of four per cent over two years.
2b|The union said its members would vote on the offer in June. Trains are to run as usual.
""",
    "wrapped": """\
1t|Museum Returns Carvings to Hill Village

1b|The national museum returned eleven wooden carvings to a village in the hills
1b|on Sunday, more than sixty years after they were taken from its chapel by a
1b|collector who sold them abroad.

1b|Villagers lined the road as a lorry brought the carvings home. A band played,
1b|and the oldest woman of the village was the first to touch the wood, which
1b|had darkened in the storerooms of the museum.

1b|The museum will help the village to keep the carvings dry. It also plans to
1b|show photographs of them where the originals used to stand.
""",
    "title tag suffix": """\
1t|Storm Shuts Northern Airports for Second Day
-|Skip to content
-|Menu
-|News
-|Sport
-|Weather
-|Storm Shuts Northern Airports for Second Day | The Daily Coast
1y|By Ines Portman
1d|Published: 9 January 2025, 07:15 GMT
1d|Updated: 9 January 2025, 11:40 GMT
-|Share this article
1b|Two airports in the north stayed shut for a second day on Thursday as snow drifted across their runways faster than crews could clear it.
1b|Airlines moved some flights to Aldmouth and cancelled ninety others. Trains were slow but running.
1b|The weather office expects the wind to drop by Friday noon, and the airports hope to open an hour later.
-|Comments (14)
-|janeh
-|2 hours ago
-|This happens every single year and nobody learns anything from it at all.
-|tomasz_k
-|3 hours ago
-|Take the train next time, it is cheaper and you see something of the country.
""",
    "intrusion": """\
1t|Orchard Growers Turn to Night Picking
1b|Growers in the orchard belt have begun to pick at night, as days of more than forty degrees make work in the sun too dangerous for the

-|Advertisement

1b|crews who come each summer from across the border.
1b|Floodlights on trailers follow the pickers through the rows. The first nights were slow, the growers said, but the fruit arrives cool at the packing sheds.
1b|Doctors welcomed the change and asked for quiet places where crews can sleep by day.
""",
    "timeline": """\
1t|How the Dam at Kessel Came to Fail
1b|A list of what is known about the days before the dam at Kessel failed, compiled from the reports of three offices.
1s|June 3
1b|Rain begins in the upper valley. The gauge at Kessel rises by forty centimetres before midnight.
1s|June 4
1b|The keeper opens two of three gates. The third gate does not move, and a crew is called from the city.
1s|June 5
1b|Water runs over the crest at dawn. The villages below are told to leave, and most people do.
""",
    "lists in body": """\
1t|What the New Water Rules Mean for Gardens
1b|New rules on water take effect on Saturday in the whole of the eastern district, the water board said in a notice.
1b|The board asks every household to keep to these three rules until the end of August:
1b|- no watering between eight in the morning and eight in the evening
1b|- no filling of pools
1b|- no washing of cars at home
1b|Fines begin at fifty crowns, the board said. It hopes not to need them.
""",
    "three clean": """\
1t|Teachers Accept Pay Offer After Long Night
1y|By Ada Quint
1d|March 3, 2025
1b|Teachers accepted a pay offer early on Monday after a night of talks, ending a strike that had closed four hundred schools for a week.
1b|Pupils return on Tuesday. The ministry said lost lessons would be made up before the summer.

2t|Old Cinema to Become a Library
2y|By Rolf Stein
2d|March 4, 2025
2b|The old cinema on Mill Street is to become a library, the council decided on Tuesday, with room for sixty thousand books and a hall for readings.
2b|Work begins in May. The screen will stay where it is, and films will be shown on Sundays.

3t|Rare Cranes Return to the Marsh
3y|By Ada Quint
3d|March 5, 2025
3b|Nine rare cranes have returned to the marsh south of the city, the first to be seen there since the drought of 2011.
3b|Wardens closed two paths so that the birds can nest. They expect chicks in May.
""",
    "afp style": """\
1t|Ministers agree on fishing quotas after all-night talks
1d|Issued on: 11/12/2024 - 06:42
1c|Trawlers in the port of Lorne at dawn. © Anna Weil, AFP
1b|Lorne (AFP) – Ministers agreed on fishing quotas for the coming year early on Wednesday after talks that lasted all night and twice came close to collapse.
1b|The cod quota falls by a tenth. Herring may be caught as before, and the ban on eel stays in place.
1b|Fishermen's unions said the cut would cost two hundred jobs in the north.
-|© 2024 AFP
-|Read more on related topics:
-|Fishing
-|Trade
""",
    "newsletter subject": """\
1t|Local Paper Lives by Its Newsletter
1b|The smallest daily of the district no longer prints, but its newsletter reaches more readers than the paper ever did, its editor said.
1b|Every morning at six she writes to eleven thousand people. "Our newsletter is the paper now," she said.
1s|Advertisement
1b|The last printed advertisement ran in 2021. Today two advertisements a week pay for the newsletter, and readers for the rest.
1s|Subscribe
1b|Those who subscribe pay four crowns a month. About a third of all readers subscribe, the editor said, and few leave.
""",
    "blocks title first": """\
1t|Ferry Line Resumes Night Crossings After Storm
1p|Coast Herald
1d|2 hours ago
1b|The ferry line between Aldmouth and the islands resumed its night crossings on Tuesday, nine days after a storm tore away part of the pier. Engineers said the repairs would hold until spring.

2t|Pier Contract Goes to Local Builder
2p|Reuters
2d|Yesterday
2b|The contract to rebuild the Aldmouth pier has gone to a local builder who made the lowest of four offers, the harbour board said on Monday. Work on the pier is to begin in March and to last eleven weeks.

3t|Islands Count Cost of Nine Days Without Supplies
3p|Coast Herald
3d|3 days ago
3b|Shops on the outer islands have begun to count the cost of nine days without supplies, with the largest grocer putting its losses at sixty thousand crowns. The council has promised to repay fishermen.
""",
    "wire marks": """\
1t|URGENT: Mine Rescue Brings Up Last Four Workers
1b|KESSEL, March 9 (Example News) -- Rescuers brought up the last four workers from the flooded mine at Kessel early on Sunday, thirty-one hours after the water broke in.
1b|All four were cold but able to walk, the mine's doctor said. Their families waited at the gate through the night.
1b|The mine was opened in 1931 and has flooded twice before.
-|(END)
-|HJ/TA
-|----
2t|Mine Owner Promises New Pumps
2b|KESSEL, March 10 (Example News) -- The owner of the flooded mine at Kessel promised new pumps on Monday and said no worker would lose a day's pay.
2b|The pumps are to arrive in April. Until then the lower galleries stay closed.
-|(END)
""",
    "double date": """\
-|Skip to main content
1d|Tuesday, June 17, 2025
-|Sign in
1t|River Port Opens Third Basin for Barges
1d|June 16, 2025June 16, 2025
1y|By Petra Lang
1b|The river port opened a third basin for barges on Monday, two years later than planned and at twice the price first named.
1b|The basin can hold forty barges. The first of them, loaded with gravel, tied up at noon.
1b|The port expects to move two million tonnes a year through the basin by 2030.
-|Share on Facebook
-|Share on X
-|Copy link
""",
    "arabic doubled": """\
1t|بلدية الميناء تؤجل مشروع الرصيف الجديد إلى الخريف

1c|صيادون في مرفأ المدينة القديم خلال احتجاج على مشروع الرصيف الجديد (رويترز)
-|صيادون في مرفأ المدينة القديم خلال احتجاج على مشروع الرصيف الجديد (رويترز)
-|TT

-|بلدية الميناء تؤجل مشروع الرصيف الجديد إلى الخريف

-|صيادون في مرفأ المدينة القديم خلال احتجاج على مشروع الرصيف الجديد (رويترز)
1d|نُشر: 12:34-14 أبريل 2025 م ـ 16 شوّال 1446 هـ

1b|قررت بلدية الميناء يوم الاثنين تأجيل مشروع الرصيف الجديد إلى الخريف بعد أسابيع من احتجاج الصيادين.

1b|وقال رئيس البلدية إن المجلس سمع مخاوف السكان وسيعرض دراسة جديدة قبل نهاية العام.

1s|موقف الصيادين

1b|ويعتمد أكثر من ثلاثمئة صياد على المرفأ القديم الذي بني قبل أكثر من قرن.


2t|مطار المدينة يعلن استئناف الرحلات الليلية

2c|مدرج مطار المدينة بعد إعادة فتحه (أ.ف.ب)
-|مدرج مطار المدينة بعد إعادة فتحه (أ.ف.ب)

-|مطار المدينة يعلن استئناف الرحلات الليلية

2b|أعلن مطار المدينة استئناف الرحلات الليلية ابتداء من يوم الجمعة بعد انتهاء أعمال الصيانة في المدرج الشمالي.

2b|وقال مدير المطار إن الأعمال انتهت قبل موعدها بأسبوعين وإن عدد الرحلات سيعود إلى ما كان عليه في الصيف الماضي.
""",
    "cookie top": """\
-|We use cookies to improve your experience. By continuing to use this site you agree to our cookie policy.
-|Accept all
-|The Daily Coast
-|Menu
1t|Lighthouse Keepers' Houses to Be Let to Artists
1b|The houses of the lighthouse keepers on the northern capes are to be let to artists for a crown a year, the coast office said on Wednesday.
1b|The eleven houses have stood empty since the lights were made automatic in 1994. Some have no road.
1b|Artists must live there for at least one winter. The office has had six hundred letters.
-|Subscribe to our newsletter
-|Enter your email address to get the best of the coast in your inbox every Friday.
-|About us
-|Contact
-|Privacy Policy
-|© The Daily Coast 2025
""",
    "mid list": """\
1t|Forest Fire Near Tarn Under Control
1b|A forest fire that had burned for six days near Tarn was brought under control on Saturday, the fire service said, after rain reached the hills.
1b|Four hundred firefighters had worked in shifts along a front of eleven kilometres. None was badly hurt.
-|More on this story
-|Campers Tell of Flight Through Smoke
-|How a Spark From a Train Can Start a Fire
-|Satellite Images Show Scale of Damage
1b|The fire service believes that the forest fire began beside the railway line, where dry grass had not been cut since spring.
1b|The railway said it was looking into the matter. Trains on the Tarn line run again from Sunday.
""",
    "section articles": """\
1t|Brewery Closes After Two Hundred Years
1b|The brewery at Oldmarket closed its gates on Friday after two hundred and six years, as its last owner found no buyer.
1b|Forty people lose their work. The brewery's horses go to a farm in the hills.
1b|The council hopes to keep the tower, which can be seen from all roads into the town.
-|More From This Section
2t|Farm Takes In the Brewery's Horses
2b|A farm in the hills above Oldmarket has taken in the six horses that drew the brewery's carts through the town until last week.
2b|The farm's owner said the horses would do light work in the forest. Children may visit them on Sundays.
2b|The oldest of the six is twenty-three.
3t|Town Asks What to Do With Its Tower
3b|DOMBURG: The council of Oldmarket has asked the people of the town what should become of the brewery's tower, now that nobody brews below it.
3b|Letters may be sent until the end of May. The council has set aside a hundred thousand crowns.
""",
    "no title": """\
1b|The council of Oldmarket has asked the people of the town what should become of the brewery's tower, now that nobody brews below it, and has set aside money for the plan.
1b|Letters may be sent until the end of May. The council will read them in public, the mayor said.
1b|Among the first ideas were a hotel, a climbing wall and a home for owls.
""",
    "interview": """\
1t|"We Count Every Bird": A Warden on Forty Years in the Marsh
1y|Interview by Ada Quint
1b|Joris Veld has been the warden of the southern marsh for forty years. He spoke to us in his hut by the second lock.
1b|Q: What has changed most in forty years?
1b|A: The water. It comes later in spring and it is gone sooner, and the birds know it before we do.
1b|Q: Do you still count?
1b|A: We count every bird. Every one. It takes nine days.
1b|Q: And the cranes?
1b|A: Nine this year. I did not think I would see them again, and I have told my daughter to come and look.
""",
    "deck": """\
1t|Tram Tunnel Opens Beneath Old Market
1b|Passengers cross the centre in four minutes after a decade of works that cost twice what was planned
1y|Lena Okafor
1d|5 February 2025
1b|The tram tunnel beneath the old market opened on Wednesday, ten years after the first spade was put into the ground in front of the town hall.
1b|Twelve thousand people rode through the tunnel on the first day. Most of them rode back again.
1b|The works cost twice what was planned, chiefly because of Roman walls that nobody had expected.
""",
    "author bio": """\
1t|Why the Valley Should Keep Its Small Schools
1y|By Hanna Brook
1b|Small schools cost more for each child than large ones do. That is the whole of the case against them, and it is a poor one.
1b|A school of forty children keeps a bus line, a shop and a doctor in a village. Close the school and all three go within ten years.
1b|The valley can afford its schools. What it cannot afford are empty villages.
-|About the Author
-|Hanna Brook teaches at the school of Upper Sarn and has written two books on the villages of the valley.
""",
    "stub paywall": """\
1t|Bank Chief to Step Down After Losses
1b|The chief of the country's second bank is to step down in June after losses on loans to builders, people close to the board said on Tuesday, ending a tenure of nine years...
-|To continue reading, subscribe or log in.
-|Already a subscriber? Log in
""",
    "farsi two": """\
1p|ایسنا
1d|۳ ساعت پیش
1t|آتش‌سوزی جنگل پس از شش روز مهار شد
1b|آتش‌سوزی جنگل در نزدیکی روستای تارن پس از شش روز با رسیدن باران مهار شد و چهارصد آتش‌نشان از جبهه یازده کیلومتری بازگشتند. به گفته سازمان آتش‌نشانی هیچ کس آسیب جدی ندید و قطارها از روز یکشنبه دوباره حرکت می‌کنند.

2p|ایرنا
2d|۵ ساعت پیش
2t|پل رودخانه سارن یک سال بسته می‌شود
2b|پل رودخانه سارن از ماه سپتامبر به مدت یک سال بسته می‌شود و کامیون‌ها باید چهل کیلومتر بیشتر راه بروند. اداره راه گفت بازرسان ماه گذشته در سه پایه از پنج پایه پل ترک دیده‌اند و چاره دیگری نبود.
""",
    "dense doubled": """\
1t|Harbour Crane Falls Into Basin, Nobody Hurt
1c|The fallen crane in the east basin on Thursday morning
-|The fallen crane in the east basin on Thursday morning
-|Harbour Crane Falls Into Basin, Nobody Hurt
1b|A harbour crane fell into the east basin on Thursday during a gust of wind that lifted roofs across the port, the harbour master said.
1b|Nobody was hurt. The driver had left the cabin ten minutes before.
1b|Two berths stay closed until the crane has been lifted, which may take a week.
2t|School Bus Line Saved by Parents' Rota
2c|Parents at the bus stop in Upper Sarn
-|Parents at the bus stop in Upper Sarn
-|School Bus Line Saved by Parents' Rota
2b|Parents in Upper Sarn have saved the school bus line by taking turns at the wheel, the council said on Thursday.
2b|Eleven of them passed the test for bus drivers in March.
""",
    "twice": """\
1t|Clock Tower Strikes Again After Forty Years
1b|The clock tower of Domburg struck again on Sunday after forty years of silence, to the surprise of most of the town.
1b|A watchmaker had mended it in secret over the winter. He said he had been tired of being late.
-|Related
-|Clock Tower Strikes Again After Forty Years
-|The clock tower of Domburg struck again on Sunday after forty years of silence, to the surprise of most of the town.
-|A watchmaker had mended it in secret over the winter. He said he had been tired of being late.
""",
    "long menu": """\
-|Live Updates: Storm in the North
-|Watch: Ferry Returns to the Islands
-|Elections
-|Money
-|Weather
-|Coast Life
-|Today's Paper
-|Exclusive
1t|Second Tunnel Planned Beneath the Strait
1y|By Ola Brandt and Ines Portman
1d|June 2, 2025 / 7:40 PM EDT
-|54 shares
1b|Engineers have drawn plans for a second tunnel beneath the strait, according to papers of the transport office that were seen by this newspaper.
1b|The tunnel would carry trains only. Its cost is put at nine billion crowns, three times that of the first.
1s|Old plans, new maps
1b|Plans for a second tunnel were first drawn in 1974 and given up when oil became cheap again.
1b|The new maps avoid the sands on which the old plans came to grief.
-|Topics:
-|Transport
-|Strait
-|Related stories
-|First Tunnel Turns Fifty
-|May 28, 2025
-|Ferry Men Fear for Their Boats
-|May 30, 2025
""",
    "spanish blocks": """\
1p|El Faro
1d|hace 3 horas
1t|Reabre el puente sobre el río Sarn
1b|El puente sobre el río Sarn reabrió el martes al tráfico después de un año de obras que obligaron a los camiones a dar un rodeo de cuarenta kilómetros. Los transportistas celebraron la reapertura del puente con una caravana.

2p|La Gaceta
2d|hace 5 horas
2t|Las cigüeñas vuelven a la marisma
2b|Nueve cigüeñas negras han vuelto a la marisma situada al sur de la ciudad, las primeras que se ven desde la sequía de 2011. Los guardas han cerrado dos senderos para que las aves puedan anidar sin molestias.
""",
    "headlines times": """\
-|Top Stories
-|Clock Tower Strikes Again After Forty Years
-|2 hours ago
-|Second Tunnel Planned Beneath the Strait
-|3 hours ago
-|Harbour Crane Falls Into Basin, Nobody Hurt
-|5 hours ago
-|School Bus Line Saved by Parents' Rota
-|6 hours ago
""",
    "french double": """\
-|Le phare du cap Nord rallumé après vingt ans - Le Quotidien de la Côte
-|Aller au contenu principal
-|Rechercher
1t|Le phare du cap Nord rallumé après vingt ans
1d|Le 3 février 2025 à 18h12, mis à jour le 3 février 2025 à 19h40
1c|Le phare du cap Nord, le 2 février 2025. © Anna Weil / Le Quotidien
1b|Le phare du cap Nord a été rallumé dimanche soir, vingt ans après avoir été éteint, à la demande des pêcheurs de la côte.
1b|« On le voyait de quarante kilomètres », se souvient un ancien gardien, qui a lui-même tourné l'interrupteur.
1s|Une association à l'œuvre
1b|Une association de cent cinquante membres paiera l'électricité. La mairie prêtera un garage pour les outils.
-|Partager
-|Tous droits réservés
""",
    "arabic clean": """\
1t|قراء الصحيفة يكتبون أكثر من أي وقت مضى

1b|قالت الصحيفة المحلية إن عدد الرسائل التي تصل إليها من القراء تضاعف هذا العام، وإنها خصصت صفحتين كل يوم للرد عليها.

1s|التعليقات

1b|وتصل التعليقات من كل مكان، وبعض التعليقات أطول من المقالات نفسها، كما قالت محررة الصفحة.

1s|الوسوم

1b|وتستخدم الصحيفة الوسوم لترتيب الرسائل، ويقرأ المحررون الوسوم قبل أن يقرأوا الرسائل.
""",
    "newsletter mid": """\
1t|Salt Pans to Be Flooded for Wading Birds
1b|The old salt pans south of Aldmouth are to be flooded again for wading birds, the marsh trust said on Monday.
1b|The pans were drained in 1963 to make fields, but the soil stayed too salty for wheat.
-|Get the day's top stories. Sign up to our newsletter and follow us on WhatsApp.
1b|Flooding begins in September. The trust expects avocets and stilts within two years.
-|Enjoying this article? Subscribe to our daily newsletter for more.
1b|Farmers will be paid for the fields they lose, the trust said.
""",
    "digest": """\
-|The Morning Brief
1t|Crane falls at harbour
1b|ALDMOUTH (Coast Agency) - A harbour crane fell into the east basin on Thursday during a gust of wind that lifted roofs across the port. Nobody was hurt, and two berths stay closed for a week while the crane is lifted out of the basin.

2t|Bus line saved
2b|UPPER SARN (Coast Agency) - Parents have saved the school bus line by taking turns at the wheel. Eleven parents passed the test for bus drivers in March, and four more are to take the test for the bus in May.

3t|Tower strikes again
3b|DOMBURG (Coast Agency) - The clock tower struck again on Sunday after forty years of silence. A watchmaker had mended the clock in the tower in secret over the winter, and said he had been tired of being late.
""",
    "quotes short": """\
1t|Goalkeeper Retires at Forty-One
1b|The goalkeeper of the northern champions has retired at the age of forty-one, after nineteen seasons with the club.
1b|"Enough."
1b|That was all she said to the reporters who waited at the gate of the ground on Saturday night.
1b|The club will not give her number to another player, its chairman said in a statement on Sunday.
""",
    "plain gap two": """\
1t|Ferry Line Resumes Night Crossings After Storm

1b|The ferry line between Aldmouth and the islands resumed its night crossings on Tuesday, nine days after a storm tore away part of the pier.

1b|Engineers said the repairs would hold until spring, when the pier is to be rebuilt in full.

1s|Schools and church halls opened

1b|Passengers who were stranded on the islands had been housed in schools and church halls during the storm.


2t|Museum Returns Eleven Carvings to Hill Village

2b|The national museum returned eleven wooden carvings to a village in the hills on Sunday, more than sixty years after a collector sold them abroad.

2b|Villagers lined the road as a lorry brought the carvings home. A band played.
""",
    "caption with credit once": """\
1c|Trawlers leave the harbour of Lorne at first light
1t|Ministers Agree on Fishing Quotas at Dawn
-|Ministers Agree on Fishing Quotas at Dawn
1c|Trawlers leave the harbour of Lorne at first light. (Reuters)
1b|Ministers agreed on fishing quotas for the coming year at dawn on Wednesday after talks that came twice close to collapse.
1b|The cod quota falls by a tenth. Herring may be caught as before, and the ban on eel stays in place.
1b|Unions said the cut in quotas would cost two hundred jobs in the north.
""",
    "update tags": """\
1t|UPDATE 2-Mine owner promises new pumps after flood
-|(Adds comment by union, background in paragraphs 4-6)
1y|By Jon Ames
1b|KESSEL, March 10 (Example News) - The owner of the flooded mine at Kessel promised new pumps on Monday and said that no worker would lose a day's pay.
1b|The pumps are to arrive in April. Until then the lower galleries of the mine stay closed.
1b|The union said it would count the pumps itself.
-|(Reporting by Jon Ames; Editing by Lea Roth)
-|((jon.ames@example.test;))
""",
    "comments on topic": """\
1t|Council Votes to Build Longer Quay
1b|The council of Aldmouth voted on Monday to build a longer quay, a plan that has divided fishermen and hauliers for six years.
1b|The quay will cost forty million crowns and take three years to build, the mayor said.
1b|Fishermen said they would go to court against the quay.
-|3 Comments
-|Mara E.
-|The council should have asked the fishermen first before it voted on the quay.
-|quayfan
-|Finally a longer quay, the hauliers waited six years for this plan.
""",
    "bio no mark": """\
1t|Why the Valley Should Keep Its Small Schools
1y|By Hanna Brook
1b|Small schools cost more for each child than large ones do. That is the whole of the case against them, and it is a poor one.
1b|A school of forty children keeps a bus line, a shop and a doctor in a village. Close the school and all three go within ten years.
1b|The valley can afford its schools. What it cannot afford are empty villages.
-|Hanna Brook teaches at the school of Upper Sarn and has written two books on the villages of the valley.
""",
    "one line briefs": """\
-|Ferry line resumes night crossings nine days after the storm.
-|Museum returns eleven wooden carvings to a village in the hills.
-|Goalkeeper of the northern champions retires at the age of forty-one.
-|Brewery at Oldmarket closes its gates after two hundred years.
-|Court orders a new count of ballots in the valley election.
""",
    "farsi zwnj": """\
1t|ماهیگیران می‌خواهند اسکله قدیمی بماند
1b|ماهیگیران شهر بندری می‌خواهند اسکله قدیمی بماند و می‌گویند ساخت اسکله تازه کار آن‌ها را در فصل صید متوقف می‌کند.
1b|شهردار گفت شورا نامه‌های ماهیگیران را خوانده است و پیش از پایان سال درباره اسکله تصمیم می‌گیرد.
-|نظرات
-|نظر شما
""",
    "arabic blocks": """\
1p|العربية
1d|منذ 4 ساعات
1t|إعادة افتتاح الجسر القديم بعد عام من الأعمال
1b|أعيد افتتاح الجسر القديم فوق النهر يوم الثلاثاء بعد عام من الأعمال التي أجبرت الشاحنات على قطع أربعين كيلومترا إضافية، وقالت البلدية إن الجسر سيتحمل الشاحنات الكبيرة من جديد.

2p|الساحل
2d|منذ 6 ساعات
2t|الطيور النادرة تعود إلى المستنقع الجنوبي
2b|عادت تسعة من الطيور النادرة إلى المستنقع الواقع جنوب المدينة للمرة الأولى منذ سنوات الجفاف، وأغلق الحراس طريقين كي تتمكن الطيور من بناء أعشاشها في هدوء خلال الربيع.
""",
    "related series": """\
1t|Glacier Lake Drains Overnight, Sparing Village
1b|A lake at the foot of the Hornli glacier drained overnight without flooding the village below it, officials said on Friday.
1b|Sirens had warned the two hundred people of the village to leave their houses at dusk.
1b|The lake had been watched since May, when its level began to rise.
-|Related Articles
-|Sirens in the Valley Are Tested Once a Month
-|The sirens in the valley are tested on the first Monday of each month, at noon, for ten seconds. Visitors who do not know this sometimes run for the hills, the mayor of the village said, and nobody likes to tell them that it was only a test of the sirens.
-|Measuring Ice With Drones Saves Weeks of Climbing
-|Measuring the ice of a glacier with drones saves weeks of climbing, say geologists who flew forty of them over the Hornli this summer. The drones see cracks that no climber would find, and they do not fall into them, which the geologists count as a further advantage of drones.
""",
    "lists in the middle": """\
-|Skip links
-|Skip to Content
-|News
-|Features
1t|Lighthouse Keepers Return to Northern Capes
1b|Artists who rented the empty houses are teaching the coast office how to run them
1c|The lighthouse on the northern cape in winter [Anna Weil/Coast Agency]
1y|By Ola Brandt
1d|Published On 17 Jun 202517 Jun 2025
-|Click here to share on social media
-|Share
-|Save
1b|The coast office has hired four lighthouse keepers for the northern capes, the first since the lights were made automatic in 1994.
1b|Two of the keepers are painters who had rented the empty houses for a crown a year.
-|Recommended Stories
-|list 1 of 3
-|Ferry Men Fear for Their Boats
-|list 2 of 3
-|First Tunnel Turns Fifty
-|list 3 of 3
-|Clock Tower Strikes Again
-|end of list
1b|"We knew the lamps by then," one of the painters said. "The lighthouse needs somebody who hears it."
1b|The keepers stay for two years. Their pay is small and their view of the capes is large.
1p|Source: Coast Agency
""",
    "share save": """\
1t|Old Mill to Grind Again After Half a Century
1d|3 hours ago
-|Share
-|Save
-|Lena Okafor
-|Rural affairs correspondent
1b|The old mill at Sarn is to grind flour again after half a century, its new owners said on Monday as they lifted the wheel into place.
1b|The mill stopped in 1974, when the last miller retired. Swallows have nested in it since.
1b|The owners hope to sell flour from the mill by the autumn and to keep the swallows.
-|More on this story
-|Swallows Delay Roof Repairs at Mill
-|Published 4 May
-|Six Villages, One Baker
-|Published 19 January
-|Related topics
-|Farming
-|Sarn
""",
    "spanish paper": """\
-|Suscríbete
-|Iniciar sesión
-|Internacional
1t|La marisma recupera sus grullas catorce años después
1b|Nueve ejemplares anidan al sur de la ciudad tras la sequía de 2011
1c|Una grulla en la marisma, en una imagen de archivo. ANNA WEIL (EFE)
1y|Rolf Stein
1d|Domburg - 17 jun 2025 - 05:30 CEST
-|Compartir en Whatsapp
-|Compartir en Facebook
-|Copiar enlace
1b|Nueve grullas han vuelto a la marisma situada al sur de la ciudad, las primeras que se ven en el lugar desde la sequía de 2011.
1b|Los guardas han cerrado dos senderos para que las grullas puedan anidar. Esperan pollos en mayo.
1b|La marisma perdió la mitad de su agua entre 2008 y 2011, según el instituto geológico.
-|Más información
-|El agua vuelve al delta
-|Archivado En
-|Aves
-|Medio ambiente
-|Si está interesado en licenciar este contenido, pinche aquí
""",
    "french paper": """\
1t|Le moulin de Sarn va de nouveau moudre
1b|Arrêté en 1974, le moulin a été restauré par une famille de boulangers venue de la ville.
1y|Par Claire Dumont (Sarn, correspondante)
1d|Publié le 14 avril 2025 à 08h30, modifié le 14 avril 2025 à 11h02
-|Temps de lecture : 3 min
-|Ajouter à vos favoris
-|Partager
1b|Le vieux moulin de Sarn va de nouveau moudre de la farine, un demi-siècle après le départ du dernier meunier.
1b|La famille qui a racheté le moulin espère vendre sa farine dès l'automne, sans chasser les hirondelles.
1b|« Elles étaient là avant nous », dit la boulangère.
-|Lire aussi
-|Article réservé à nos abonnés
-|Six villages pour un seul boulanger
-|La roue du moulin a été remise en place lundi. Elle pèse deux tonnes.
-|Claire Dumont (Sarn, correspondante)
-|Contribuer
-|Réutiliser ce contenu
""",
    "arabic update": """\
-|البث المباشر
-|أخبار
1t|عودة حراس المنارات إلى الرؤوس الشمالية
1d|آخر تحديث: 14/4/2025-12:30 (بتوقيت مكة المكرمة)
-|شارك
-|حفظ
1b|أعلن مكتب السواحل تعيين أربعة حراس للمنارات في الرؤوس الشمالية للمرة الأولى منذ ثلاثين عاما.
1b|وقال أحد الحراس إن المنارة تحتاج إلى من يسمعها، وإن الأضواء وحدها لا تكفي في ليالي الضباب.
1s|منازل خالية
1b|وكان فنانون قد استأجروا المنازل الخالية مقابل مبلغ رمزي، وتعلموا تشغيل المصابيح بأنفسهم خلال الشتاء الماضي.
-|المصدر: وكالات
-|مواضيع ذات صلة
-|افتتاح متحف المنارات في الميناء
-|حقوق الفنانين في القرى البعيدة
""",
    "farsi site": """\
-|صفحه نخست
-|سیاسی
-|ورزشی
1d|تاریخ انتشار: ۱۴۰۴/۰۱/۲۵ - ۱۲:۳۰
1t|نگهبانان فانوس دریایی به دماغه‌های شمالی بازگشتند
1b|سازمان ساحل چهار نگهبان برای فانوس‌های دریایی شمال استخدام کرد که نخستین استخدام از سال ۱۹۹۴ تاکنون است.
1b|یکی از نگهبانان گفت فانوس به کسی نیاز دارد که صدای آن را بشنود و چراغ خودکار در شب‌های مه‌آلود کافی نیست.
1b|این نگهبانان دو سال در دماغه می‌مانند.
-|بیشتر بخوانید:
-|موزه فانوس‌ها گشایش یافت
-|شش روستا و یک نانوا
-|نظرات کاربران
-|ارسال
""",
    "privacy subject": """\
1t|Messenger App Denies Passing Data to Advertisers

1b|The maker of a messenger app used by nine million people denied on Tuesday that it passes data on its users to advertisers.

1b|A research group had said on Monday that the app sends the place and the age of users to eleven companies, most of them advertisers.

1b|The app changed its privacy policy in March, and users who did not agree to the privacy policy could no longer write messages.

1b|"We use cookies as everybody does," a spokeswoman said. "We do not sell data on our users to advertisers."

1b|The research group said users should read the terms of service of the app before they write anything in it.
""",
    "numbered subheads": """\
1t|Five Things to Know About the Valley Vote
1b|The valley votes on Sunday for the second time this year. Here is what to know about the vote before the schools open at eight.
1s|1. Who may vote
1b|All who have lived in the valley for a year may vote, whatever passport they hold. About nine thousand people may vote for the first time.
1s|2. What is counted
1b|Every ballot is counted twice, by people of different parties. Ballots that came by post are counted first.
1s|3. Sources of trouble
1b|Two boxes of ballots were left in a locked school in the first vote. The school has been searched since.
""",
    "one paragraph": """\
1t|Clock Tower Strikes Again After Forty Years
1b|The clock tower of Domburg struck again on Sunday after forty years of silence, to the surprise of most of the town. A watchmaker had mended it in secret over the winter and said he had been tired of being late.
""",
    "short paragraphs": """\
1t|Forty-One Days of Rain in Domburg

1b|It rained on Domburg for the forty-first day on Sunday, and nobody in the town spoke of anything else.

1b|The mayor bought boots.

1b|The baker sold out of bread by nine in the morning because nobody could sleep for the rain.

1b|Then it stopped.
""",
    "question subheads": """\
1t|Why the Dam at Kessel Failed: What Inspectors Found

1b|Inspectors published their report on the dam at Kessel on Friday. It blames a gate that had not been opened since 2006.

1s|Who knew about the gate?

1b|The keeper of the dam wrote to the water office about the gate in 2011, 2014 and 2019. He got one answer.

1s|Could the dam have been saved?

1b|The report says that the dam would have stood if the third gate had opened. The gate needed grease worth ninety crowns.

1s|Watch the water

1b|A new rule asks keepers to open all gates twice a year and to watch the water below.
""",
    "quote para mid": """\
1t|Warden Counts Nine Cranes in Southern Marsh
1b|The warden of the southern marsh counted nine cranes on Monday, more than in any spring since the drought of 2011, he said.
1b|He wrote the number on the wall of his hut, where the numbers of forty springs stand in pencil, and shut the door.
1b|His daughter, who drives the school bus in Upper Sarn, comes on Sundays to count the cranes with him.
""",
    "dialogue tail": """\
1t|Old Cinema Shows Its Last Film to Six People
1b|The old cinema on Mill Street showed its last film on Saturday night to six people, one of whom was asleep, the owner said.
1b|The screen will stay when the cinema becomes a library in May. The seats go to schools.
1b|"We had good years," the owner said, and put out the light.
-|Subscribe to the Coast Herald
-|Share this story
-|Facebook
-|X
-|Related
-|Old Cinema to Become a Library
-|Mill Street to Lose Its Bus Stop
-|Why Small Cinemas Close
-|Copyright 2025 Coast Herald. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.
""",
    "newsagency multi": """\
1t|Orchard Growers Turn to Night Picking
1d|Jun 12, 2025
1b|Growers in the orchard belt have begun to pick at night, as days of more than forty degrees make work in the sun too dangerous for the crews.
1b|Floodlights on trailers follow the pickers through the rows of the orchards.
-|###
2t|Doctors Ask for Quiet Rooms for Pickers
2d|Jun 13, 2025
2b|Doctors in the orchard belt asked growers on Friday for quiet rooms where pickers who work at night can sleep by day.
2b|Eleven pickers had been treated for exhaustion in a week, the doctors said.
-|###
""",
    "blocks with one paragraph each": """\
1t|Ferry Line Weighs a Night Boat to the Islands
1b|The ferry line said on Monday that it would try a night boat to the islands from May, with room for forty cars and as many sleepers, if the harbour keeps its lamps lit.
1b|The boat is to leave at eleven and to reach the last of the islands by six, when the bakers and the postmen start.
-|Hashtags

-|Comments
-|No comments yet...
-|Related Articles


2p|Coast Herald
2d|4 hours ago
2p|- Coast Herald
2t|Pilots ask for a second radio tower
2b|Harbour pilots in the three northern ports have asked the ministry for a second radio tower, saying that a boat in the lower channel can neither hear nor be heard. 'You shout, and you get the gulls for an answer,' said Ode Lammers, who has brought ships in for thirty years. 'We told them in our letter that it is our necks, and yours, if a tanker meets a ferry in the bend.' The ministry said that a tower would cost four million crowns and that the money was not there before the spring. The pilots say that until then they will bring in no ship over two hundred metres by night, which would close the ports to most of the grain that goes through them in winter.


3p|Coast Herald
3d|5 hours ago
3p|- Coast Herald
3t|Museum gives back a bell
3b|The museum of the northern coast gave back a ship's bell on Tuesday to the village that had lent it for a summer in 1931, after a schoolgirl had found the receipt in a drawer. 'You shout, and you get the gulls for an answer,' said Ode Lammers, who has brought ships in for thirty years. 'We told them in our letter that it is our necks, and yours, if a tanker meets a ferry in the bend.' The ministry said that a frame would cost four million crowns and that the money was not there before the spring. The villagers say that until then they will bring in no bell over two hundred metres by night, which would close the ports to most of the grain that goes through them in winter.
""",
    "roundup": """\
1t|The Week in Domburg

1b|It was a quiet week in Domburg, apart from the crane. Here is what the council, the shops and the clubs were busy with.

1s|Politics

1b|The council put off its vote on the quay until May, when two of its members will be back from the mountains.

1s|Economy

1b|The brewery found no buyer. A baker from the city looked at the old mill twice and has asked for the keys.

1s|Sport

1b|The goalkeeper retired at forty-one. Nobody has been found who wants to stand where she stood.

-|Read more

1b|Next week the clock tower is to be painted, if the rain stops.
""",
    "standfirst above a date": """\
-|Home
-|Islands
-|Weather
1t|Night Mail Comes Back to the Outer Isles After Nine Winters

1b|Two boats will carry sorted letters and parcels to seven harbours before the shops open

1d|4 March 2025, 6:10 am | Updated 9:20 am

1b|The post office will send two boats with letters and parcels to seven harbours of the outer isles from next week, so that the shops have their mail before they open.

1b|The boats take eleven hours for the round. A sorter travels with each of them and hands the bags to the harbour masters, the post office said.

1b|The last boat with mail had sailed nine years ago, when a landing stage burnt down.
""",
    "standfirst below a kicker": """\
-|Landwirtschaft
1t|Streit um den Deich geht in das dritte Jahr
1b|Die Bauern am Fluss fordern Geld für nasse Wiesen, der Verband will erst messen lassen
1y|Von Inga Petersen
1d|9. Mai 2025
1b|Die Bauern am unteren Fluss haben vom Verband am Donnerstag erneut Geld für ihre nassen Wiesen gefordert und mit einer Klage gedroht.
1b|Der Verband will zunächst ein Jahr lang messen lassen, wie hoch das Wasser auf den Wiesen steht, sagte eine Sprecherin. Die Bauern halten das für Zeitverlust.
1b|Im Herbst entscheidet der Kreistag, ob der Deich zurückgesetzt wird.
""",
    "standfirst and a caption": """\
-|Sociedad
-|Compartir
1t|La biblioteca flotante cumple medio siglo sin perder un libro

1b|El barco visita catorce aldeas del lago y presta novelas, herramientas y semillas a dos mil vecinos

1y|Por Elisa Montero
1d|2 de abril de 2025

1c|El barco en el muelle de una aldea del lago. (Foto: Archivo)

1b|El barco que presta novelas, herramientas y semillas en catorce aldeas del lago cumplió este miércoles cincuenta años, y sus dos mil lectores no han perdido un solo libro.

1b|La bibliotecaria dijo que el secreto es sencillo: quien no devuelve el libro no recibe semillas en primavera.

1b|El ayuntamiento quiere comprar un segundo barco el año próximo.
""",
    "notice above the headline": """\
-|Menu
-|Read three more stories free of charge this month

1t|Council Buys the Old Mill for One Crown
1d|12 February 2025

1b|The council of Tarnow bought the old mill for one crown on Wednesday and will turn it into a workshop for repairs, the mayor said.

1b|The mill had stood empty since its last owner went to sea. Its roof will be mended first, at a cost of ninety thousand crowns.

1b|Carpenters of the town may use the workshop for nothing in the first year.
""",
    "section above the headline": """\
-|News from the Valley and the Hills

1t|School Bus Will Wait for the Late Train Again
1b|Drivers and parents agreed on seven minutes, which is one less than the town had asked for

1b|The school bus in Ober-Lindau will wait for the late train again, for seven minutes at most, drivers and parents agreed on Monday.

1b|The town had asked for eight minutes. The drivers said that the last stop would then be reached after the shops close.

1b|The rule holds until the end of the winter timetable.
""",
}

CODES = {"title": "t", "body": "b", "subhead": "s", "caption": "c", "byline": "y", "date": "d", "publisher": "p"}


def account_of(text: str | bytes, given_facts: Given | None = None) -> Account:
    data = text.encode() if isinstance(text, str) else text
    return read_account(data, the_rules(), given_facts or Given())


def fates_of(text: str) -> list[str]:
    """Return the fates of the lines as the cases write them; of a line in several pieces the one that is kept."""
    account = account_of(text)
    fates: dict[int, str] = {}
    for row in account.rows:
        fate = "" if row.fate == "blank" else f"{row.article}{CODES[row.fate]}" if row.fate in CODES else "-"
        if fates.get(row.line, "-") in {"-", ""}:
            fates[row.line] = fate
    return [fates[number] for number in sorted(fates)]


@pytest.mark.parametrize("name", CASES)
def test_lines_get_the_fates_that_a_reader_would_give_them(name: str) -> None:
    rows = [line.split("|", 1) if "|" in line else ["", line] for line in CASES[name].splitlines()]
    text = "\n".join(row[1] for row in rows)
    shown = [f"{fate}|{row[1]}" if fate else row[1] for fate, row in zip(fates_of(text), rows, strict=True)]
    assert shown == [f"{row[0]}|{row[1]}" if row[0] else row[1] for row in rows]


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_dropped_with_less_than_two_signs(name: str) -> None:
    text = "\n".join(line.split("|", 1)[-1] for line in CASES[name].splitlines())
    assert [row for row in account_of(text).rows if row.fate == "boilerplate" and len(row.signs) < 2] == []


def ledger_of(data: bytes, account: Account) -> Ledger:
    return Ledger(
        version=LEDGER_VERSION, capture="captures/a.txt", sha256=digest(data), size=len(data), encoding=account.encoding,
        rows=account.rows,
    )  # fmt: skip


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["Comments", "Advertisement", "By Ada Quint", "4 hours ago", "A title of five words", "---", "", "\r"]
        ),
        st.sampled_from(
            ["A sentence of more than eight words that ends with a full stop.", "A cut sentence that goes on and"]
        ),
    ),
    max_size=25,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_ledger_rebuilds_any_text(lines: list[str], end: str) -> None:
    data = end.join(lines).encode("utf-8", "replace")
    account = account_of(data)
    assert rebuild(account.rows, data) == data
    assert faults_of(ledger_of(data, account), data) == ()


@given(st.binary(max_size=300))
def test_the_ledger_rebuilds_any_bytes(data: bytes) -> None:
    account = account_of(data)
    assert rebuild(account.rows, data) == data
    assert read_capture(data).encode() == data


def test_a_ledger_is_read_back_as_it_was_written_and_proves_itself() -> None:
    data = b"A title of five words\n\n" + b"A sentence of more than eight words that ends with a full stop. " * 5
    ledger = ledger_of(data, account_of(data))
    assert read_ledger(write_ledger(ledger)) == ledger
    assert faults_of(ledger, data) == ()
    assert faults_of(ledger, data + b"x") != ()
    assert faults_of(
        Ledger(version=1, capture="", sha256=ledger.sha256, size=0, encoding="utf-8", rows=ledger.rows[1:]), data
    )
    assert read_ledger("{}") is None
    assert read_ledger("[" * 100_000) is None


@pytest.mark.parametrize(
    ("data", "encoding", "is_guess"),
    [
        pytest.param("Zażółć".encode(), "utf-8", False, id="UTF-8"),
        pytest.param("\ufeffTitle".encode("utf-16-le"), "utf-16-le", False, id="UTF-16 with a mark"),
        pytest.param("The café opens.\nAt noon.".encode("utf-16-le"), "utf-16-le", True, id="UTF-16 without a mark"),
        pytest.param("The café opens.\nAt noon.".encode("utf-16-be"), "utf-16-be", True, id="the other half first"),
        pytest.param("一场风暴 2025\n两人死亡".encode("utf-16-le"), "utf-16-le", True, id="Chinese in UTF-16"),
        pytest.param("一场风暴 2025\n两人死亡".encode("utf-16-be"), "utf-16-be", True, id="Chinese, the other half first"),
        pytest.param("قررت البلدية تأجيل".encode("utf-16-be"), "utf-16-be", True, id="Arabic in UTF-16"),
        pytest.param(b"A stray NUL\0 is kept", "utf-8", False, id="UTF-8 with a NUL"),
        pytest.param("café à la crème".encode("cp1252"), "cp1252", True, id="Western"),
        pytest.param("قررت البلدية تأجيل المشروع".encode("cp1256"), "cp1256", True, id="Arabic"),
        pytest.param("قررت البلدية".encode() + b"\xff" + "تأجيل المشروع".encode(), "utf-8", True, id="damaged UTF-8"),
    ],
)
def test_an_encoding_is_known_or_guessed_and_the_guess_is_told(data: bytes, encoding: str, is_guess: bool) -> None:
    capture = read_capture(data)
    assert (capture.encoding, capture.is_guess) == (encoding, is_guess)
    assert capture.encode() == data


@pytest.mark.parametrize("end", ["\r", "\u2028", "\u2029", "\x85", "\x0b"])
def test_lines_end_as_the_text_ends_them(end: str) -> None:
    data = f"Title{end}{end}One.{end}Two.".encode()
    capture = read_capture(data)
    assert [(line.number, line.text) for line in capture.lines] == [(1, "Title"), (2, ""), (3, "One."), (4, "Two.")]
    assert capture.encode() == data
    assert [line.text for line in read_capture(data + b"\n").lines] == ["Title", "", "One.", "Two."]
    # Beside the usual ends it is a break inside a line, as editors count lines.
    mixed = read_capture(f"Title\nOne.\u2028Two.{end}Three.\n".encode())
    assert [line.text for line in mixed.lines][:2] == ["Title", f"One.\u2028Two.{'' if end == chr(13) else end + 'Three.'}"]
    assert mixed.encode().decode().endswith("Three.\n")


def test_other_files_than_text_are_known() -> None:
    assert is_binary(b"%PDF-1.7 ...")
    assert is_binary(bytes(range(32)) * 10)
    assert not is_binary(b"\x00" + b"A stray NUL does not make a text another kind of file. " * 20)
    assert not is_binary(b"")


# Fields ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lang", "days"),
    [
        ("2025-04-10", "", [date(2025, 4, 10)]),
        ("Tuesday, 10th of April, 2025", "en", [date(2025, 4, 10)]),
        ("June 16, 2025June 16, 2025", "en", [date(2025, 6, 16)]),
        ("le 1er mars 2025", "fr", [date(2025, 3, 1)]),
        ("3 de mayo de 2025", "es", [date(2025, 5, 3)]),
        ("11/12/2024", "fr", [date(2024, 12, 11)]),
        ("11/12/2024", "en", []),
        ("25/12/2024", "en", [date(2024, 12, 25)]),
        ("14 نيسان/أبريل 2025", "ar", [date(2025, 4, 14)]),
        ("14 أبريل 2025 م ـ 16 شوّال 1446 هـ", "ar", [date(2025, 4, 14)]),
        ("۲۵ فروردین ۱۴۰۴ - ۱۴ آوریل ۲۰۲۵", "fa", [date(2025, 4, 14)]),
        ("1404-01-25", "fa", [date(2025, 4, 14)]),
        ("31 February 2025, May 2025, in 1998", "en", []),
    ],
)
def test_only_days_that_are_stated_are_read(text: str, lang: str, days: list[date]) -> None:
    assert list(dates_in(text, the_rules().calendar, lang)) == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4 hours ago", date(2025, 6, 17)),
        ("an hour ago", date(2025, 6, 18)),
        ("Coast Herald11 hours ago", date(2025, 6, 17)),
        ("il y a 2 jours", date(2025, 6, 16)),
        ("hace 3 horas", date(2025, 6, 17)),
        ("منذ 4 ساعات", date(2025, 6, 17)),
        ("منذ يومين", date(2025, 6, 16)),
        ("۳ روز پیش", date(2025, 6, 15)),
        ("Yesterday", date(2025, 6, 17)),
    ],
)
def test_a_span_back_is_counted_from_the_moment_of_capture(text: str, day: date) -> None:
    ago = ago_in(text, the_rules().calendar)
    assert ago is not None
    assert ago.day(datetime(2025, 6, 18, 2, 30, tzinfo=UTC)) == day


def test_a_month_without_a_day_is_evidence_and_no_day() -> None:
    assert months_in("his March 2025 visit, in février 2024 and on 3 May 2025", the_rules().calendar) == (
        "2025-03",
        "2024-02",
    )


BLOCK = "Coast Herald\n4 hours ago\nPier Contract Goes to Local Builder\n" + (
    "The contract to rebuild the pier has gone to a local builder who made the lowest of four offers. Work begins in March. "
    * 2
)


def test_a_relative_day_is_proposed_with_its_evidence_and_never_chosen() -> None:
    without, with_moment = Given(), Given(captured_at="2025-06-18T02:30:00+00:00")
    draft = account_of(BLOCK, without).drafts[0]
    assert [(found.where, found.basis, found.text, found.day) for found in draft.days] == [
        ("published", "relative", "4 hours ago", None)
    ]
    draft = account_of(BLOCK, with_moment).drafts[0]
    assert draft.days[0].day == date(2025, 6, 17)
    assert chosen_day(draft, with_moment) == (None, "")


def test_a_stated_day_is_chosen_and_the_page_s_own_day_is_not() -> None:
    draft = account_of(plain("double date")).drafts[0]
    assert chosen_day(draft, Given()) == (date(2025, 6, 16), "stated")
    assert ("page", "inferred", date(2025, 6, 17)) in [(found.where, found.basis, found.day) for found in draft.days]


def plain(name: str) -> str:
    return "\n".join(line.split("|", 1)[-1] for line in CASES[name].splitlines())


def test_a_byline_a_caption_and_its_credit_are_read() -> None:
    draft = account_of(plain("spanish")).drafts[0]
    assert draft.authors == ("Lucía Ferrán",)
    assert [(caption.credit, caption.damage) for caption in draft.captions] == [("EFE", "")]
    assert draft.lang == "es"


def test_a_damaged_credit_is_told_and_not_mended() -> None:
    text = "Clock Strikes Again\n\nThe clock in Domburg, May 1, 2025. REUTERS/Anna Weilg Rights\n\n" + (
        "The clock struck again on Sunday after forty years of silence, to the surprise of the town. " * 3
    )
    caption = account_of(text).drafts[0].captions[0]
    assert caption.credit == "REUTERS/Anna Weilg Rights"
    assert "licensing rights" in caption.damage


def test_a_sentence_that_an_advertisement_cut_in_two_is_whole_again() -> None:
    draft = account_of(plain("intrusion")).drafts[0]
    assert draft.paragraphs[0].text.endswith("too dangerous for the crews who come each summer from across the border.")
    assert draft.paragraphs[0].lines == (2, 6)
    inside = (
        "The council met on Monday and ADVERTISEMENT decided to build a longer quay. " + "It will be built in spring. " * 6
    )
    draft = account_of(f"Council Decides on Quay\n\n{inside}\n").drafts[0]
    assert draft.paragraphs[0].text.startswith("The council met on Monday and decided to build")


@pytest.mark.parametrize(
    ("name", "lang"), [("clean", "en"), ("french", "fr"), ("spanish", "es"), ("arabic", "ar"), ("farsi", "fa")]
)
def test_the_language_is_told_by_script_and_small_words(name: str, lang: str) -> None:
    assert account_of(plain(name)).drafts[0].lang == lang


@pytest.mark.parametrize(
    ("line", "table"),
    [
        ("REKLAMA", "label"),
        ("광고", "label"),
        ("विज्ञापन", "label"),
        ("İLGİLİ HABER", "section"),
        ("यह भी पढ़ें: पुल दो हफ़्ते बंद", "promo"),
        ("Читайте также: Мост закрыт", "promo"),
        ("続きを読む", "label"),
        ("De regering sluit de brug", ""),
        ("On Tuesday the bridge was closed", ""),
    ],
)
def test_words_of_furniture_are_known_in_many_languages(line: str, table: str) -> None:
    hits = hits_of(line, fold_words(line), the_rules())
    assert table in hits if table else not hits


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("সেতুটি দুই সপ্তাহ বন্ধ থাকবে", "bn"),
        ("สะพานจะปิดสองสัปดาห์", "th"),
        ("ხიდი ორი კვირა დაიკეტება", "ka"),
        ("Кметът каза, че мостът ще бъде затворен за две седмици, докато инженерите проверяват лагерите.", "bg"),
        ("Градоначелник је рекао да ће мост бити затворен две недеље јер инжењери проверавају лежајеве.", "sr"),
    ],
)
def test_the_language_is_told_by_its_script_and_among_those_of_one_script_by_small_words(text: str, lang: str) -> None:
    assert language_of(text, the_rules()) == lang


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Färjan till ön går igen sedan i måndags, efter att varvet hade lagat en spricka. Något reservfartyg blir det inte.", "sv"),
        ("Prom na wyspę znów pływa od poniedziałku, po tym jak stocznia naprawiła wał. Bilety z tych dni nie przepadną.", "pl"),
        ("Trajekt na ostrov opět pluje od pondělí, když loděnice opravila hřídel, a jízdenky jsou platné, ale jen do konce měsíce.", "cs"),
        ("Feribotul spre insulă circulă din nou de luni, după ce șantierul a reparat axul, și biletele din acele zile sunt valabile.", "ro"),
        ("Lautta saarelle kulkee taas maanantaista, kun telakka oli korjannut akselin, ja liput ovat yhä voimassa, mutta vain kuun loppuun.", "fi"),
        ("A komp hétfő óta újra jár a szigetre, miután a hajógyár megjavította a tengelyt, és a jegyek még érvényesek, de csak a hónap végéig.", "hu"),
        ("Feri ke pulau itu berlayar lagi sejak Senin, setelah galangan memperbaiki porosnya, dan tiket dari hari yang hilang tetap berlaku.", "id"),
        ("De veerpont naar het eiland vaart weer sinds maandag, nadat de werf een scheur in de as had gelast.", "nl"),
        ("O barco para a ilha voltou a circular na segunda-feira, depois de o estaleiro reparar o eixo, e os bilhetes não se perdem.", "pt"),
    ],
)  # fmt: skip
def test_the_language_of_a_latin_script_is_told_by_its_small_words(text: str, lang: str) -> None:
    assert language_of(text, the_rules()) == lang


def test_too_little_text_has_no_language() -> None:
    assert language_of("Oslo 1972", the_rules()) == ""


def test_regions_are_counted_by_the_countries_of_the_settings() -> None:
    text = "Tehran and Baghdad agreed; Iraqi officials in Basra told us so. Norwegian diplomats in Oslo told the US."
    countries = count_places(text, the_rules())
    assert dict(countries) == {"IR": 1, "IQ": 3, "NO": 2, "US": 1}
    regions = (
        Region(key=RegionKey("gulf"), name="Gulf", regions=(Region(key=RegionKey("iraq"), name="Iraq", countries=("IQ",)),)),
        Region(key=RegionKey("north"), name="North", countries=("NO",)),
    )
    assert count_regions(countries, regions) == (("iraq", 3), ("north", 2))
    assert dict(count_places("وأعلنت بغداد أن العراق وإيران وللعراق", the_rules(), "ar")) == {"IQ": 3, "IR": 1}


def test_a_stub_that_is_alone_is_an_article_and_told_to_be_one() -> None:
    draft = account_of(plain("stub paywall")).drafts[0]
    assert draft.is_stub
    assert draft.is_cut
    assert account_of(plain("cut")).drafts[0].is_cut
    assert not account_of(plain("clean")).drafts[0].is_cut


def test_teasers_beside_an_article_are_stubs() -> None:
    account = account_of(plain("teasers"))
    assert (len(account.drafts), account.stubs) == (1, 2)


def test_a_capture_without_prose_has_no_article() -> None:
    assert account_of("").drafts == ()
    assert account_of("\n \n\t\n").drafts == ()
    assert account_of(plain("headlines only")).drafts == ()


def test_a_profile_of_a_site_adds_its_own_words() -> None:
    text = plain("clean").replace("Related Articles", "Zum Weiterlesen") + "\nZum Weiterlesen\nDas Boot\nDer Kai\nDie Mole\n"
    profile = Profile(name="coast", when=("Das Boot",), publisher="Coast Herald", phrases={"section": ("Zum Weiterlesen",)})
    account = read_account(text.encode(), the_rules(), Given(), (profile,))
    assert account.publisher == "Coast Herald"
    assert next(row.rule for row in account.rows if row.fate == "boilerplate") == "section"


# Markdown --------------------------------------------------------------------------------------------------------------


def assert_stays_text(text: str) -> None:
    assert unescape(escape(text)) == text
    body = markup.read_body(escape(text)).value
    assert body is not None
    html = "".join(part for part in body.parts if isinstance(part, str))
    inner = html.removeprefix("<p>").removesuffix("\n").removesuffix("</p>")
    assert "<" not in inner
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        inner = inner.replace(name, character)
    assert visible(inner) == text


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=80).map(visible)
)
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    if text:
        assert_stays_text(text)


@pytest.mark.parametrize(
    "text",
    ["# not a heading", "1. not a list", "- not a list", "a <b>tag</b>", "[a](javascript:x)", "*stars* and _lines_", "![i](x.png)",
     "a | b", "~~gone~~", "[^1]: note", "&amp; &lt;", "    code", "```", "===", "> quote", "<!-- editor -->", "a\\b", "+ plus"],
)  # fmt: skip
def test_what_looks_like_markdown_is_shown_as_it_stands(text: str) -> None:
    assert_stays_text(visible(text))


def test_subheads_and_lists_become_markdown() -> None:
    parts = (
        Paragraph(role="subhead", text="What *next*?", lines=(1,)),
        Paragraph(role="item", text="• one", lines=(2,)),
        Paragraph(role="item", text="- two", lines=(3,)),
        Paragraph(role="body", text="“Quotes” stay — as they are.", lines=(4,)),
    )
    assert body_of(parts) == "## What \\*next\\*?\n\n- one\n- two\n\n“Quotes” stay — as they are.\n"


# The same story --------------------------------------------------------------------------------------------------------


def test_a_copy_cut_to_a_third_is_the_same_story_and_another_one_is_not() -> None:
    words = [f"word{number * 7919 % 1000}" for number in range(600)]
    whole, third = " ".join(words), " ".join(words[:200])
    other = " ".join(f"other{number}" for number in range(300))
    pairs = alike([runs_of(text) for text in (whole, other, third)])
    assert [(pair.one, pair.other) for pair in pairs] == [(0, 2)]
    assert pairs[0].share >= SAME


def test_letters_joined_and_spaces_set_on_purpose_are_kept() -> None:
    assert "می‌خواهند" in account_of(plain("farsi zwnj")).drafts[0].text
    assert visible("« Nous\u00a0» \u200b\ufeff  avons") == "« Nous\u00a0» avons"
    assert fold("می‌خواهند") == fold("میخواهند")


def test_cost_grows_with_length_and_not_faster() -> None:
    """Eight times the lines may cost sixteen times the CPU time, for other work on the machine; not the square's 64 times."""
    lines = [
        "Advertisement",
        "Ada Quint",
        "4 hours ago",
        "A line of five words",
        "A sentence of more than eight words that ends here.",
    ]

    def cost(times: int) -> float:
        begin = time.process_time()
        account = account_of("\n".join(lines * times))
        assert len(account.rows) == 5 * times
        return time.process_time() - begin

    cost(10)
    assert cost(4000) < 16 * cost(500)


def test_folding_makes_copies_alike_that_differ_in_quotes_dashes_and_digits() -> None:
    assert fold("“Plan\u00a0B” – 2025") == fold('"plan B" - ٢٠٢٥')
    assert fold("مؤكدة على") == fold("موکده علی") or fold("كتاب") == fold("کتاب")
