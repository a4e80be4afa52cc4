"""Names, numbers and sizes."""

from __future__ import annotations

import pytest

from portal.attachments.downloads import download_headers
from portal.attachments.limits import Kind, check_count, check_size, clean_name, stored_name
from portal.errors import RuleBroken


@pytest.mark.parametrize(
    ("sent", "kind", "stored"),
    [
        ("photo.jpg", Kind.JPEG, "photo.jpg"),
        ("photo.JPEG", Kind.JPEG, "photo.jpeg"),
        ("photo.exe", Kind.JPEG, "photo.jpg"),
        ("letter.pdf.exe", Kind.TEXT, "letter.pdf.txt"),
        ("page.html", Kind.TEXT, "page.txt"),
        ("photo", Kind.PNG, "photo.png"),
        ("photo.jpg", Kind.PNG, "photo.png"),
        ("notes v1.2 final draft", Kind.TEXT, "notes v1.2 final draft.txt"),
        ("../../etc/passwd", Kind.TEXT, "passwd.txt"),
        ("C:\\Users\\me\\letter.docx", Kind.DOCX, "letter.docx"),
        ("", Kind.PDF, "file.pdf"),
        ("...", Kind.PDF, "file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", Kind.PDF, "a Set-Cookie_ x.pdf"),
        ("gpj\u202etxe.pdf", Kind.PDF, "gpj txe.pdf"),
        ("żółw.png", Kind.PNG, "żółw.png"),
        ("x" * 300 + ".pdf", Kind.PDF, "x" * 96 + ".pdf"),
    ],
)
def test_stored_names(sent: str, kind: Kind, stored: str) -> None:
    assert stored_name(sent, kind) == stored


def test_a_clean_name_has_no_folder() -> None:
    assert clean_name("a/b\\c.txt") == "c.txt"


def test_five_files_at_a_time_and_no_more() -> None:
    check_count(5)
    with pytest.raises(RuleBroken, match="too many files"):
        check_count(6)


@pytest.mark.parametrize(("size", "rule"), [(0, "empty"), (1, None), (100, None), (101, "too large")])
def test_sizes(size: int, rule: str | None) -> None:
    if rule is None:
        check_size(size, max_bytes=100, name="x")
    else:
        with pytest.raises(RuleBroken, match=rule):
            check_size(size, max_bytes=100, name="x")


def test_a_download_is_saved_and_never_shown() -> None:
    headers = download_headers('żółw "x".png', "image/png")
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"____w _x_.png\"; filename*=UTF-8''%C5%BC%C3%B3%C5%82w%20%22x%22.png"
    ).replace("____w", "___w")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
