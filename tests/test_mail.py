"""What a mail says, as far as it can be read; and what is wrong with it."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Unreadable
from engine.events import PartyRegistered
from engine.events.process import Process
from engine.mail import mbox
from engine.mail.dating import dated
from engine.mail.headers import Address
from engine.mail.message import read
from engine.mail.sender import sender
from letters import ADDRESS, NAME, letter, raw

ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2020, 7, 10, 12, tzinfo=UTC)
HEAD = """
From: D <d@x.example>
Subject: s
Message-ID: <1@x>
Date: Mon, 06 Jul 2020 10:00:00 +0200
"""


def process(**mailboxes: tuple[str, ...]) -> Process:
    found = Process()
    for party, known in mailboxes.items():
        domains = tuple(k for k in known if "@" not in k)
        found.parties[party] = PartyRegistered(
            party=party,
            name=party,
            role="state-party",
            mailboxes=tuple(k for k in known if "@" in k),
            domains=domains,
        )
    return found


def test_a_letter_says_who_to_whom_when_and_what() -> None:
    message = read(letter("Hello.\n", refers="<0@post.example> <9@post.example>").as_bytes())
    assert message.senders == (Address(NAME, ADDRESS),)
    assert message.sure
    assert [a.address for a in message.to] == ["info@cmconvention.org"]
    assert [a.address for a in message.cc] == ["ccm2rc@eda.admin.ch"]
    assert message.id == "1@post.example"
    assert message.refers == ("0@post.example", "9@post.example")
    assert message.date == datetime.fromisoformat("2020-07-06T23:30:00-04:00")
    assert message.date.utcoffset() == timedelta(hours=-4)
    assert message.text == "Hello."
    assert message.remarks == ()


def test_files_are_kept_as_they_came_and_never_opened() -> None:
    files = (
        ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"),
        ("bomb.zip", "application/zip", b"PK\x03\x04" + b"\0" * 100),
        ("form.exe", "application/x-msdownload", b"MZ"),
    )
    message = read(letter("See attached.", files=files).as_bytes())
    assert [(a.name, a.media, a.content) for a in message.attachments] == list(files)
    assert message.text == "See attached."


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("gb2312", "第12段：应当先进行勘察。"),
        ("koi8-r", "Пункт 12: сначала обследование."),
        ("windows-1256", "الفقرة 12: المسح أولا"),
        ("iso-8859-15", "Paragraphe 12 : l'œuvre"),
        ("utf-8", "第12段：應當先進行勘察。 الفقرة 12"),
    ],
)
def test_texts_in_many_charsets(charset: str, text: str) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit"
    assert read(raw(head, text, encoding=charset)).text == text


@pytest.mark.parametrize(
    ("said", "actual", "text"),
    [
        ("", "utf-8", "第12段：应当先进行勘察。"),
        ("; charset=us-ascii", "utf-8", "Пункт 12: сначала"),
        ("; charset=no-such-thing", "utf-8", "Пункт 12: сначала"),
        ("; charset=iso-8859-1", "utf-8", "Parágrafo 12: œuvre"),
        ("", "gb18030", "第12段：应当先进行勘察，然后清除。"),
        ("; charset=utf-8", "windows-1251", "Пункт двенадцать сначала обследование"),
        ("; charset=us-ascii", "windows-1252", "l’œuvre"),
        ("; charset=base64", "utf-8", "第12段"),
    ],
)
def test_a_charset_that_is_missing_or_wrong(said: str, actual: str, text: str) -> None:
    head = f"{HEAD}Content-Type: text/plain{said}\nContent-Transfer-Encoding: 8bit"
    message = read(raw(head, text, encoding=actual))
    assert message.text == text
    assert bool(message.remarks) == (actual != "utf-8")


def test_flowed_lines_are_joined_and_quotes_stay_quotes() -> None:
    head = f"{HEAD}Content-Type: text/plain; format=flowed"
    body = "Paragraph 12: This goes \non.\n> quoted \n> words\n\nLast.\n-- \nD"
    assert read(raw(head, body)).text == (
        "Paragraph 12: This goes on.\n> quoted words\n\nLast.\n-- \nD"
    )


def test_html_alone_is_read_as_it_is_seen() -> None:
    page = (
        "<html><head><style>p {}</style><title>no</title></head><body><p>Paragraph&nbsp;12:"
        " This\n is <b>it</b>.</p><script>alert(1)</script><div>Next<br>line</div>"
        "<blockquote class='gmail_quote'><p>said before</p></blockquote></body></html>"
    )
    message = read(letter(None, html=page).as_bytes())
    assert message.text == "Paragraph 12: This is it.\n\nNext\nline\n\n> said before"


def test_of_two_forms_the_plain_one_is_read_once() -> None:
    message = read(letter("Plain.", html="<p>Rich.</p>").as_bytes())
    assert (message.text, message.attachments) == ("Plain.", ())


def test_a_message_in_a_message_is_a_file() -> None:
    outer = letter("Forwarded.")
    outer.add_attachment(letter("Inner.", id="<2@post.example>"))
    message = read(outer.as_bytes())
    assert message.text == "Forwarded."
    [inner] = message.attachments
    assert inner.media == "message/rfc822"
    assert b"Inner." in inner.content


def test_a_thousand_parts_and_more_and_parts_fifty_deep() -> None:
    part = "--b\nContent-Type: image/png\n\nx\n"
    wide = f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nWide.\n{part * 1100}--b--\n"
    message = read(HEAD.strip().encode() + b"\n" + wide.encode())
    assert len(message.attachments) == 1000
    assert message.text == "Wide."
    assert any("more than 1000 parts" in remark for remark in message.remarks)
    for depth in (50, 1000):
        body = "\n".join(
            f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}" for n in range(depth)
        )
        body += "\nContent-Type: text/plain\n\nDeep.\n"
        body += "\n".join(f"--b{n}--" for n in reversed(range(depth)))
        message = read(HEAD.strip().encode() + b"\n" + body.encode())
        assert message.id == "1@x"
        assert (message.text == "Deep.") == (depth == 50)


@pytest.mark.parametrize(
    "head",
    [
        "From: (c):\nTo: x@y.example,\nMessage-ID: <[b378@microsoft.example]>",
        'From: "\nTo: undisclosed-recipients:;\nDate: yesterday',
        "From: =?utf-8?b?!!!?= <d@x.example>\nContent-Type: text/plain; name*\nSubject: x",
        "From: d@x.example\nContent-Type: multipart/mixed\nSubject: no boundary",
        'From: d@x.example\nContent-Type: text/plain; charset="\nSubject: \x00\x01',
        "From: <<<>>>@\nContent-Transfer-Encoding: no-such\nDate: Mon, 99 Foo 2020 99:99:99 +9999",
        "From: @\nCc: a@b@c@d,,,;;\nReferences: <<<>>> <",
        "Subject: " + "=?utf-8?q?=00?=" * 50,
    ],
)
def test_broken_mail_is_read_as_far_as_it_can_be(head: str) -> None:
    message = read(f"{head}\n\nParagraph 1: x\n".encode())
    assert "Paragraph 1: x" in message.text or message.attachments or message.remarks


def test_what_has_no_header_is_no_message() -> None:
    with pytest.raises(Unreadable, match="is no message"):
        read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def test_a_header_cannot_be_smuggled_into_another() -> None:
    message = read(raw("From: d@x.example\nSubject: =?utf-8?q?a=0D=0AFrom:_isu=40x.example?=", "t"))
    assert message.senders == (Address("", "d@x.example"),)
    assert "\n" not in message.subject


@settings(max_examples=50)
@given(st.binary(max_size=400))
def test_no_bytes_are_too_much(junk: bytes) -> None:
    message = read(b"From: d@x.example\n" + junk)
    assert message.subject is not None
    assert all(c >= " " or c in "\t\n" for c in message.text)


# -- who it is from ------------------------------------------------------------------------------

HILLS = ("mission@hills.example",)
FORDS = ("fords.example",)


@pytest.mark.parametrize(
    ("written", "party"),
    [
        ("Mission <mission@hills.example>", "hills"),
        ("MISSION@Hills.Example", "hills"),
        ("someone@fords.example", "fords"),
        ("Delegate, A. <someone@fords.example>", "fords"),
        ("A (mission@hills.example) <someone@fords.example>", "fords"),
        ("someone@not-fords.example", None),
        ("someone@fords.example.evil.example", None),
        ('"mission@hills.example" <eve@evil.example>', None),
        ('"mission@hills.example"@evil.example', None),
        ("eve@evil.example (mission@hills.example)", None),
        ("mission@hills.example, someone@fords.example", None),
        ("mission@hills.example\nFrom: someone@fords.example", None),
        ("<mission@hills.example> <someone@fords.example>", None),
        ("someone@fords.example)mission@hills.example", None),
        ("A: mission@hills.example, someone@fords.example;", None),
        ("mission@hills.example@fords.example", None),
        ("", None),
    ],
)
def test_an_address_is_one_party_or_none(written: str, party: str | None) -> None:
    message = read(f"From: {written}\nSubject: x\n\ntext\n".encode())
    assert sender(process(hills=HILLS, fords=FORDS), message, lambda _: None) == party


def test_a_person_writes_for_whom_the_private_store_says() -> None:
    message = read(letter().as_bytes())
    known = {ADDRESS: "hills", "a@fords.example": "hills", HILLS[0]: "fords"}
    for address, party in (("a@fords.example", "hills"), (HILLS[0], "hills")):
        written = read(letter(sender=address).as_bytes())
        assert sender(process(hills=HILLS, fords=FORDS), written, known.get) == party
    assert sender(process(hills=HILLS), message, known.get) == "hills"
    assert sender(process(fords=FORDS), message, known.get) is None


# -- when it came --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "received", "at", "how"),
    [
        ("Mon, 06 Jul 2020 23:30:00 -0400", None, "2020-07-06T23:30:00-04:00", "sender"),
        ("Mon, 06 Jul 2020 23:30:00 -0000", None, "2020-07-06T23:30:00+02:00", "sender-no-offset"),
        ("6 Jul 2020 23:30", None, "2020-07-06T23:30:00+02:00", "sender-no-offset"),
        ("Mon, 06 Jul 2030 23:30:00 +0200", "Tue, 07 Jul 2020 01:00:00 +0300",
         "2020-07-07T01:00:00+03:00", "server"),
        ("Mon, 06 Jul 2030 23:30:00 +0200", "Tue, 07 Jul 2031 01:00:00 +0300",
         "2020-07-10T14:00:00+02:00", "entry"),
        (None, None, "2020-07-10T14:00:00+02:00", "entry"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None, "2020-07-10T14:00:00+02:00", "entry"),
        ("Sun, 31 Dec 9999 23:59:59 -2359", None, "2020-07-10T14:00:00+02:00", "entry"),
    ],
)  # fmt: skip
def test_when_it_came_and_whose_word_that_is(
    date: str | None, received: str | None, at: str, how: str
) -> None:
    head = "From: d@x.example"
    head += f"\nDate: {date}" if date else ""
    head += f"\nReceived: from a by b; {received}" if received else ""
    found = dated(read(raw(head, "x")), ZURICH, NOW)
    assert (found.at.isoformat(), found.dated) == (at, how)


# -- a mailbox -----------------------------------------------------------------------------------

LINE = b"From d@x.example Mon Jul  6 23:30:00 2020\n"


def of(source: bytes) -> list[bytes | None]:
    return [found.source for found in mbox.messages(io.BytesIO(source))]


def test_a_mailbox_is_read_message_by_message() -> None:
    source = LINE + b"A: 1\n\n>From here\n>>From there\nFrom me to you\n\n" + LINE + b"B: 2\n\nx\n"
    assert of(source) == [
        b"A: 1\n\nFrom here\n>From there\nFrom me to you\n\n",
        b"B: 2\n\nx\n",
    ]


def test_a_sentence_that_begins_with_from_begins_no_message() -> None:
    body = b"A: 1\n\nx\n\nFrom the presidency's draft it follows\n\ny\n"
    assert of(LINE + body) == [body]


def test_a_file_that_is_no_mailbox_is_one_message() -> None:
    assert of(b"A: 1\n\nx\n") == [b"A: 1\n\nx\n"]
    assert of(b" \n") == []


def test_of_a_message_that_is_too_large_the_number_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mbox, "LARGEST", 100)
    source = LINE + b"A: 1\n\n" + b"x" * 200 + b"\n\n" + LINE + b"B: 2\n\nx\n"
    assert of(source) == [None, b"B: 2\n\nx\n"]


@settings(max_examples=50)
@given(st.lists(st.text(alphabet="aF>\n rom", max_size=40), max_size=5))
def test_no_line_of_a_mailbox_is_lost(bodies: list[str]) -> None:
    made = b""
    for body in bodies:
        lines = [">" + x if x.lstrip(">").startswith("From ") else x for x in body.split("\n")]
        made += LINE + "\n".join(lines).encode() + b"\n\n"
    assert of(made) == [body.encode() + b"\n\n" for body in bodies]
