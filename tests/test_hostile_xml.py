"""XML from outside is hostile: each of these ends in one clear line, fetches nothing, and is read
in time; what is legal, however odd, is read."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from engine.errors import Unreadable
from engine.readers.akn import File, read
from engine.text.vocabulary import AKN

LOL = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


def filed(body: str, *, root: str = f'akomaNtoso xmlns="{AKN}"') -> str:
    return f'<{root}><doc name="x"><meta/><mainBody>{body}</mainBody></doc></{root.split()[0]}>'


def nested(levels: int) -> bytes:
    return filed("<div>" * levels + "<p>x</p>" + "</div>" * levels).encode()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"x" * 100_000_000, "too large: 100000000 bytes"),
        (filed("<p>" + "x" * 11_000_000 + "</p>").encode(), "Text node too long"),
        (filed("<p/>" * 500_000).encode(), "more than 400000 elements"),
        (nested(200), "nests elements more than 100 deep at line 1"),
        (nested(5000), "nests elements more than 100 deep at line 1"),
        (filed("<p>\n<b>x</p>").encode(), "not well-formed XML at line 2, column 9"),
        (filed("<p>&nbsp;</p>").encode(), "Entity 'nbsp' not defined"),
        (filed("<p>\x01</p>").encode(), "invalid Char value 1"),
        (filed("<p>\x00</p>").encode(), "not well-formed XML at line 1"),
        (filed("<p>&#0;</p>").encode(), "invalid xmlChar value 0"),
        (filed("<p>&#xD800;</p>").encode(), "invalid xmlChar value 55296"),
        (filed("<p>\ud800</p>").encode("utf-8", "surrogatepass"), "Invalid bytes in character"),
        (filed("<p>\ud800</p>").encode("utf-16", "surrogatepass"), "Invalid bytes in character"),
        (filed("<p>\uffff</p>").encode(), "invalid Char value 65535"),
        (filed("<p>caf\xe9</p>").encode("latin-1"), "Invalid bytes in character"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "Unsupported encoding: klingon"),
        (filed("<p>\n\n<b>a\ufffc</b></p>").encode(), "line 3: the b has a U+FFFC in its text"),
        (b"<!DOCTYPE x><x/>", "document type declaration"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>', "document type declaration"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "document type"),
        (
            b"<!DOCTYPE x [" + LOL.replace(b"&l0;", b"lol") + b']><x a="&l9;">&l9;</x>',
            "document type",
        ),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"), "document type declaration"),
        (
            b'<akomaNtoso xmlns="http://www.akomantoso.org/2.0"><doc/></akomaNtoso>',
            "Akoma Ntoso 2.0",
        ),
        (f'<akomaNtoso xmlns="{AKN}/CSD13"><doc/></akomaNtoso>'.encode(), "Akoma Ntoso 3.0/CSD13"),
        (b"<akomaNtoso><doc/></akomaNtoso>", "<akomaNtoso> is in no namespace"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "is not Akoma Ntoso: <html> is in the"),
        (b"just text", "not well-formed XML at line 1, column 1"),
        (f'<akomaNtoso xmlns="{AKN}"/>'.encode(), "holds nothing where its document should be"),
        (f'<akomaNtoso xmlns="{AKN}"><p/></akomaNtoso>'.encode(), "holds <p> where its document"),
        (f'<akomaNtoso xmlns="{AKN}"><doc>x</doc></akomaNtoso>'.encode(), "outside of every part"),
        (f'<akomaNtoso xmlns="{AKN}"><doc><meta/></doc></akomaNtoso>'.encode(), "holds no text"),
        (f'<p xmlns="{AKN}">x</p>'.encode(), "begins with <p>, not with <akomaNtoso>"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_it_is_refused_in_one_line(
    source: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "socket", fetched)
    with pytest.raises(Unreadable) as refused:
        read(source, where="x.xml")
    assert says in str(refused.value)
    assert str(refused.value).startswith("x.xml")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def words(file: File) -> str:
    (body,) = file.parts
    return "".join(p.string for p in body.children)


@pytest.mark.parametrize(
    "source",
    [
        filed("<p>é</p>").encode(),
        b"\xef\xbb\xbf" + filed("<p>é</p>").encode(),
        filed("<p>é</p>").encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + filed("<p>é</p>")).encode("utf-16-be"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + filed("<p>é</p>")).encode("latin-1"),
        ('<?xml version="1.0" encoding="windows-1252"?>' + filed("<p>é</p>")).encode("cp1252"),
        filed("<p>&#233;</p>").encode(),
        filed("<p>é</p>", root=f'akn:akomaNtoso xmlns:akn="{AKN}"')
        .replace("<doc", f'<doc xmlns="{AKN}"')
        .encode(),
        filed("<p>é</p>").replace("<meta/>", "<!-- <!DOCTYPE x> --><?a <!DOCTYPE x> ?>").encode(),
    ],
    ids=range(9),
)
def test_every_encoding_of_xml_is_read(source: bytes) -> None:
    assert words(read(source)) == "é"


def test_what_is_odd_but_legal_stays() -> None:
    odd = "\x85\x96\u2028\u200f\u202e\U0001f469\u200d\u0301"
    assert words(read(filed(f"<p>{odd}</p>").encode())) == odd


def test_fifty_levels_are_read() -> None:
    read(nested(50))


def test_an_inclusion_is_an_element_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{tmp_path}/secret.txt"/>'
    )
    assert "secret</" not in str(read(filed(f"<p>a{include}</p>").encode()).parts)
