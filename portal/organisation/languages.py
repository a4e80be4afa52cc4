"""The languages many of our customers speak, and what we say to them in each: the one list of them. Pure.

The sentences stand on the home page and under every letter. They have not been checked by a person who
speaks the language; `CHECKED` names those that have been.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityLanguage:
    """One language by its tag (BCP 47). `help` asks who needs it to tell us, `ask` ends with a number."""

    tag: str
    name: str
    help: str
    ask: str
    right_to_left: bool = False

    def asked(self, phone: str) -> str:
        """ "You can have this in your language, in large print, in Braille or as audio. Ring …" in it."""
        return self.ask.format(phone=phone)


CHECKED: frozenset[str] = frozenset()

_ALL = (
    CommunityLanguage(
        tag="pl",
        name="Polish",
        help="Potrzebujesz pomocy w swoim języku? Powiedz nam.",
        ask="Możesz to dostać w swoim języku, dużym drukiem, w alfabecie Braille’a lub jako nagranie. "
        "Zadzwoń: {phone}",
    ),
    CommunityLanguage(
        tag="ro",
        name="Romanian",
        help="Ai nevoie de ajutor în limba ta? Spune-ne.",
        ask="Poți primi acest text în limba ta, cu litere mari, în Braille sau ca înregistrare audio. "
        "Sună la {phone}",
    ),
    CommunityLanguage(
        tag="so",
        name="Somali",
        help="Ma u baahan tahay caawimo luqaddaada ah? Noo sheeg.",
        ask="Waxaad tan ku heli kartaa luqaddaada, far waaweyn, Braille ama cod ahaan. Soo wac {phone}",
    ),
    CommunityLanguage(
        tag="bn",
        name="Bengali",
        help="আপনার ভাষায় সাহায্য দরকার? আমাদের জানান।",
        ask="আপনি এটি আপনার ভাষায়, বড় অক্ষরে, ব্রেইলে বা অডিওতে পেতে পারেন। ফোন করুন: {phone}",
    ),
    CommunityLanguage(
        tag="pa",
        name="Punjabi",
        help="ਕੀ ਤੁਹਾਨੂੰ ਆਪਣੀ ਭਾਸ਼ਾ ਵਿੱਚ ਮਦਦ ਚਾਹੀਦੀ ਹੈ? ਸਾਨੂੰ ਦੱਸੋ।",
        ask="ਤੁਸੀਂ ਇਹ ਆਪਣੀ ਭਾਸ਼ਾ ਵਿੱਚ, ਵੱਡੇ ਅੱਖਰਾਂ ਵਿੱਚ, ਬ੍ਰੇਲ ਵਿੱਚ ਜਾਂ ਆਡੀਓ ਵਜੋਂ ਲੈ ਸਕਦੇ ਹੋ। ਫ਼ੋਨ ਕਰੋ: {phone}",
    ),
    CommunityLanguage(
        tag="ur",
        name="Urdu",
        help="کیا آپ کو اپنی زبان میں مدد چاہیے؟ ہمیں بتائیں۔",
        ask="آپ یہ اپنی زبان میں، بڑے حروف میں، بریل میں یا آڈیو میں لے سکتے ہیں۔ فون کریں: {phone}",
        right_to_left=True,
    ),
    CommunityLanguage(
        tag="ar",
        name="Arabic",
        help="هل تحتاج إلى مساعدة بلغتك؟ أخبرنا.",
        ask="يمكنك الحصول على هذا بلغتك أو بحروف كبيرة أو بطريقة برايل أو كتسجيل صوتي. اتصل على {phone}",
        right_to_left=True,
    ),
)
KNOWN = {language.tag: language for language in _ALL}


def community_languages(tags: Iterable[str]) -> tuple[CommunityLanguage, ...]:
    """The languages with those tags, in the order given; a tag we have no sentences for is passed over."""
    return tuple(KNOWN[tag] for tag in tags if tag in KNOWN)
