"""Which element is which: who edits a document edits no identities, and they are found again."""

from collections.abc import Callable

from msgspec.structs import replace

import samples
from engine.matching.identity import identify
from engine.text import OBJECT, Element, Text
from samples import element, paragraph, section, subparagraph, words


def matched(old: Text, new: tuple[Element, ...]) -> Text:
    return identify(old, new, samples.ids(len(old.nodes) + 1))


def came(old: Text, new: Text) -> list[str]:
    """The tags of the elements that are new."""
    return [node.tag for node in new.walk() if node.id not in old]


def went(old: Text, new: Text) -> list[str]:
    """The tags of the elements that are gone."""
    return [node.tag for node in old.walk() if node.id not in new]


def saying(text: Text, start: str) -> str:
    """The id of the element whose string begins so."""
    return next(node.id for node in text.walk() if node.string.startswith(start))


def holder(text: Text, start: str, tag: str) -> str:
    """The id of the element of a tag that holds the one whose string begins so."""
    id = saying(text, start)
    while text[id].tag != tag:
        id = text[id].parent
    return id


def body(*inside: Element) -> tuple[Element, ...]:
    return (element("mainBody", *inside),)


Rearranged = Callable[[list[Element]], list[Element]]


def test_the_same_text_has_the_same_ids() -> None:
    old = samples.wells()
    assert matched(old, samples.treaty()) == old


def test_new_ids_are_handed_out_in_document_order() -> None:
    new = matched(Text(), samples.treaty())
    assert [node.id for node in new.walk()] == [f"tr-eng-{n}" for n in range(1, len(new.nodes) + 1)]


def test_the_text_without_ids_is_the_one_given() -> None:
    new = samples.reworded(samples.treaty(), "well", "spring")
    assert tuple(map(samples.bare, matched(samples.wells(), new).elements())) == new


def test_an_id_that_comes_with_the_element_is_trusted_first() -> None:
    old = samples.text_of(body(words("p", "alpha beta gamma delta"), words("p", "one two three")))
    new = body(words("p", "one two three"), words("p", "alpha beta gamma delta"))
    swapped = [
        replace(p, id=id) for p, id in zip(new[0].children, old["tr-eng-1"].children, strict=True)
    ]
    after = matched(old, (replace(new[0], children=tuple(swapped)),))
    assert after["tr-eng-1"].children == ("tr-eng-2", "tr-eng-3")
    assert after["tr-eng-2"].string == "one two three"


def test_an_id_of_an_element_of_another_tag_is_passed_over() -> None:
    old = samples.text_of((words("p", "alpha"),))
    after = matched(old, (replace(words("li", "alpha"), id="tr-eng-1"),))
    assert after.parts == ("tr-eng-2",)


def test_an_unknown_id_is_passed_over_and_one_given_twice_goes_to_the_first() -> None:
    old = samples.text_of((words("p", "alpha"),))
    new = [
        replace(words("p", string), id=id)
        for string, id in (("x", "tr-eng-1"), ("alpha", "tr-eng-1"), ("y", "other"))
    ]
    assert matched(old, tuple(new)).parts == ("tr-eng-1", "tr-eng-2", "tr-eng-3")


def test_an_inserted_paragraph_is_the_only_new_one_though_all_are_renumbered() -> None:
    parts = samples.articles(40, per_section=40)
    old = samples.text_of(parts)
    more = paragraph(0, "A paragraph that nobody knew before.")
    new = samples.renumbered(samples.regrouped(parts, "section", lambda c: [*c[:5], more, *c[5:]]))
    after = matched(old, new)
    assert came(old, after) == ["paragraph", "num", "content", "p"]
    assert went(old, after) == []
    last = holder(old, "At winter the keepers of the mill", "paragraph")
    assert last in after


def test_an_inserted_paragraph_like_its_neighbours_is_the_only_new_one() -> None:
    old = samples.text_of(
        body(*(paragraph(n, f"Item {n} is reserved for State {n}.") for n in range(1, 9)))
    )
    new = [paragraph(n, f"Item {n} is reserved for State {n}.") for n in range(1, 9)]
    new.insert(3, paragraph(4, "Item X is reserved for State X."))
    after = matched(old, samples.renumbered(body(*new)))
    assert after[after.parts[0]].children[:3] == old[old.parts[0]].children[:3]
    assert after[after.parts[0]].children[4:] == old[old.parts[0]].children[3:]


def test_swapped_paragraphs_are_themselves() -> None:
    parts = samples.articles(6)
    old = samples.text_of(parts)
    after = matched(
        old,
        samples.renumbered(
            samples.regrouped(parts, "section", lambda c: [*c[:3], c[4], c[3], *c[5:]])
        ),
    )
    section = after[after.parts[0]].children[0]
    before = old[section].children
    assert after[section].children == (*before[:3], before[4], before[3], *before[5:])


def test_swapped_short_paragraphs_are_themselves() -> None:
    old = samples.text_of(body(words("p", "Yes."), words("p", "No.")))
    after = matched(old, body(words("p", "No."), words("p", "Yes.")))
    assert after[after.parts[0]].children == ("tr-eng-3", "tr-eng-2")


