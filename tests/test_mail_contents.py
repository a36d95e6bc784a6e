"""The comments that a message and the files with it hold; and what becomes of the rest."""

from email.message import EmailMessage

import pytest

from engine.mail.contents import contents
from engine.mail.message import read
from letters import letter

CSV = b"Party,Paragraph,Type,Comment,Proposed change\nX,3,te,Too long,Cut it\n"
MARKDOWN = (
    b"# Comments\n\n| Party | Paragraph | Type | Comment | Proposed change |\n"
    b"|---|---|---|---|---|\n| X | 3 | te | Too long | Cut it |\n"
)
CELLS = ("Party", "Paragraph", "Type", "Comment", "Proposed change")
ROW = ("X", "3", "te", "Too long", "Cut it")


def table(cell: str, *rows: tuple[str, ...]) -> str:
    made = "".join(f"<tr>{''.join(cell.format(words) for words in row)}</tr>" for row in rows)
    return f"<table>{made}</table>"


HTML = f"<html><body><p>Our comments:</p>{table('<td><p>{}</p></td>', CELLS, ROW)}</body></html>"
AKN = (
    '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><doc name="form">'
    f"<mainBody>{table('<td><p>{}</p></td>', CELLS, ROW)}</mainBody></doc></akomaNtoso>"
).encode()
WANTED = ("3", "substantive", "Too long", "Cut it")


def found(message: EmailMessage) -> list[tuple[str, str, str, str | None, int | None]]:
    """Place, kind, text, wording and the number of the file, of each comment."""
    comments = contents(read(message.as_bytes())).comments
    return [(i.place, i.nature, i.text, i.proposed, file) for i, file in comments]


@pytest.mark.parametrize(
    ("name", "media", "content"),
    [
        ("form.csv", "application/vnd.ms-excel", CSV),
        ("form", "text/csv", CSV),
        ("form.md", "text/plain", MARKDOWN),
        ("form.xml", "application/xml", AKN),
        ("form.akn", "application/octet-stream", AKN),
        ("form.html", "text/html", HTML.encode()),
        ("form.txt", "text/plain", b"Paragraph 3: Too long\nProposed wording: Cut it\n"),
        ("sent.eml", "application/octet-stream", letter(None, html=HTML).as_bytes()),
    ],
)
def test_a_file_with_comments_is_read(name: str, media: str, content: bytes) -> None:
    files = ((name, media, content),)
    [(place, *said, file)] = found(letter("Please see the attached file.", files=files))
    assert (place.removeprefix("Paragraph "), *said) == WANTED
    assert file == 1


def test_a_form_pasted_into_a_mail_is_read_once() -> None:
    message = letter("Our comments:\nParty\nParagraph\nX\n3\nToo long", html=HTML)
    assert found(message) == [(*WANTED, None)]
    assert found(letter(None, html=HTML)) == [(*WANTED, None)]


def test_a_message_passed_on_as_a_file_is_read_and_those_it_names_are_known() -> None:
    outer = letter("For your attention, attached.", sender="isu@x.example")
    outer.add_attachment(letter("Paragraph 3: No.\n\nRegards,\nOriane", id="<9@x>"))
    assert found(outer) == [("Paragraph 3", "substantive", "No.", None, 1)]
    assert any(p.name == "Oriane Vasquelle" for p in contents(read(outer.as_bytes())).people)


@pytest.mark.parametrize(
    ("name", "media", "content"),
    [
        ("comments.pdf", "application/pdf", b"%PDF-1.7 Paragraph 3: no"),
        ("comments.docx", "application/zip", b"PK\x03\x04" + b"\0" * 40),
        ("comments.exe", "application/x-msdownload", b"MZ\x90"),
        ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"),
        ("form.csv", "text/csv", b"a,b\n1,2\n"),
        ("form.csv", "text/csv", b"\0\xff\0"),
        ("broken.xml", "application/xml", b"<akomaNtoso"),
        ("bomb.xml", "application/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("empty.txt", "text/plain", b""),
    ],
)
def test_what_cannot_be_read_is_one_general_comment(name: str, media: str, content: bytes) -> None:
    files = ((name, media, content),)
    with_words = letter("Our comments are attached.", files=files)
    assert found(with_words) == [("", "general", "Our comments are attached.", None, 1)]
    assert found(letter("", files=files)) == [("", "general", "", None, 1)]
    placed = letter("Paragraph 1: Shorter.", files=files)
    assert [(place, file) for place, _, _, _, file in found(placed)] == [
        ("Paragraph 1", None),
        ("", 1),
    ]


def test_pictures_and_signatures_are_nothing_to_comment_by() -> None:
    files = (("logo.png", "image/png", b"x"), ("smime.p7s", "application/pkcs7-signature", b"x"))
    assert found(letter("Well done.", files=files)) == [("", "general", "Well done.", None, None)]
    nothing = contents(read(letter("> said before", files=files).as_bytes()))
    assert nothing.comments == ()
    assert "says nothing of its own" in nothing.remarks[0]


def test_text_without_numbers_in_a_file_is_one_comment() -> None:
    files = (("note.txt", "text/plain", "全文太长。\n".encode()),)
    assert found(letter("", files=files)) == [("", "general", "全文太长。", None, 1)]
