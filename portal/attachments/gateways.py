"""Looking into files that people send: what they are by content, text decoded, pictures made anew."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from contextlib import suppress

import puremagic
from PIL import Image, ImageCms, ImageOps

from portal.attachments.limits import Kind, check_size
from portal.errors import RuleBroken

_MOST_PIXELS = 50_000_000
_MOST_UNPACKED_BYTES = 200_000_000
_MOST_PARTS = 5_000
_MOST_CONTENT_TYPES_BYTES = 1_000_000
_DOCX_MAIN_PART = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")  # all but tab, line ends and page end
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
# What Pillow raises on a picture that is broken, cut short or hostile.
_BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, MemoryError)


def kind_of(content: bytes) -> Kind | None:
    """What the file is, by its content; None for anything we do not take, a document with macros too."""
    try:
        guesses = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        guesses = set()
    for kind, beginning in (
        (Kind.JPEG, b"\xff\xd8\xff"),
        (Kind.PNG, b"\x89PNG\r\n\x1a\n"),
        (Kind.PDF, b"%PDF-"),
    ):
        if content.startswith(beginning):
            return kind if kind in guesses else None
    if content.startswith(b"PK"):
        return Kind.DOCX if _is_plain_docx(content) else None
    return Kind.TEXT if decoded(content) is not None else None


def _is_plain_docx(content: bytes) -> bool:
    # A look at the list of parts; nothing is unpacked but the short list of their types.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED_BYTES:
                return False
            if any(part.flag_bits & 0x1 for part in parts) or "[Content_Types].xml" not in names:
                return False
            if archive.getinfo("[Content_Types].xml").file_size > _MOST_CONTENT_TYPES_BYTES:
                return False
            types = archive.read("[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError, EOFError):
        return False
    has_macros = any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names)
    in_word = any(name.startswith("word/") for name in names)
    return in_word and not has_macros and _DOCX_MAIN_PART in types


def decoded(content: bytes) -> str | None:
    """The words of a text in UTF-8, UTF-16 or Windows-1252; None if it is none, or holds control bytes."""
    marked = next((code for mark, code in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def made_anew(content: bytes, kind: Kind, *, name: str, max_bytes: int) -> bytes:
    """The picture saved afresh: upright, and nothing left in it but the picture. Takes up to seconds.

    Raises RuleBroken("damaged picture"), or "too large" for more than 50 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is lower than the one Pillow warns at
            image: Image.Image = Image.open(io.BytesIO(content), formats=[kind.name])
        if image.width * image.height > _MOST_PIXELS:
            raise RuleBroken("too large", name=name, max_bytes=max_bytes)
        image.load()
        upright = _in_srgb(ImageOps.exif_transpose(image), kind)
        saved = _saved(upright, kind, max_bytes)
    except Image.DecompressionBombError:
        raise RuleBroken("too large", name=name, max_bytes=max_bytes) from None
    except _BROKEN_PICTURE:
        raise RuleBroken("damaged picture", name=name) from None
    check_size(len(saved), max_bytes=2 * max_bytes, name=name)
    return saved


def portrait(content: bytes, *, height: int) -> bytes:
    """A picture that has been made anew, as a small upright JPEG, four wide by five high.

    What is cut off goes from the sides, or more from below than from above, where a face is. `height` in
    pixels; a smaller picture is not blown up.
    """
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
        image.load()
        high = min(height, image.height, image.width * 5 // 4)
        upright = ImageOps.fit(image.convert("RGB"), (max(1, high * 4 // 5), high), centering=(0.5, 0.3))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _in_srgb(image: Image.Image, kind: Kind) -> Image.Image:
    # The colour profile goes with all the rest that is not the picture; its effect stays.
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError):  # a profile nobody understands changes nothing
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, theirs, ours, outputMode=mode) or image
    if kind is Kind.JPEG:
        return image if image.mode in ("RGB", "L") else image.convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _saved(image: Image.Image, kind: Kind, max_bytes: int) -> bytes:
    bare = Image.new(image.mode, image.size)
    bare.paste(image)  # pixels only: no EXIF, no place, no comments, no second picture
    out = io.BytesIO()
    if kind is Kind.PNG:
        bare.save(out, "PNG")
        return out.getvalue()
    bare.save(out, "JPEG", quality=88, optimize=True)
    if out.tell() > max_bytes:
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=75, optimize=True)
    return out.getvalue()
