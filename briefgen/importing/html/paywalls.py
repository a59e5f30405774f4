"""Floor 7. Where an article ends at a paywall: the words of the box that says so, its class, or the page's structured data.

The words alone say nothing: an article may be about subscribers. They count below the last paragraph, where nothing of the
article follows.
"""

import re
from collections.abc import Sequence
from typing import Final

from briefgen.importing.capture.folding import fold
from briefgen.importing.html.blocks import Block

#: Longest block that is an invitation, in words; and how many blocks below the last paragraph are looked at.
_LONGEST: Final = 45
_REACH: Final = 12

# A pattern a line, by language (English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Russian,
# Ukrainian, Arabic, Persian, Hebrew, Japanese, Chinese, Korean, Hindi), of the invitations of newspapers: to subscribe,
# register or log in, in order to go on reading; or that what follows is for subscribers. They meet folded text.
_PATTERNS: Final = r"""
\b(?:subscribe|sign up|sign in|log in|register|join)\b.{0,40}\b(?:to|and) (?:continue|keep|read|unlock|view|finish)
\bto (?:continue|keep) reading\b
\bcontinue reading (?:with|for|by)\b
\balready a (?:subscriber|member)\b
\b(?:for|to|exclusive to|reserved for) (?:paying |paid |our |premium )?(?:subscribers|members)\b.{0,6}(?:only\b|$|\.)
\b(?:subscriber|member)s?[- ]only\b
\bto read the (?:full|whole|rest|complete)\b
\b(?:free )?articles? (?:left|remaining)\b
\bunlock (?:this|the full) (?:article|story)\b
\bweiterlesen\b.{0,30}\b(?:mit|plus|abo)
\babo\w*\b.{0,60}\bweiterlesen\b
\bjetzt (?:weiterlesen|abonnieren)\b
\b(?:nur )?für (?:abonnent|mitglieder|registrierte)
\bschon abonnent\b
\bweiterlesen ?\?
\bbereits (?:abonnent|registriert)
\bréservée?s? (?:à|aux) (?:nos )?abonné
\bil vous reste\b.{0,20}\b(?:article|à lire)
\b(?:abonnez-vous|connectez-vous|inscrivez-vous)\b.{0,30}\b(?:lire|continuer|poursuivre)
\bdéjà abonné
\bpara (?:seguir|continuar) leyendo\b
\b(?:exclusivo|solo|sólo|reservado) para (?:nuestros )?(?:suscriptores|socios)
\bpara continuar (?:a ler|lendo|lendo)\b
\b(?:exclusivo|só|reservado) para (?:assinantes|subscritores)
\bper continuare a leggere\b
\briservat[oai] agli abbonati\b
\bsei già abbonato\b
\b(?:alleen|exclusief) voor (?:abonnees|leden)\b
\bom verder te lezen\b
\blees verder met\b
\bczytaj dalej\b.{0,20}\b(?:z |prenumerat)
\bdla (?:prenumeratorów|subskrybentów)\b
\btylko dla (?:prenum|subskr)
\b(?:devamını|tamamını) okumak için\b
\b(?:sadece |yalnızca )?abonelere özel\b
\bчтобы (?:прочитать|читать|продолжить)\b.{0,40}(?:подпи|войд|зарегистр)
\bтолько для подписчиков\b
\bоформите подписку\b
\bлише для передплатників\b
\bщоб (?:читати|прочитати) далі\b
(?:اشترک|سجل|سجّل)\S* .{0,20}(?:لمواصله|لقراءه|لاستکمال|لاکمال)
للمشترکین فقط
هذا المحتوی .{0,12}للمشترکین
برای ادامه .{0,20}(?:مشترک|اشتراک)
למנויים בלבד
כדי להמשיך לקרוא
会員限定
有料会員
続きを読むには
(?:订阅|訂閱|登录|登錄|登入).{0,10}(?:阅读|閱讀|继续|繼續|全文)
구독자 전용
계속 읽으려면
आगे पढ़ने के लिए
"""
_WALLS: Final = re.compile("|".join(_PATTERNS.split("\n")[1:-1]))


# What else pages invite to: an article with such a line below it is whole.
_OTHERS: Final = re.compile(
    r"newsletter|e-?mail|correo|podcast|channel|whatsapp|telegram|youtube|inbox|рассылк|бюллетен|نشر|خبرنامه|ニュースレター"
)


def says_wall(block: Block) -> bool:
    """Are a block's words those of an invitation to subscribe in order to go on reading?"""
    if block.size > _LONGEST:
        return False
    text = fold(block.text[:500])
    return _WALLS.search(text) is not None and _OTHERS.search(text) is None


def is_near_end(index: int, last: int) -> bool:
    """Is a block right below the last paragraph, where a paywall stands?"""
    return last < index <= last + _REACH


def find_wall(blocks: Sequence[Block], last: int, end: int) -> Block | None:
    """Return the block below the last paragraph that says that an article stops there, by its words or its class."""
    near = blocks[last + 1 : min(end, last + 1 + _REACH)]
    seen = [block for block in near if not (block.is_alt or "hidden" in block.context.hints)]
    by_words = (block for block in seen if says_wall(block))
    by_class = (block for block in seen if "paywall" in block.context.hints - blocks[last].context.hints)
    return next(by_words, None) or next(by_class, None)
