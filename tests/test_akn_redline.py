"""A redline: what came and went between two texts, whose it was, and by which edits."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

from akn_files import says_its_digest, sound, values
from drafting import Drafting, el, inline, process
from engine.comparison import changes
from engine.events import (
    AttributesChanged,
    DraftEvent,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    TextEdited,
)
from engine.text import OBJECT, Element, Mark, Place, Text
from engine.text.digest import digest
from engine.text.inline import Splice
from engine.text.vocabulary import GENERATED
from exporters.akn import redline
from exporters.akn.tracked import Tracked
from exporters.schema import problems
from projections.hands import Hands
from projections.versions import Expression, expression
from roundtrip import Imported
from strategies import POOL, texts
from test_akn import action_plan


def at(draft: Drafting, step: int) -> Expression:
    return expression(process(), draft.work, draft.entries[:step])


def between(draft: Drafting, since: int) -> bytes:
    old = at(draft, since)
    return redline(draft.expression(), old, Hands(old.text).take(draft.entries[since:]))


def edited(*edits: tuple[str, DraftEvent]) -> bytes:
    """The redline of the action plan after edits, each by a party."""
    draft = action_plan()
    draft.issue(1, "First draft", 9)
    since = len(draft.entries)
    for party, change in edits:
        made = len(draft.entries)
        draft.edit(change, reason=f"{party} asked", day=10)
        again = draft.entries[made:]
        del draft.entries[made:]
        for entry in again:
            draft.append(entry.record.event, by=(party,), day=10)  # type: ignore[arg-type]
    return between(draft, since)


def splice(id: str, at: int, removed: str, inserted: str) -> TextEdited:
    return TextEdited(id=id, splices=(Splice(at=at, removed=removed, inserted=inserted),))


def test_words_that_came_and_went_are_marked_with_whose_they_are() -> None:
    file = edited(
        ("state-party-a", splice("lap-eng-10", 0, "Clear", "Survey")),
        ("isu", splice("lap-eng-10", 10, " land", "")),
    )
    sound(file)
    says_its_digest(file)
    assert values(file, "/*/*/@contains") == ["multipleVersions"]
    assert values(file, "//a:del/text()") == ["Clear", " land"]
    assert values(file, "//a:ins/text()") == ["Survey"]
    assert values(file, "//a:ins/@t:by | //a:del/@t:by") == [
        "#party-state-party-a",
        "#party-state-party-a",
        "#party-isu",
    ]
    assert values(file, "//a:textualMod/@type") == ["substitution", "repeal"]
    assert values(file, "//a:textualMod/a:old/@href") == [
        "#sec_I__para_1__p_1__del_1",
        "#sec_I__para_1__p_1__del_2",
    ]
    assert values(file, "//a:textualMod/a:new/@href") == ["#sec_I__para_1__p_1__ins_1"]
    sources = values(file, "//a:textualMod/a:source/@href")
    events = {f"#{eid}" for eid in values(file, "//a:lifecycle/a:eventRef/@eId")}
    assert set(sources) <= events
    assert len(set(sources)) == 2


def test_a_paragraph_that_went_stands_where_it_stood_with_its_status() -> None:
    gone = action_plan().expression().text.element("lap-eng-7")
    file = edited(
        ("isu", ElementRemoved(element=gone, place=Place("lap-eng-4", "lap-eng-6"))),
    )
    sound(file)
    says_its_digest(file)
    assert values(file, "//a:section[1]/a:paragraph/@status") == ["removed"]
    assert values(file, "//a:section[1]/a:paragraph/@eId") == ["sec_I__para_1", "sec_I__para_2"]
    assert values(file, "//a:textualMod/@type") == ["repeal"]
    assert values(file, "//a:textualMod/a:old/@href") == ["#sec_I__para_1"]


def test_a_new_paragraph_is_an_insertion_and_nothing_around_it_is_marked() -> None:
    new = Element(
        "paragraph",
        "lap-eng-40",
        children=(
            Element("num", "lap-eng-41", string="1 bis."),
            Element("content", "lap-eng-42", children=(Element("p", "lap-eng-43", string="New."),)),
        ),
    )
    file = edited(("isu", ElementInserted(element=new, place=Place("lap-eng-4", "lap-eng-7"))))
    sound(file)
    says_its_digest(file)
    assert values(file, "//a:ins | //a:del") == []
    assert values(file, "//a:textualMod[@type='insertion']/a:new/@href") == ["#sec_I__para_1bis"]


def test_a_move_is_a_renumbering_with_its_previous_name_and_a_mapping() -> None:
    moved = ElementMoved(
        id="lap-eng-7", old=Place("lap-eng-4", "lap-eng-6"), new=Place("lap-eng-4", "lap-eng-11")
    )
    file = edited(("isu", moved), ("isu", splice("lap-eng-8", 0, "1", "5")))
    sound(file)
    says_its_digest(file)
    work = "/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP"
    assert set(values(file, "//a:textualMod/@type")) == {"renumbering"}
    assert f"{work}/eng@1/~sec_I__para_1" in values(file, "//a:textualMod/a:previous/@href")
    mapped = zip(
        values(file, "//a:mapping/@original"), values(file, "//a:mapping/@current"), strict=True
    )
    assert ("#sec_I__para_1", "#sec_I__para_5") in mapped


def test_words_in_the_middle_of_markup_are_cut_where_it_begins() -> None:
    draft = Drafting().write(el("mainBody", inline("p", "The old land.", Mark(4, 12, "b"))))
    since = len(draft.entries)
    draft.edit(
        TextEdited(
            id="lap-eng-2",
            splices=(Splice(at=0, removed="The old", inserted="A new and green"),),
            unmarked=(Mark(4, 12, "b"),),
            marked=(Mark(2, 20, "b"),),
        )
    )
    file = between(draft, since)
    sound(file)
    says_its_digest(file)
    assert values(file, "//a:del//text()") == ["The ", "old"]
    assert values(file, "//a:del/a:b/text()") == ["old"]
    assert "".join(values(file, "//a:mainBody/a:p//text()[not(ancestor::a:del)]")) == (
        "A new and green land."
    )


def test_what_only_the_markup_says_is_told_too() -> None:
    file = edited(("isu", AttributesChanged(id="lap-eng-7", new={"class": "key"})))
    sound(file)
    assert values(file, "//a:textualMod/@t:what") == ["attributes"]


def test_the_same_text_twice_is_a_redline_without_changes() -> None:
    draft = action_plan()
    file = between(draft, len(draft.entries))
    sound(file)
    assert values(file, "//a:textualMod | //a:ins | //a:del") == []


@settings(max_examples=25, deadline=None)
@given(old=texts(POOL), new=texts(POOL))
def test_whatever_changed_what_is_marked_can_be_taken_away_again(old: Text, new: Text) -> None:
    tracked = Tracked(old, new, changes(old, new), words=True, elements=True)
    assert digest(without_changes(tracked.text)) == digest(new)


def without_changes(text: Text) -> Text:
    """The text without what went, and without the marks on what came."""
    other = Text()

    def kept(element: Element) -> Element:
        gone = [m for m in element.marks if m.tag == "del" and GENERATED in m.attributes]
        out = {at for m in gone for at in range(m.start, m.end)}
        places = [at for at, c in enumerate(element.string) if c == OBJECT]
        objects = tuple(
            kept(o) for at, o in zip(places, element.objects, strict=True) if at not in out
        )

        def moved(at: int) -> int:
            return at - sum(n < at for n in out)

        marks = tuple(
            Mark(moved(m.start), moved(m.end), m.tag, m.attributes)
            for m in element.marks
            if GENERATED not in m.attributes and moved(m.start) < moved(m.end)
        )
        string = "".join(c for at, c in enumerate(element.string) if at not in out)
        children = tuple(kept(c) for c in element.children if GENERATED not in c.attributes)
        return Element(
            element.tag, element.id, element.attributes, string, marks, objects, children
        )

    parts = [kept(p) for p in text.elements() if GENERATED not in p.attributes]
    for part in parts:
        other.adopt(part, "")
    other.parts = tuple(part.id for part in parts)
    return other


def test_whoever_reads_a_redline_in_has_the_text_it_leads_to() -> None:
    file = edited(("isu", splice("lap-eng-10", 0, "Clear", "Survey")))
    draft = action_plan()
    draft.edit(splice("lap-eng-10", 0, "Clear", "Survey"))
    assert digest(Imported(file).expression().text) == digest(draft.expression().text)


def test_a_real_resolution_with_its_changes(real: Path) -> None:
    """A footnote goes, a paragraph moves, words come and go."""
    source = (real / "ga-ccm" / "a-res-75.fra.xml").read_bytes()
    draft = Imported(source, language="fra")
    old = draft.expression()
    since = len(draft.entries)
    text = old.text.copy()
    body = next(part for part in text.parts if text[part].tag == "mainBody")
    first, second, third, *_ = [c for c in text[body].children if text[c].tag == "paragraph"]
    text.remove(second)
    text.move(first, Place(body, third))
    words = next(n for n in text.walk(third) if n.tag == "p" and not n.objects and n.string)
    text.change(words.id, string=words.string[:10] + "tous " + words.string[10:], marks=())
    draft.edit(*changes(old.text, text), day=9)
    found = draft.expression()
    file = redline(found, old, Hands(old.text).take(draft.entries[since:]))
    assert problems(file) == []
    says_its_digest(file)
    assert values(file, "//a:paragraph/@status") == ["removed"]
    assert "repeal" in values(file, "//a:textualMod/@type")
    assert "tous" in "".join(values(file, "//a:ins//text()"))
