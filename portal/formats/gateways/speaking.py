"""The program that speaks: passages as JSON on standard input, an MP3 on standard output. Started by `audio`.

A process of its own: a voice that hangs or grows ends by itself, and the GPL of its libraries stays apart. It
imports nothing of the portal, so it starts in a tenth of a second, and tells nothing of the text if it fails.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import re
import resource
import sys
from typing import Any

# The portal reads these numbers, so nothing above may need the extra.
PART_MISSING, NO_SUCH_VOICE, FAILED = 3, 4, 5  # how it ends, other than well
RATE_OF_SAMPLES = 22_050
BIT_RATE = 48
QUICK = 7  # of LAME's qualities: half the time of the middle one, and speech at this rate sounds the same
WORDS_A_MINUTE = 150
MOST_MEMORY = 1 << 30
MOST_SECONDS = 300

_RETRIEVAL, _DO_NOT_EXIT = 2, 0x8000  # synchronous: what is said goes to our callback, in this thread
_UTF8, _BEFORE_ALL = 1, 1
_RATE = 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
# A letter by itself, which an English voice takes for the article: "S W one A". A word of its sentence stands
# before it, or another letter after it.
_LETTER_A = re.compile(r"(?<=[\w,] )A\b|\bA(?= [A-Z]\b)")
_LETTER_A_SOUNDS = "eigh"


class Failed(Exception):
    """It cannot go on; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Voice:
    """espeak-ng, which calls back with samples as it makes them; they go to the encoder at once."""

    def __init__(self, library: str, data: str, encoder: Any) -> None:
        self._library = ctypes.CDLL(library)
        self._encoder = encoder
        self._name = ""
        self.made = bytearray()
        self._heard = _CALLBACK(self._hear)  # kept: the library has only its address
        rate = self._library.espeak_Initialize(_RETRIEVAL, 0, os.fsencode(data), _DO_NOT_EXIT)
        if rate != RATE_OF_SAMPLES:
            raise Failed(FAILED)
        self._library.espeak_SetSynthCallback(self._heard)

    def say(self, text: str, *, voice: str, pause: int) -> None:
        """Words, and silence of so many milliseconds."""
        self._take(voice)
        if voice == "gmw/en":
            text = _LETTER_A.sub(_LETTER_A_SOUNDS, text)
        said = text.replace("\0", " ").encode()
        if self._library.espeak_Synth(said, len(said) + 1, 0, _BEFORE_ALL, 0, _UTF8, None, None):
            raise Failed(FAILED)
        self._library.espeak_Synchronize()
        self.made += self._encoder.encode(bytes(2 * RATE_OF_SAMPLES * pause // 1000))

    def _take(self, voice: str) -> None:
        """Change the voice. A name that is not there leaves the one before: only what it returns says so."""
        if voice == self._name:
            return
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise Failed(NO_SUCH_VOICE)
        self._library.espeak_SetParameter(_RATE, WORDS_A_MINUTE, 0)
        self._name = voice

    def _hear(self, samples: Any, many: int, _events: Any) -> int:
        if samples and many > 0:
            self.made += self._encoder.encode(ctypes.string_at(samples, 2 * many))
        return 0


def speak(passages: list[dict[str, Any]]) -> bytes:
    """The MP3 of the passages, mono. Raises Failed."""
    try:
        espeakng_loader = importlib.import_module("espeakng_loader")
        lameenc = importlib.import_module("lameenc")
    except ImportError as error:
        raise Failed(PART_MISSING) from error
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(BIT_RATE)
    encoder.set_in_sample_rate(RATE_OF_SAMPLES)
    encoder.set_channels(1)
    encoder.set_quality(QUICK)
    encoder.silence()
    voice = Voice(str(espeakng_loader.get_library_path()), str(espeakng_loader.get_data_path()), encoder)
    for passage in passages:
        voice.say(passage["text"], voice=passage["voice"], pause=passage["pause"])
    return bytes(voice.made) + bytes(encoder.flush())


def main() -> int:
    """Read, speak, write. Its limits are set before it reads a word."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the text
    os.nice(5)
    try:
        sys.stdout.buffer.write(speak(json.load(sys.stdin.buffer)))
    except Failed as failed:
        return failed.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
