"""Small files of every kind, good and bad."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object
) -> bytes:
    """A picture, red on the left and blue on the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image = image.convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG taken sideways, that tells where, by whom and with what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate to look at it
    exif[0x010F] = "Secret camera maker"
    exif[0x8298] = "Amina Bello"
    exif.get_ifd(0x8825)[2] = (53.0, 22.0, 11.0)
    return picture(exif=exif, comment=b"at home on Sunday")


def document(*, types: str = WORD, **more: bytes) -> bytes:
    """A Word document as far as its parts go; `more` are parts under word/ ("_" for a dot)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        )
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("word/document.xml", "<document/>")
        for name, content in more.items():
            archive.writestr("word/" + name.replace("_", "."), content)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    """Any other zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()
