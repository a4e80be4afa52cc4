"""Typefaces of pages: what the sheet asks for is built, with its licence, one face for each letter."""

from __future__ import annotations

import json
import re

import pytest

from portal.config import ROOT

BUILT = ROOT / "static" / "build"
FACES = re.findall(r"@font-face\{(.*?)\}", (BUILT / "portal.css").read_text(encoding="utf-8"))
LICENCES = {"atkinson": "LICENSE", "noto-sans-bengali": "LICENSE-noto-sans-bengali"} | {
    name: f"LICENSE-{name}" for name in ("noto-sans-gurmukhi", "vazirmatn")
}


def _file(face: str) -> str:
    (file,) = re.findall(r'url\("?([^")]+)"?\)', face)
    return file


@pytest.mark.parametrize("face", FACES, ids=_file)
def test_a_face_is_built_and_only_for_its_letters(face: str) -> None:
    file = BUILT / _file(face)
    assert file.read_bytes()[:4] == b"wOF2"
    assert "unicode-range:U+" in face
    licence = next(name for start, name in LICENCES.items() if file.name.startswith(start))
    assert "SIL OPEN FONT LICENSE" in (file.parent / licence).read_text(encoding="utf-8").upper()


@pytest.mark.parametrize("letter", ["a", "ŵ", "ł", "ș", "ب", "ہ", "আ", "ਕ"])
@pytest.mark.parametrize("weight", ["400", "700"])
def test_a_letter_on_our_pages_has_one_face_of_each_weight(letter: str, weight: str) -> None:
    found = [face for face in FACES if f"font-weight:{weight}" in face and _has(face, ord(letter))]
    assert len(found) == 1


def test_the_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert all("integrity" in facts for name, facts in packages.items() if name)


def _has(face: str, code: int) -> bool:
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
    return any(int(first, 16) <= code <= int(last or first, 16) for first, last in ranges)
