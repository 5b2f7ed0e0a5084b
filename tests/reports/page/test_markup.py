"""Elements are made of texts that are escaped."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from jobstatus.reports.page.markup import joined, tag


class Reader(HTMLParser):
    """Reads elements as a browser does."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note an element."""
        self.seen.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.seen.append(data)


def test_elements() -> None:
    """Texts are escaped, elements are not, and `None` is left out."""
    inner = tag("b", "1 < 2")
    assert '<p id="a"><b>1 &lt; 2</b> &amp; more</p>' == tag("p", inner, None, " & more", id="a")


def test_attributes() -> None:
    """Names of attributes are spelled as in HTML, and absent attributes are left out."""
    made = tag("i", class_="a", aria_label='"', hidden=True, x=None, y=False, width=0.123456789)
    assert '<i class="a" aria-label="&quot;" hidden width="0.123457"></i>' == made


def test_void_elements() -> None:
    """Void elements have no end tag."""
    assert '<meta charset="utf-8">' == tag("meta", charset="utf-8")


@given(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_no_text_becomes_an_element(text: str) -> None:
    """A parser reads each text as it was given."""
    reader = Reader(tag("p", text, title=text))
    assert [("p", [("title", text)]), text] == [
        reader.seen[0],
        "".join(map(str, reader.seen[1:])),
    ]
    assert tag("p", text) == joined(tag("p", text))