def test_a_moved_section_is_itself_also_when_a_word_in_it_changed() -> None:
    parts = samples.articles(100)
    old = samples.text_of(parts)
    moved = samples.regrouped(parts, "mainBody", lambda c: [c[1], c[2], c[3], c[0], c[4]])
    after = matched(old, samples.renumbered(samples.reworded(moved, "house 7 of", "houses 7 of")))
    sections = old[old.parts[0]].children
    assert after[after.parts[0]].children == (*sections[1:4], sections[0], sections[4])
    assert came(old, after) == []


def test_a_paragraph_that_moves_to_another_section_is_itself() -> None:
    parts = samples.articles(40)
    old = samples.text_of(parts)
    moved = parts[0].children[0].children[5]

    def carry(c: list[Element]) -> list[Element]:
        kept = [e for e in c if e != moved]
        return [*kept, moved] if c[0].string == "2." else kept

    new = samples.renumbered(samples.regrouped(parts, "section", carry))
    new = samples.reworded(
        new, moved.children[1].children[0].string, moved.children[1].children[0].string + " Always."
    )
    after = matched(old, new)
    assert came(old, after) == went(old, after) == []
    second = old[old.parts[0]].children[1]
    assert after[second].children[-1] == old[old[old.parts[0]].children[0]].children[5]


def test_a_split_paragraph_stays_itself_in_its_first_part() -> None:
    first = "The keepers of both banks meet at the ford."
    rest = "They bring with them the measures of the year and of the year before that one."
    old = samples.text_of(
        body(paragraph(1, "Something else entirely stands here."), paragraph(2, f"{first} {rest}"))
    )
    after = matched(
        old,
        body(
            paragraph(1, "Something else entirely stands here."),
            paragraph(2, first),
            paragraph(3, rest),
        ),
    )
    assert holder(after, first, "paragraph") == holder(old, first, "paragraph")
    assert saying(after, first) == saying(old, first)
    assert came(old, after) == ["paragraph", "num", "content", "p"]


def test_a_split_p_stays_itself_in_its_first_part() -> None:
    old = samples.text_of(body(words("p", "one two three four five six seven eight nine ten")))
    after = matched(
        old, body(words("p", "one two three"), words("p", "four five six seven eight nine ten"))
    )
    assert after[after.parts[0]].children == ("tr-eng-2", "tr-eng-3")


def test_joined_paragraphs_go_on_as_the_first() -> None:
    old = samples.text_of(
        body(words("p", "one two three"), words("p", "four five six seven eight nine ten"))
    )
    after = matched(old, body(words("p", "one two three four five six seven eight nine ten")))
    assert after[after.parts[0]].children == ("tr-eng-2",)


def test_a_changed_heading_leaves_its_section_and_its_paragraphs_alone() -> None:
    parts = samples.treaty()
    old = samples.wells()
    after = matched(old, samples.reworded(parts, "The dry months", "Entirely other words"))
    assert came(old, after) == went(old, after) == []


def test_a_section_rewritten_under_its_heading_is_itself() -> None:
    old = samples.text_of(
        body(
            section("1.", "Wells of the north", paragraph(1, "alpha beta gamma delta")),
            section("2.", "Fords", paragraph(2, "one two three four")),
        )
    )
    after = matched(
        old,
        body(
            section("1.", "Wells of the north", paragraph(1, "red green blue yellow black")),
            section("2.", "Fords", paragraph(2, "one two three four")),
        ),
    )
    assert after[after.parts[0]].children == old[old.parts[0]].children


def test_a_paragraph_that_gains_subparagraphs_keeps_its_p_in_the_intro() -> None:
    said = "The keeper of each well clears it of leaves before the rain"
    old = samples.text_of(body(paragraph(1, said + ".")))
    new = element(
        "paragraph",
        words("num", "1."),
        element("intro", words("p", said + " and:")),
        subparagraph("a", "measures its depth;"),
        subparagraph("b", "tells the neighbours."),
    )
    after = matched(old, body(new))
    assert saying(after, said) == saying(old, said)
    assert holder(after, said, "paragraph") == holder(old, said, "paragraph")
    back = identify(after, body(paragraph(1, said + ".")), samples.ids(100))
    assert saying(back, said) == saying(old, said)


def test_words_that_went_into_subparagraphs_leave_the_beginning_in_the_intro() -> None:
    old = samples.text_of(
        body(paragraph(1, "The keeper shall clear the well, measure it and tell the neighbours."))
    )
    new = element(
        "paragraph",
        words("num", "1."),
        element("intro", words("p", "The keeper shall:")),
        subparagraph("a", "clear the well,"),
        subparagraph("b", "measure it and"),
        subparagraph("c", "tell the neighbours."),
    )
    after = matched(old, body(new))
    assert saying(after, "The keeper shall") == saying(old, "The keeper shall")


def test_of_many_paragraphs_of_the_same_words_the_others_stay_when_one_goes() -> None:
    old = samples.text_of(body(*(paragraph(n, "Deleted.") for n in range(1, 9))))
    after = matched(old, body(*(paragraph(n, "Deleted.") for n in (1, 2, 3, 5, 6, 7, 8))))
    children = old[old.parts[0]].children
    assert after[after.parts[0]].children == (*children[:3], *children[4:])


