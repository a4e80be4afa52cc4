"""The MP3 of a document: whole frames of sound, as long as its words; and where it cannot be made."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portal.formats.documents import AskLine, Document, Letterhead, Paragraph
from portal.formats.gateways import audio, speaking
from portal.formats.gateways.audio import VOICES, audio_file, espeak
from portal.formats.made import CannotBeMade, PartMissing
from portal.formats.recital import Passage, passages_of

SENTENCE = "Jo Smith will come to your home on Tuesday 10 November 2026 at 10:30am to look at the damp. "
LETTER = Document(
    title="Your repair",
    letterhead=Letterhead(sender="Redland Housing", reference="Your reference: H7KM-4RXC"),
    blocks=(Paragraph(lines=(SENTENCE * 3,)),),
)
# MPEG-2 layer III: kbit/s and Hz by their number in a frame's header.
BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SAMPLE_RATES = (22_050, 24_000, 16_000)
SAMPLES_OF_A_FRAME = 576


@dataclass(frozen=True)
class Frame:
    """What the header of a frame says."""

    bit_rate: int
    sample_rate: int
    is_mono: bool
    size: int


def frames_of(mp3: bytes) -> Iterator[Frame]:
    """Each frame, one right after the other to the last byte."""
    at = 0
    while at < len(mp3):
        head = int.from_bytes(mp3[at : at + 4], "big")
        sync, version, layer = head >> 21, (head >> 19) & 0b11, (head >> 17) & 0b11
        assert (sync, version, layer) == (0x7FF, 0b10, 0b01), f"no frame of MPEG-2 layer III at {at}"
        bit_rate = BIT_RATES[(head >> 12) & 0xF]
        sample_rate = SAMPLE_RATES[(head >> 10) & 0b11]
        size = 72 * bit_rate * 1000 // sample_rate + ((head >> 9) & 1)
        yield Frame(bit_rate, sample_rate, (head >> 6) & 0b11 == 0b11, size)
        at += size
    assert at == len(mp3)


def seconds_of(mp3: bytes) -> float:
    return sum(SAMPLES_OF_A_FRAME / frame.sample_rate for frame in frames_of(mp3))


def passage(text: str, language: str = "en-GB", pause: int = 0) -> Passage:
    return Passage(text=text, language=language, pause=pause)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return audio_file(LETTER).content


def test_a_letter_is_mono_sound_from_the_first_byte_to_the_last(letter: bytes) -> None:
    kinds = {(frame.bit_rate, frame.sample_rate, frame.is_mono) for frame in frames_of(letter)}
    assert kinds == {(48, 22_050, True)}


def test_the_file_has_a_plain_name_and_no_pages() -> None:
    made = audio_file(LETTER, speaker=lambda _: b"sound")
    assert (made.name, made.media_type, made.pages, made.needs_proof) == (
        "letter.mp3",
        "audio/mpeg",
        None,
        False,
    )
    assert audio_file(replace(LETTER, letterhead=None), speaker=lambda _: b"sound").name == "document.mp3"


def test_it_is_said_at_the_pace_of_a_person_reading(letter: bytes) -> None:
    said = passages_of(LETTER)
    silence = sum(p.pause for p in said) / 1000
    words = sum(len(p.text.split()) for p in said)
    assert 110 < words / (seconds_of(letter) - silence) * 60 < 200


def test_more_words_take_longer(letter: bytes) -> None:
    longer = audio_file(replace(LETTER, blocks=LETTER.blocks * 2)).content
    assert seconds_of(longer) > 1.5 * seconds_of(letter)


def test_a_pause_is_silence_of_its_length() -> None:
    without, with_pause = (espeak([passage("Hello.", pause=pause)]) for pause in (0, 2000))
    assert seconds_of(with_pause) - seconds_of(without) == pytest.approx(2, abs=0.06)


def test_a_voice_says_something_else_in_another_language() -> None:
    english, welsh = (
        espeak([passage("Mae eich apwyntiad ddydd Mawrth.", language)]) for language in ("en", "cy")
    )
    assert seconds_of(english) > 1
    assert english != welsh


@pytest.mark.parametrize("language", sorted(VOICES))
def test_each_language_has_its_voice(language: str) -> None:
    """espeak-ng takes the voice before it where a name is wrong, and says so only in what it returns."""
    assert seconds_of(espeak([passage("1 2 3", language)])) > 0.4


def test_a_letter_a_is_no_article() -> None:
    spelled, article = (espeak([passage(text)]) for text in ("K A X C", "K a X C"))
    assert spelled != article


def test_a_voice_that_is_not_there_is_no_other_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VOICES, "so", "cus/so")
    with pytest.raises(CannotBeMade, match="no voice"):
        espeak([passage("Waxaad", "so")])


@pytest.mark.parametrize(("language", "name"), [("so", "Somali"), ("ur-PK", "Urdu"), ("ar", "Arabic")])
def test_a_language_without_a_voice_is_a_persons_work(language: str, name: str) -> None:
    with pytest.raises(CannotBeMade, match=name):
        audio_file(replace(LETTER, language=language))


def test_an_ask_line_without_a_voice_is_named() -> None:
    heard: list[Passage] = []

    def speaker(passages: Sequence[Passage]) -> bytes:
        heard.extend(passages)
        return b"sound"

    audio_file(replace(LETTER, asks=(AskLine(text="Waxaad", language="so"),)), speaker=speaker)
    assert "In print, this line is here in Somali too." in [p.text for p in heard]
    assert {p.language.split("-")[0] for p in heard} == {"en"}


def test_a_text_too_long_to_hear_is_refused_before_anybody_speaks() -> None:
    whole = replace(LETTER, blocks=(Paragraph(lines=("word " * (audio.LONGEST // 4),)),))
    with pytest.raises(CannotBeMade, match="too long"):
        audio_file(whole, speaker=lambda _: b"sound")


def test_the_missing_extra_is_named_with_what_installs_it() -> None:
    """Without site-packages, as in an environment where only requirements.txt is installed."""
    with pytest.raises(PartMissing) as missing:
        espeak([passage("Hello.")], python=(sys.executable, "-I", "-S"))
    assert missing.value.part == "speech"
    assert missing.value.install == "pip install --require-hashes -r requirements-audio.txt"


def test_a_speaker_that_is_too_slow_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(CannotBeMade, match="too long"):
        espeak([passage(SENTENCE * 400)], seconds=0.4)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("python", [("/bin/false",), ("/nowhere/python",), ("/bin/true",)])
def test_a_speaker_that_fails_is_said_to_have_failed(python: tuple[str, ...]) -> None:
    with pytest.raises(CannotBeMade):
        espeak([passage("Hello.")], python=python)


def test_the_program_says_nothing_of_the_text_if_it_fails() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", str(Path(speaking.__file__))],
        input=b'[{"text": "Private words", "voice": "none", "pause": 0}]',
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (speaking.NO_SUCH_VOICE, b"")
    assert b"Private" not in ended.stderr
