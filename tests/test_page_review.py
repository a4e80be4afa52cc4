"""That the review of pages finds what it says it finds: every other test of a page leans on it."""

from __future__ import annotations

import pytest

from tests.page_review import review

GOOD = """<!DOCTYPE html><html lang="en-GB"><head><title>Ask us</title></head><body><main><h1>Ask us</h1>
<form method="post"><label for="name">Name</label><input id="name" name="name"></form></main></body></html>"""


def test_a_right_page_has_no_problems() -> None:
    assert list(review(GOOD)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("<title>Ask us</title>", "", "no title"),
        (' lang="en-GB"', "", "no lang on <html>"),
        ("<h1>Ask us</h1>", "", "0 h1 headings; there must be one"),
        ("</h1>", "</h1><h1>Again</h1>", "2 h1 headings; there must be one"),
        ('for="name"', "", "no label: <input name='name'>"),
        ("</h1>", '</h1><p id="name">', "id 'name' is used 2 times, or is no id"),
        ("Name", "None", "the word None in <label>"),
        ("Name", "{{ name }}", "not rendered: '{{ name }}'"),
        ("Name", "Hello %(name)s", "not rendered: 'Hello %(name)s'"),
        ("<form ", '<form style="color:red" ', "inline style= on <form>, which the security policy refuses"),
        ("<form ", '<form onclick="x()" ', "inline onclick= on <form>, which the security policy refuses"),
        ("<h1>", "<script>1</script><h1>", "inline <script>, which the security policy refuses"),
        ("<h1>", '<a href="#gone">x</a><h1>', "a link to '#gone', which is not on the page"),
        ("<input ", '<input aria-describedby="gone" ', "aria-describedby='gone' refers to nothing"),
        ('name="name"', 'name="name" value="None"', "value='None' on <input>"),
    ],
)
def test_a_wrong_page_is_found_out(was: str, becomes: str, problem: str) -> None:
    assert was in GOOD
    assert problem in list(review(GOOD.replace(was, becomes)))