def test_of_many_paragraphs_of_the_same_words_all_keep_their_order_when_renumbered() -> None:
    deleted = [paragraph(n, "Deleted.") for n in range(1, 9)]
    old = samples.text_of(body(*deleted))
    more = paragraph(0, "A paragraph that nobody knew before.")
    after = matched(old, samples.renumbered(body(*deleted[:4], more, *deleted[4:])))
    children = old[old.parts[0]].children
    new = after[after.parts[0]].children
    assert (*new[:4], *new[5:]) == children


def test_a_short_paragraph_that_stays_is_not_taken_for_one_elsewhere_that_went() -> None:
    far = "A paragraph between them, which stays as it is."
    old = samples.text_of(body(words("p", "Deleted."), words("p", far), words("p", "Deleted.")))
    after = matched(old, body(words("p", far), words("p", "Deleted.")))
    assert after[after.parts[0]].children == ("tr-eng-3", "tr-eng-4")


def test_a_paragraph_replaced_by_another_of_its_number_is_another() -> None:
    old = samples.text_of(
        body(
            paragraph(1, "No cattle are led to a well after sunset in summer."),
            paragraph(2, "Every village keeps one well open to travellers."),
        )
    )
    after = matched(
        old,
        body(
            paragraph(1, "Gardens receive what remains once children have drunk."),
            paragraph(2, "Every village keeps one well open to travellers."),
        ),
    )
    assert came(old, after) == went(old, after) == ["paragraph", "num", "content", "p"]


def test_a_deleted_paragraph_that_keeps_its_number_is_itself() -> None:
    old = samples.text_of(
        body(
            paragraph(1, "No cattle are led to a well after sunset in summer."),
            paragraph(2, "Every village keeps one well."),
        )
    )
    after = matched(
        old, body(paragraph(1, "[Deleted]"), paragraph(2, "Every village keeps one well."))
    )
    assert came(old, after) == went(old, after) == []


def test_a_changed_cell_is_the_cell() -> None:
    old = samples.wells()
    after = matched(old, samples.reworded(samples.treaty(), "Autumn", "Never"))
    assert came(old, after) == went(old, after) == []


def test_an_inserted_row_is_new_and_the_others_are_not() -> None:
    old = samples.wells()
    new = samples.regrouped(
        samples.treaty(),
        "table",
        lambda rows: [rows[0], samples.row("Summer", "at the mill"), rows[1]],
    )
    assert came(old, matched(old, new)) == ["tr", "td", "p", "td", "p"]


def test_a_footnote_is_itself_in_its_paragraph_and_never_in_another() -> None:
    old = samples.wells()
    note = next(node.id for node in old.walk() if node.tag == "authorialNote")
    parts = samples.reworded(samples.treaty(), "by rope", "by pulley")
    assert note in matched(old, parts)

    def carried(e: Element) -> Element:
        if OBJECT in e.string:
            return replace(e, string=e.string.replace(OBJECT, ""), objects=())
        if e.string.startswith("Every village"):
            return replace(
                e,
                string=e.string + OBJECT,
                objects=(
                    samples.footnote("1", "The delegation of the hills reads this as by rope."),
                ),
            )
        return e

    assert note not in matched(old, samples.edited(samples.treaty(), carried))


def test_a_footnote_added_before_another_is_the_new_one() -> None:
    note = samples.footnote("1", "This is the note that was there.")
    old = samples.text_of((words("p", f"one two{OBJECT}", objects=(note,)),))
    more = samples.footnote("1", "And this one came before.")
    new = words(
        "p", f"one{OBJECT} two{OBJECT}", objects=(more, replace(note, attributes={"marker": "2"}))
    )
    after = matched(old, (new,))
    assert after["tr-eng-1"].objects == ("tr-eng-4", "tr-eng-2")


def test_elements_of_different_tags_never_match() -> None:
    old = samples.text_of(body(words("p", "one two three four five")))
    assert came(old, matched(old, body(words("li", "one two three four five")))) == ["li"]


def test_a_chinese_paragraph_with_a_changed_word_is_itself() -> None:
    old = samples.text_of(
        body(
            paragraph("一", "缔约国应在每年六月举行会议。"),
            paragraph("二", "各村应保持一口水井开放。"),
        )
    )
    after = matched(
        old,
        body(
            paragraph("一", "缔约国应当保护水源。"),
            paragraph("二", "缔约国应在每年七月举行会议。"),
            paragraph("三", "各村应保持一口水井开放。"),
        ),
    )
    assert came(old, after) == ["paragraph", "num", "content", "p"]
    assert holder(after, "缔约国应在", "paragraph") == holder(old, "缔约国应在", "paragraph")


def test_every_edit_of_one_word_in_the_treaty_keeps_every_element() -> None:
    old = samples.wells()
    for node in old.walk():
        if node.string:
            new = samples.reworded(samples.treaty(), node.string, node.string + " (new)")
            after = matched(old, new)
            assert came(old, after) == went(old, after) == []
