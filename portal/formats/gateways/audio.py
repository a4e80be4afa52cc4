"""Audio: a document as an MP3 file. `recital` decides what is said; who speaks is one function, replaceable.

The speaker here is espeak-ng with the LAME encoder, an extra of its own (GPL), in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from portal.formats.documents import Document
from portal.formats.gateways import speaking
from portal.formats.gateways.languages import code_of, name_of, note_of
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.formats.recital import Passage, passages_of

MEDIA_TYPE = "audio/mpeg"
INSTALL = "pip install --require-hashes -r requirements-audio.txt"
LONGEST = 60_000  # characters, about an hour and a quarter
SECONDS = 60.0  # such a text takes a third of it
ENGLISH = "en"

Speaker: TypeAlias = Callable[[Sequence[Passage]], bytes]
"""Says passages, all in languages of `VOICES`: MP3. Raises PartMissing or CannotBeMade."""

# Left out are languages written without their vowels (Arabic, Farsi, Hebrew, Urdu), which no rule can supply.
VOICES = {
    "en": "gmw/en",
    "cy": "cel/cy",
    "bg": "zls/bg",
    "bn": "inc/bn",
    "cs": "zlw/cs",
    "de": "gmw/de",
    "el": "grk/el",
    "es": "roa/es",
    "fr": "roa/fr",
    "ga": "cel/ga",
    "gd": "cel/gd",
    "gu": "inc/gu",
    "hi": "inc/hi",
    "hu": "urj/hu",
    "it": "roa/it",
    "ku": "ira/ku",
    "lt": "bat/lt",
    "lv": "bat/lv",
    "ne": "inc/ne",
    "nl": "gmw/nl",
    "pa": "inc/pa",
    "pl": "zlw/pl",
    "pt": "roa/pt",
    "ro": "roa/ro",
    "ru": "zle/ru",
    "sk": "zlw/sk",
    "sq": "ine/sq",
    "sw": "bnt/sw",
    "ta": "dra/ta",
    "tr": "trk/tr",
    "uk": "zle/uk",
    "vi": "aav/vi",
}


def espeak(
    passages: Sequence[Passage], *, seconds: float = SECONDS, python: Sequence[str] = (sys.executable, "-I")
) -> bytes:
    """Say the passages with espeak-ng: MP3. It may take so many seconds; `python` runs its program."""
    said = [{"text": p.text, "voice": VOICES[code_of(p.language)], "pause": p.pause} for p in passages]
    # Only what finds programs and libraries: the portal's keys are no business of a speaker.
    place = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, the text goes by standard input
            [*python, str(Path(speaking.__file__))],
            input=json.dumps(said).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            env=place,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotBeMade("the speaker took too long") from error
    except OSError as error:
        raise CannotBeMade("the speaker did not start") from error
    if ended.returncode == speaking.PART_MISSING:
        raise PartMissing("speech", install=INSTALL)
    if ended.returncode == speaking.NO_SUCH_VOICE:
        raise CannotBeMade("the speaker has no voice for this language")
    if ended.returncode or not ended.stdout:
        raise CannotBeMade(f"the speaker failed ({ended.returncode})")
    return ended.stdout


def audio_file(document: Document, *, speaker: Speaker = espeak) -> MadeFile:
    """The document read aloud, as MP3.

    Raises PartMissing without the extra, and CannotBeMade for a language without a voice, a text of more than
    LONGEST characters, and a speaker that fails.
    """
    if code_of(document.language) not in VOICES:
        raise CannotBeMade(f"no voice for {name_of(document.language)}")
    passages = [_with_a_voice(passage) for passage in passages_of(document)]
    if sum(len(passage.text) for passage in passages) > LONGEST:
        raise CannotBeMade("too long to be read aloud in one file")
    return MadeFile(
        name="letter.mp3" if document.letterhead else "document.mp3",
        media_type=MEDIA_TYPE,
        content=speaker(passages),
    )


def _with_a_voice(passage: Passage) -> Passage:
    """The passage; a line in a language nobody here can say (an ask line) is named instead."""
    if code_of(passage.language) in VOICES:
        return passage
    note = note_of(passage.language)
    return replace(passage, text=note, language=ENGLISH)
