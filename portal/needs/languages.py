"""The languages a person may choose, by their tag (BCP 47): in English and in themselves. Pure."""

from __future__ import annotations

ENGLISH = "en"

LANGUAGES: dict[str, tuple[str, str]] = {
    "sq": ("Albanian", "Shqip"),
    "am": ("Amharic", "አማርኛ"),
    "ar": ("Arabic", "العربية"),
    "bn": ("Bengali", "বাংলা"),
    "bg": ("Bulgarian", "Български"),
    "yue": ("Cantonese", "粵語"),
    "cs": ("Czech", "Čeština"),
    "prs": ("Dari", "دری"),
    "nl": ("Dutch", "Nederlands"),
    "en": ("English", "English"),
    "fr": ("French", "Français"),
    "ka": ("Georgian", "ქართული"),
    "de": ("German", "Deutsch"),
    "el": ("Greek", "Ελληνικά"),
    "gu": ("Gujarati", "ગુજરાતી"),
    "he": ("Hebrew", "עברית"),
    "hi": ("Hindi", "हिन्दी"),
    "hu": ("Hungarian", "Magyar"),
    "ig": ("Igbo", "Asụsụ Igbo"),
    "it": ("Italian", "Italiano"),
    "ja": ("Japanese", "日本語"),
    "kmr": ("Kurdish (Kurmanji)", "Kurdî"),
    "ckb": ("Kurdish (Sorani)", "کوردی"),
    "lv": ("Latvian", "Latviešu"),
    "ln": ("Lingala", "Lingála"),
    "lt": ("Lithuanian", "Lietuvių"),
    "cmn": ("Mandarin", "普通话"),
    "mr": ("Marathi", "मराठी"),
    "ne": ("Nepali", "नेपाली"),
    "om": ("Oromo", "Afaan Oromoo"),
    "ps": ("Pashto", "پښتو"),
    "fa": ("Persian (Farsi)", "فارسی"),
    "pl": ("Polish", "Polski"),
    "pt": ("Portuguese", "Português"),
    "pa": ("Punjabi", "ਪੰਜਾਬੀ"),
    "rom": ("Romani", "Romani čhib"),
    "ro": ("Romanian", "Română"),
    "ru": ("Russian", "Русский"),
    "gd": ("Scottish Gaelic", "Gàidhlig"),
    "sr": ("Serbian", "Српски"),
    "sn": ("Shona", "chiShona"),
    "si": ("Sinhala", "සිංහල"),
    "sk": ("Slovak", "Slovenčina"),
    "so": ("Somali", "Soomaali"),
    "es": ("Spanish", "Español"),
    "sw": ("Swahili", "Kiswahili"),
    "syl": ("Sylheti", "ꠍꠤꠟꠐꠤ"),
    "tl": ("Tagalog", "Tagalog"),
    "ta": ("Tamil", "தமிழ்"),
    "te": ("Telugu", "తెలుగు"),
    "th": ("Thai", "ไทย"),
    "ti": ("Tigrinya", "ትግርኛ"),
    "tr": ("Turkish", "Türkçe"),
    "tw": ("Twi", "Twi"),
    "uk": ("Ukrainian", "Українська"),
    "ur": ("Urdu", "اردو"),
    "vi": ("Vietnamese", "Tiếng Việt"),
    "cy": ("Welsh", "Cymraeg"),
    "wo": ("Wolof", "Wolof"),
    "yo": ("Yoruba", "Yorùbá"),
}


def language_name(tag: str) -> str:
    """The language's name in English; the tag itself for one that is not in the list."""
    return LANGUAGES[tag][0] if tag in LANGUAGES else tag


def tag_named(typed: str) -> str:
    """The tag of a language by either of its names, whatever the case; "" for one that is not in the list."""
    wanted = typed.strip().casefold()
    return next((tag for tag, names in LANGUAGES.items() if wanted in map(str.casefold, names)), "")
