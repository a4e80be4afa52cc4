"""Files are judged by what is in them, and pictures keep nothing but the picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from portal.attachments.limits import AcceptedFile, Kind
from portal.attachments.services import read_upload
from portal.errors import RuleBroken
from tests.attachments.samples import PDF, WORD_WITH_MACROS, document, packed, photograph, picture

LIMIT = 10_000_000


def read(content: bytes, name: str = "file", limit: int = LIMIT) -> AcceptedFile:
    return read_upload(name, io.BytesIO(content), max_bytes=limit)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), Kind.JPEG),
        (picture("JPEG", mode="L"), Kind.JPEG),
        (picture("JPEG", mode="CMYK"), Kind.JPEG),
        (picture("JPEG", progressive=True), Kind.JPEG),
        (picture("PNG"), Kind.PNG),
        (picture("PNG", mode="RGBA"), Kind.PNG),
        (picture("PNG", mode="P"), Kind.PNG),
        (picture("PNG", mode="L"), Kind.PNG),
        (PDF, Kind.PDF),
        (document(), Kind.DOCX),
        (b"The boiler is cold.\r\nSince Sunday.\r\n", Kind.TEXT),
        (b"x", Kind.TEXT),
        ("Caffè £5 – naïve".encode(), Kind.TEXT),
        ("Caffè £5 – naïve".encode("cp1252"), Kind.TEXT),
        ("Caffè £5".encode("utf-16"), Kind.TEXT),
        ("Caffè £5".encode("utf-8-sig"), Kind.TEXT),
    ],
)
def test_what_is_taken(content: bytes, kind: Kind) -> None:
    assert read(content).kind is kind


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"x" * (LIMIT + 1), "too large"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00", "wrong type"),
        (b"\x7fELF\x02\x01\x01\x00", "wrong type"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "wrong type"),
        (picture("WEBP"), "wrong type"),
        (picture("TIFF"), "wrong type"),
        (picture("BMP"), "wrong type"),
        (packed(a_txt=b"hello"), "wrong type"),
        (document(types=WORD_WITH_MACROS), "wrong type"),
        (document(vbaProject_bin=b"macros"), "wrong type"),
        (document()[:-30], "wrong type"),
        (b"PK\x03\x04 and nothing else", "wrong type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "wrong type"),
        (b"text with a \x00 in it", "wrong type"),
        (b"text with an \x1b[31mescape", "wrong type"),
        ("text with a \x9b control".encode(), "wrong type"),
        (b"\x81\x8d\x8f\x90\x9d", "wrong type"),
        (picture("JPEG")[:-200], "damaged picture"),
        (picture("PNG")[:50], "damaged picture"),
        (b"\xff\xd8\xff\xe0" + b"nonsense" * 20, "damaged picture"),
        (picture("PNG", size=(10_000, 5_001), mode="L"), "too large"),
        (picture("PNG", size=(20_000, 15_000), mode="1"), "too large"),
    ],
)
def test_what_is_refused(content: bytes, rule: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read(content, name="../my file.jpg")
    assert refused.value.rule == rule
    assert refused.value.facts["name"] == "my file.jpg"


def test_the_largest_file_allowed_is_allowed() -> None:
    assert len(read(b"x" * LIMIT).content) == LIMIT


def test_a_zip_that_unpacks_to_a_mountain_is_refused() -> None:
    with pytest.raises(RuleBroken, match="wrong type"):
        read(document(media_bin=b"\x00" * 200_000_001))


def test_a_photograph_keeps_no_place_camera_or_name() -> None:
    sent = photograph()
    assert b"Secret camera maker" in sent
    kept = read(sent).content
    for secret in (b"Secret", b"Amina", b"at home", b"Exif"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
        assert "comment" not in image.info


def test_a_photograph_taken_sideways_stands_upright() -> None:
    with Image.open(io.BytesIO(read(photograph()).content)) as image:
        assert image.size == (20, 40)
        top, bottom = image.convert("RGB").getpixel((10, 5)), image.convert("RGB").getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > bottom[0]


def test_what_hides_behind_a_picture_is_gone() -> None:
    kept = read(picture("PNG") + b"<script>alert(1)</script>").content
    assert b"script" not in kept


def test_a_see_through_picture_stays_see_through() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    out = io.BytesIO()
    clear.save(out, "PNG")
    with Image.open(io.BytesIO(read(out.getvalue()).content)) as image:
        assert image.getpixel((1, 1)) == (255, 0, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
def test_text_is_kept_as_utf_8(encoding: str) -> None:
    assert read("Caffè £5".encode(encoding)).content == "Caffè £5".encode()
