"""A checkout in Akoma Ntoso, edited as editors of XML edit, and what comes back of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from command import Desk
from drafting import Drafting
from engine import checkout
from engine.checkout import Differences, differences
from engine.errors import Unreadable
from engine.events import (
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    TextEdited,
)
from engine.events.draft import apply
from engine.text import Text
from engine.text.vocabulary import AKN
from exporters import akn
from exporters.akn import export
from exporters.schema import problems
from roundtrip import Imported

SOURCE = (Path(__file__).parent / "wells.xml").read_bytes()


@pytest.fixture
def draft() -> Imported:
    return Imported(SOURCE)


def came_back(draft: Drafting, edit: Callable[[str], str]) -> Differences:
    """What changes when the checkout of a draft comes back with an edit."""
    expression = draft.expression()
    out = akn.checkout(expression)
    back = checkout.read(edit(out.decode()).encode(), where="x.xml")
    assert back.base == (expression.work, expression.language, expression.step)
    return differences(back, expression.draft, lambda: out)


def replaced(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def edit(xml: str) -> str:
        for old, new in pairs:
            assert xml.count(old) == 1, (old, xml.count(old), xml)
            xml = xml.replace(old, new)
        return xml

    return edit


def tree(change: Callable[[etree._Element], None]) -> Callable[[str], str]:
    def edit(xml: str) -> str:
        root = etree.fromstring(xml.encode())
        change(root)
        return etree.tostring(root.getroottree(), encoding="unicode")

    return edit


def by_guid(root: etree._Element, guid: str) -> etree._Element:
    (found,) = root.xpath(f"//*[@GUID='{guid}']")
    return found


def kinds(found: Differences) -> list[str]:
    return [type(change).__name__ for change in found.changes]


def after(draft: Imported, found: Differences) -> Text:
    text = draft.expression().text.copy()
    for change in found.changes:
        apply(text, change)
    return text


def ids(draft: Imported, tag: str) -> list[str]:
    return [node.id for node in draft.expression().text.walk() if node.tag == tag]


def test_a_checkout_is_valid_and_changes_nothing(draft: Imported) -> None:
    assert problems(akn.checkout(draft.expression())) == []
    assert came_back(draft, lambda xml: xml) == Differences(())


@pytest.mark.parametrize(
    "edit",
    [
        lambda xml: re.sub(r"<\?travaux .*?\?>\n", "", xml),
        lambda xml: re.sub(
            r"<proprietary[^>]*>\s*<travaux:checkout.*?</proprietary>", "", xml, flags=re.S
        ),
        lambda xml: re.sub(r"<preservation>.*?</preservation>", "", xml, flags=re.S),
        lambda xml: xml.replace("<?xml", "<?xml").replace(
            "?>\n<?travaux", "?>\n<!-- saved -->\n<?travaux"
        ),
        lambda xml: "\ufeff" + xml,
        lambda xml: xml.replace("\n", "\r\n"),
        lambda xml: re.sub(
            r' eId="(?!un|wells|party|role|event|eref|step|trav|concept|d")[^"]*"', "", xml
        ),
        lambda xml: re.sub(r' (wId|GUID)="[^"]*"', "", xml),
        lambda xml: re.sub(r"\n\s*(?=<(section|paragraph|num|content|mainBody))", "", xml),
    ],
    ids="instruction,proprietary,preservation,comment,BOM,CRLF,eIds,GUIDs,white space".split(","),
)
def test_what_an_editor_does_to_a_file_is_no_change(
    draft: Imported, edit: Callable[[str], str]
) -> None:
    assert came_back(draft, edit).changes == ()
    assert came_back(draft, edit).meta is None


def test_a_word_is_a_splice(draft: Imported) -> None:
    found = came_back(draft, replaced(("Every village", "Every town")))
    (change,) = found.changes
    assert isinstance(change, TextEdited)
    assert [(s.removed, s.inserted) for s in change.splices] == [("village", "town")]


def test_marks_and_attributes_change_alone(draft: Imported) -> None:
    found = came_back(draft, replaced(("<b>one</b>", "<i>one</i>"), ('class="a"', 'class="b"')))
    assert kinds(found) == ["AttributesChanged", "MarksChanged"]


def test_a_paragraph_laid_out_anew_is_the_same(draft: Imported) -> None:
    wrapped = "\n      No cattle\n      after sunset.\n"
    assert (
        came_back(draft, lambda xml: xml.replace("No cattle after sunset.", wrapped)).changes == ()
    )
    wide = came_back(draft, lambda xml: xml.replace("No cattle", "No  cattle"))
    assert kinds(wide) == ["TextEdited"] * 2


def test_a_moved_section_is_one_move_by_its_identity(draft: Imported) -> None:
    first, second = ids(draft, "section")

    def swap(root: etree._Element) -> None:
        by_guid(root, second).addnext(by_guid(root, first))

    (change,) = came_back(draft, tree(swap)).changes
    assert isinstance(change, ElementMoved)
    assert change.id in (first, second)


def test_a_copy_is_new_and_the_original_stays(draft: Imported) -> None:
    (first, *_) = ids(draft, "section")

    def copy(root: etree._Element) -> None:
        section = by_guid(root, first)
        twin = etree.fromstring(etree.tostring(section))
        twin.tail = None
        section.getparent().insert(0, twin)
        for p in twin.iter(f"{{{AKN}}}b"):
            p.text = "two"

    (change,) = came_back(draft, tree(copy)).changes
    assert isinstance(change, ElementInserted)
    assert change.element.tag == "section"
    assert change.element.id not in draft.expression().text
    assert "two" in change.element.children[2].children[1].children[0].string


def test_a_copy_moved_elsewhere_does_not_take_the_identity(draft: Imported) -> None:
    paragraphs = ids(draft, "paragraph")
    sections = ids(draft, "section")

    def copy(root: etree._Element) -> None:
        twin = etree.fromstring(etree.tostring(by_guid(root, paragraphs[0])))
        by_guid(root, sections[1]).append(twin)
        by_guid(root, sections[0]).getparent().insert(0, by_guid(root, sections[1]))

    found = came_back(draft, tree(copy))
    assert sorted(kinds(found)) == ["ElementInserted", "ElementMoved"]
    text = after(draft, found)
    assert text[paragraphs[0]].parent == sections[0]


def test_elements_without_identity_are_known_by_what_they_say(draft: Imported) -> None:
    paragraphs = ids(draft, "paragraph")

    def strip(root: etree._Element) -> None:
        for element in by_guid(root, paragraphs[0]).iter(etree.Element):
            element.attrib.pop("GUID", None)
        for b in root.iter(f"{{{AKN}}}b"):
            b.text = "two"

    (change,) = came_back(draft, tree(strip)).changes
    assert isinstance(change, TextEdited)


def test_two_of_the_same_words_are_told_apart_by_identity(draft: Imported) -> None:
    paragraphs = ids(draft, "paragraph")

    def remove(root: etree._Element) -> None:
        gone = by_guid(root, paragraphs[2])
        gone.getparent().remove(gone)

    (change,) = came_back(draft, tree(remove)).changes
    assert isinstance(change, ElementRemoved)
    assert change.element.id == paragraphs[2]


def test_identities_of_another_draft_are_passed_over(draft: Imported) -> None:
    found = came_back(draft, lambda xml: xml.replace('GUID="res-eng-', 'GUID="other-eng-'))
    assert found.changes == ()
    pasted = (
        '<paragraph GUID="other-eng-9" eId="x"><num>5.</num><content><p>New.</p></content>'
        "</paragraph>\n      </section>\n    </mainBody>"
    )
    found = came_back(draft, lambda xml: re.sub(r"</section>\s*</mainBody>", lambda _: pasted, xml))
    (change,) = found.changes
    assert isinstance(change, ElementInserted)
    assert change.element.id.startswith("res-eng-")


def test_a_reference_follows_its_element_and_may_point_at_a_new_one(draft: Imported) -> None:
    paragraphs = ids(draft, "paragraph")
    text = draft.expression().text
    (ref,) = (m for node in text.walk() for m in node.marks if m.tag == "ref")
    assert ref.attributes == {"href": f"#{paragraphs[0]}"}
    new = '<paragraph eId="mine"><num>0.</num><content><p>New.</p></content></paragraph>'

    def edit(xml: str) -> str:
        xml = re.sub(r"(<heading[^>]*>Wells</heading>)", lambda m: m[0] + new, xml)
        return re.sub(r'href="#sec_I__para_1"', 'href="#mine"', xml)

    found = came_back(draft, edit)
    assert kinds(found) == ["ElementInserted", "MarksChanged"]
    inserted = found.changes[0]
    assert isinstance(inserted, ElementInserted)
    (ref,) = (m for node in after(draft, found).walk() for m in node.marks if m.tag == "ref")
    assert ref.attributes == {"href": f"#{inserted.element.id}"}


def test_nothing_that_the_format_can_say_is_lost(draft: Imported) -> None:
    added = (
        '<table eId="t"><caption>A</caption><tr><th colspan="2"><p>x</p></th></tr></table>'
        '<foreign><m:math xmlns:m="urn:m"><m:mi>x</m:mi> <m:mo/></m:math></foreign>'
        '<p class="c" xml:lang="fr"><span style="s">a<eol/>b</span><img src="x.png"/></p>'
    )
    found = came_back(
        draft, lambda xml: re.sub(r"(</content>)", lambda m: added + m[0], xml, count=1)
    )
    draft.edit(*found.changes, day=9)
    whole = export(draft.expression()).decode()
    bare = re.sub(r' (eId|GUID)="[^"]*"', "", whole)
    for line in (
        '<math xmlns="urn:m"><mi>x</mi> <mo/></math>',
        '<span style="s">a<eol/>b</span><img',
    ):
        assert line in bare
    assert problems(whole.encode()) == []


def test_the_meta_that_somebody_changes_is_the_drafts_from_here_on(draft: Imported) -> None:
    found = came_back(
        draft,
        replaced(
            ('showAs="one"', 'showAs="1"'),
            ('showAs="Wells"', 'showAs="Water"'),
            ("<un:b>c</un:b>", "<un:b>changed</un:b>"),
            (
                "</mainBody>",
                '<p>By the <organization refersTo="#kings">kings</organization></p></mainBody>',
            ),
            (
                "</references>\n      <references",
                '<TLCOrganization eId="kings" href="/k" showAs="Kings"/></references><references',
            ),
        ),
    )
    assert found.meta
    draft.edit(*found.changes, found.meta, day=9)
    file = export(draft.expression()).decode()
    assert problems(file.encode()) == []
    for kept in (
        'showAs="1"',
        'showAs="Water"',
        "<un:b>changed</un:b>",
        'showAs="Kings"',
        'un:kind="a"',
    ):
        assert file.count(kept) == 1, (kept, file)
    assert "unused" not in file
    assert "travaux:checkout" not in file
    assert came_back(draft, lambda xml: xml) == Differences(())


def test_what_the_log_says_is_not_changed_by_a_file(draft: Imported) -> None:
    found = came_back(
        draft, lambda xml: xml.replace('<FRBRcountry value="un"/>', '<FRBRcountry value="ch"/>')
    )
    assert found.changes == ()
    assert found.meta is None
    assert found.notes == (
        "changes of identification in the file are not taken: the log says what stands there",
    )


def test_a_file_that_no_longer_says_what_it_is(draft: Imported) -> None:
    expression = draft.expression()
    bare = re.sub(rb"<\?travaux .*?\?>|<travaux:[a-z]+ .*?/>", b"", akn.checkout(expression))
    with pytest.raises(Unreadable, match="does not say which text") as refused:
        checkout.read(bare, where="x.xml")
    assert "--base" in str(refused.value.hint)
    base = checkout.Base("res", "eng", expression.step)
    back = checkout.read(bare, where="x.xml", base=base)
    assert differences(back, expression.draft, lambda: akn.checkout(expression)).changes == ()


def test_a_file_that_says_two_things(draft: Imported) -> None:
    whole = akn.checkout(draft.expression()).decode()
    with pytest.raises(Unreadable, match=r"res/eng@s\d+ .* and of res/eng@s1 "):
        checkout.read(
            re.sub(r'(<travaux:checkout [^>]*)step="\d+"', r'\1step="1"', whole).encode(), where="x"
        )


def test_a_clean_export_can_be_checked_in_too(draft: Imported) -> None:
    expression = draft.expression()
    back = checkout.read(export(expression).replace(b"Every village", b"Every town"), where="x.xml")
    found = differences(back, expression.draft, lambda: akn.checkout(expression))
    assert kinds(found) == ["TextEdited"]


def test_a_nested_document_comes_back_with_its_own_meta() -> None:
    whole = SOURCE.decode()
    inner = whole[whole.index("<statement") : whole.index("</akomaNtoso>")]
    inner = inner.replace("<statement", '<statement xmlns:un="urn:un"')
    inner = inner.replace('"p1"', '"q1"').replace("#p1", "#q1")
    inner = re.sub(r' eId="(c1|body|s1|s2|n1|p2|p3|p4)"', "", inner)
    whole = whole.replace(
        "</mainBody>", f"</mainBody><attachments><attachment>{inner}</attachment></attachments>"
    )
    draft = Imported(whole.encode())
    file = export(draft.expression())
    assert problems(file) == []
    assert came_back(draft, lambda xml: xml) == Differences(())
    found = came_back(
        draft, lambda xml: xml[::-1].replace("Every village"[::-1], "Every town"[::-1], 1)[::-1]
    )
    assert kinds(found) == ["TextEdited"]


def test_from_checkout_to_checkin_by_command(tmp_path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "in.xml").write_bytes(SOURCE)
    desk.do("init")
    desk.do("import", "res", "in.xml", "--format", "akn", "--lang", "eng")
    desk.do("checkout", "res", "--format", "akn", "-o", "out.xml")
    assert "nothing recorded" in desk.do("checkin", "res", "out.xml", "-m", "why")
    out = tmp_path / "out.xml"
    text = out.read_text(encoding="utf-8")
    out.write_text(
        text.replace("Every village", "Every town").replace('showAs="one"', 'showAs="1"'), "utf-8"
    )
    said = desk.do("checkin", "res", "out.xml", "-m", "Towns have wells")
    assert "1 place edited" in said
    assert "metadata changed" in said
    assert "moved on to s" in desk.refuse("checkin", "res", "out.xml", "-m", "again")
    desk.do("export", "akn", "res", "-o", "export.xml")
    assert problems((tmp_path / "export.xml").read_bytes()) == []
    edit = re.search(r"s\d+", said)
    assert edit
    desk.do("revert", "res", edit[0], "-m", "No")
    desk.do("export", "akn", "res", "-o", "again.xml")
    assert 'showAs="one"' in (tmp_path / "again.xml").read_text(encoding="utf-8")
    assert desk.run("verify").code == 0
