"""Three-way merge: two who changed one text, element by element and word by word."""

from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from drafting import el, identified, inline, text_of
from engine.comparison import changes
from engine.comparison.merge import Merge, merge
from engine.comparison.proposal import put, reworded
from engine.errors import NotFound, Refused
from engine.events.draft import apply
from engine.events.submission import Anchor
from engine.text import OBJECT, Element, Mark, Place, Text
from engine.text.anchor import anchor
from engine.text.words import is_word, tokens
from samples import footnote, ids, paragraph, wells, with_ids
from strategies import POOL, TAG_OF, texts

Edit = Callable[[Text], None]


def edited(then: Text, *edits: Edit) -> Text:
    now = then.copy()
    for edit in edits:
        edit(now)
    return now


def said(then: Text, words: str) -> str:
    """The id of the element whose string holds the words."""
    return next(node.id for node in then.walk() if words in node.string)


def at(id: str, quote: str | None = None, **context: str) -> Anchor:
    return Anchor(element=id, quote=quote, **context)


def unit(then: Text, words: str) -> str:
    """The id of the paragraph that says the words."""
    id = said(then, words)
    while then[id].tag not in ("paragraph", "subparagraph"):
        id = then[id].parent
    return id


def says(old: str, new: str) -> Edit:
    def edit(text: Text) -> None:
        id = said(text, old)
        wanted = text.copy()
        wanted.change(id, string=text[id].string.replace(old, new, 1))
        for change in changes(text, reworded(text, at(id), wanted[id].string.replace(OBJECT, ""))):
            apply(text, change)

    return edit


def gone(words: str) -> Edit:
    return lambda text: void(text.remove(unit(text, words)))


def void(_: object) -> None:
    return None


def behind(words: str, came: Element) -> Edit:
    def edit(text: Text) -> None:
        after = unit(text, words)
        text.insert(came, Place(text[after].parent, after))

    return edit


def moved(words: str, after: str) -> Edit:
    def edit(text: Text) -> None:
        sibling = unit(text, after)
        text.move(unit(text, words), Place(text[sibling].parent, sibling))

    return edit


def new(number: int, string: str, first: int) -> Element:
    return with_ids(paragraph(number, string), ids(first))


def check(then: Text, proposed: Text, now: Text, wanted: Text) -> Merge:
    """Both ways give the wanted text, by changes that lead there from what is now."""
    for one, other in ((proposed, now), (now, proposed)):
        before = [text.copy() for text in (then, one, other)]
        merged = merge(then, one, other)
        assert merged.clashes == ()
        assert merged.text == wanted
        again = other.copy()
        for change in merged.changes:
            apply(again, change)
        assert again == wanted
        assert [then, one, other] == before
    return merge(then, proposed, now)


def clash(then: Text, proposed: Text, now: Text) -> tuple[str, ...]:
    """What the two clash about; nothing is applied, either way round."""
    found = merge(then, proposed, now)
    assert found.text == now
    assert found.changes == ()
    assert [(c.what, c.id) for c in merge(then, now, proposed).clashes] == [
        (c.what, c.id) for c in found.clashes
    ]
    return tuple(c.what for c in found.clashes)


def test_changes_of_different_paragraphs_go_together() -> None:
    then = wells()
    one = says("after sunset", "before sunrise")
    other = says("each new moon", "each full moon")
    merged = check(then, edited(then, one), edited(then, other), edited(then, one, other))
    assert len(merged.changes) == 1


def test_changes_of_different_words_of_one_string_go_together() -> None:
    then = wells()
    one, other = says("either bank", "the left bank"), says("travellers", "all who travel")
    check(then, edited(then, one), edited(then, other), edited(then, one, other))


def test_the_words_on_both_sides_of_a_footnote_go_together_and_it_stays() -> None:
    then = wells()
    one, other = says("A well is open", "Each well is open"), says("by hand", "by rope")
    check(then, edited(then, one), edited(then, other), edited(then, one, other))


def test_the_same_words_clash_and_the_three_texts_are_named() -> None:
    then = wells()
    proposed, now = (edited(then, says("after sunset", w)) for w in ("at noon", "before dawn"))
    assert clash(then, proposed, now) == ("words",)
    (found,) = merge(then, proposed, now).clashes
    sides = [side.string.rpartition("led to a well ")[2] for side in found[2:] if side]
    assert sides == ["after sunset.", "at noon.", "before dawn."]


def test_the_same_change_on_both_sides_is_one() -> None:
    then = wells()
    one, other = says("after sunset", "at noon"), says("either bank", "the left bank")
    check(then, edited(then, one), edited(then, one, other), edited(then, one, other))
    both = edited(then, one)
    assert merge(then, both, both).changes == ()


def test_a_paragraph_that_both_put_in_alike_comes_once_under_the_id_it_has() -> None:
    then = wells()
    words = "No well is sold."
    proposed = edited(then, behind("after sunset", new(5, words, 900)))
    now = edited(then, behind("after sunset", new(5, words, 100)), says("to gardens", "to fields"))
    merged = merge(then, proposed, now)
    assert (merged.changes, merged.clashes) == ((), ())
    assert merged.text == now


def test_what_both_put_behind_the_same_paragraph_comes_in_turn_the_draft_s_own_first() -> None:
    then = wells()
    proposed = edited(
        then,
        behind("after sunset", new(6, "Nor is one lent.", 910)),
        behind("after sunset", new(5, "No well is sold.", 900)),
    )
    now = edited(then, behind("after sunset", new(5, "Wells are not moved.", 100)))
    merged = merge(then, proposed, now)
    section = merged.text[said(merged.text, "The dry months")].parent
    order = [merged.text[c].id for c in merged.text[section].children]
    at = order.index(unit(then, "after sunset"))
    assert order[at + 1 : at + 4] == ["tr-eng-100", "tr-eng-900", "tr-eng-910"]


def test_a_change_against_a_removal_clashes_whoever_removed() -> None:
    then = wells()
    proposed, now = edited(then, gone("after sunset")), edited(then, says("after sunset", "ever"))
    assert clash(then, proposed, now) == ("removal",)
    (found,) = merge(then, proposed, now).clashes
    assert found.then
    assert found.proposed is None
    assert found.now
    assert "led to a well ever." in found.now.string


@pytest.mark.parametrize(
    "meanwhile",
    [
        moved("each new moon", "neighbouring keepers"),
        behind("first rain", with_ids(el("subparagraph", el("num", "(z)")), ids(100))),
        says("The keeper of a well shall", "A keeper shall"),
        moved("Every village", "each new moon"),
    ],
    ids=["reordered", "added to", "reworded", "moved into"],
)
def test_what_happens_inside_a_removed_paragraph_is_not_lost(meanwhile: Edit) -> None:
    then = wells()
    removed = edited(then, gone("The keeper of a well shall"))
    assert set(clash(then, removed, edited(then, meanwhile))) == {"removal"}


def test_what_leaves_a_paragraph_before_it_is_removed_stays() -> None:
    then = wells()

    def out(text: Text) -> None:
        text.move(unit(text, "each new moon"), Place(text[unit(text, "Every village")].parent))

    proposed = edited(then, out, gone("The keeper of a well shall"))
    other = says("each new moon", "each full moon")
    check(then, proposed, edited(then, other), edited(proposed, other))


def test_a_moved_paragraph_takes_the_other_s_words_along() -> None:
    then = wells()
    one, other = moved("after sunset", "to gardens"), says("after sunset", "after dusk")
    check(then, edited(then, one), edited(then, other), edited(then, one, other))


def test_two_moves_of_one_paragraph_clash_unless_they_are_the_same() -> None:
    then = wells()
    one, other = moved("Every village", "to gardens"), moved("Every village", "as follows")
    assert clash(then, edited(then, one), edited(then, other)) == ("moves",)
    check(then, edited(then, one), edited(then, one), edited(then, one))


def test_two_moves_within_one_section_clash_unless_they_are_the_same() -> None:
    then = wells()
    one, other = moved("Every village", "drawn from it"), moved("Every village", "keeper of a well")
    light = {unit(then, "Every village")}
    found = merge(then, edited(then, one), edited(then, other)).clashes
    assert {c.id for c in found} <= light | {unit(then, "drawn from it")}


def test_two_moves_that_put_each_into_the_other_clash() -> None:
    parts = identified((el("section", el("p", "one")), el("section", el("p", "two"))), "t-eng")
    then = text_of(parts)
    one = edited(then, lambda t: t.move("t-eng-1", Place("t-eng-3", "t-eng-4")))
    other = edited(then, lambda t: t.move("t-eng-3", Place("t-eng-1", "t-eng-2")))
    assert clash(then, one, other) == ("moves", "moves")


def test_what_the_two_put_elsewhere_is_named_once_and_no_circle_is_made_of_it() -> None:
    body = (el("section", el("p", "one")), el("section", el("p", "two")), el("section"))
    then = text_of(identified(body, "t-eng"))
    one = edited(
        then,
        lambda t: t.move("t-eng-1", Place("t-eng-3", "t-eng-4")),
        lambda t: t.move("t-eng-3", Place("t-eng-5")),
    )
    other = edited(then, lambda t: t.move("t-eng-3", Place("t-eng-1", "t-eng-2")))
    assert clash(then, one, other) == ("moves",)


def test_what_both_have_under_one_id_is_no_twin_of_anything_else() -> None:
    then = text_of(identified((el("section"), el("section")), "t-eng"))
    alike = replace(el("p", "words"), id="t-eng-9")
    other = edited(then, lambda t: t.insert(alike, Place("t-eng-1")))
    one = edited(
        then,
        lambda t: t.insert(replace(alike, id="t-eng-8"), Place("t-eng-1")),
        lambda t: t.insert(alike, Place("t-eng-2")),
    )
    assert clash(then, one, other) == ("insertions",)


def test_attributes_go_together_by_name() -> None:
    then = text_of(identified([el("p", "words", **{"class": "a", "status": "b"})], "t-eng"))

    def given(**attributes: str) -> Text:
        return edited(then, lambda t: t.change("t-eng-1", attributes=attributes))

    check(
        then,
        given(**{"class": "x", "status": "b"}),
        given(**{"class": "a"}),
        given(**{"class": "x"}),
    )
    assert clash(then, given(**{"class": "x"}), given(**{"class": "y"})) == ("attributes",)


def test_marks_follow_their_words() -> None:
    bold = Mark(0, 17, "b")
    then = text_of(identified([inline("p", "old wells and new", bold)], "t-eng"))

    def says(string: str, *marks: Mark) -> Text:
        return edited(then, lambda t: t.change("t-eng-1", string=string, marks=marks))

    both = says("many wells and few", Mark(0, 18, "b"))
    check(then, says("many wells and new", Mark(0, 18, "b")), says("old wells and few", bold), both)
    italic = says("old wells and new", bold, Mark(4, 9, "i"))
    wanted = says("many wells and new", Mark(0, 18, "b"), Mark(5, 10, "i"))
    check(then, italic, says("many wells and new", Mark(0, 18, "b")), wanted)
    replaced = says("old fords and new", bold)
    assert clash(then, italic, replaced) == ("words",)


@pytest.mark.parametrize(
    ("old", "one", "other", "both"),
    [
        ("各国应保护水井。", "各国必须保护水井。", "各国应保护河流。", "各国必须保护河流。"),
        (
            "على الدول حماية الآبار.",
            "على الكل حماية الآبار.",
            "على الدول حماية الماء.",
            "على الكل حماية الماء.",
        ),
        (
            "Стороны чистят реки.",
            "Соседи чистят реки.",
            "Стороны чистят пруды.",
            "Соседи чистят пруды.",
        ),
        (
            "L'État garde l'eau.",
            "Chacun garde l'eau.",
            "L'État garde la mer.",
            "Chacun garde la mer.",
        ),
    ],
    ids=["zho", "ara", "rus", "fra"],
)
def test_words_are_those_of_every_language(old: str, one: str, other: str, both: str) -> None:
    then = text_of(identified([el("p", old)], "t-eng"))
    sides = [edited(then, lambda t, s=s: t.change("t-eng-1", string=s)) for s in (one, other, both)]
    check(then, *sides)


def test_a_footnote_moved_to_other_words_and_one_reworded_go_together_or_clash() -> None:
    then = wells()
    note = said(then, "reads this as by rope")
    other = says("reads this as by rope", "reads this as by pump")
    one = says("by hand", "by machine")
    check(then, edited(then, one), edited(then, other), edited(then, one, other))

    def without(text: Text) -> None:
        holder = said(text, "A well is open")
        text.disown(text.element(text[holder].objects[0]))
        text.change(holder, string=text[holder].string.replace(OBJECT, ""), objects=())

    assert clash(then, edited(then, without), edited(then, other)) == ("removal",)
    assert note not in merge(then, edited(then, without), edited(then, one)).text


def test_a_footnote_that_both_put_in_alike_is_one() -> None:
    then = text_of(identified([el("p", "Wells are kept.")], "t-eng"))

    def noted(first: int) -> Text:
        note = with_ids(footnote("1", "In all seasons."), ids(first, "t-eng"))

        def edit(text: Text) -> None:
            text.change("t-eng-1", string=f"Wells{OBJECT} are kept.", objects=(note.id,))
            text.adopt(note, "t-eng-1")

        return edited(then, edit)

    assert merge(then, noted(10), noted(20)).text == noted(20)
    assert merge(then, noted(10), noted(20)).changes == ()


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(texts(POOL), texts(POOL))
def test_merging_with_a_side_that_changed_nothing_gives_the_other(then: Text, side: Text) -> None:
    assert merge(then, side, then)[::2] == (side, ())
    assert merge(then, then, side) == Merge(side, (), ())
    assert merge(then, side, side)[1:] == ((), ())


def scramble(random: Random) -> Text:
    """A small text of elements that another such text has elsewhere, with other words."""
    pool = sorted(TAG_OF, key=lambda _: random.random())

    def element(tags: str, depth: int) -> list[Element]:
        tag = random.choice(tags.split())
        id = next((id for id in pool if TAG_OF[id] == tag), None)
        if id is None:
            return []
        pool.remove(id)
        attributes = {"class": random.choice("ab")} if random.random() < 0.3 else {}
        if tag in ("section", "paragraph", "authorialNote"):
            inside = "p li" if tag == "authorialNote" else "p num li section paragraph"
            below = [c for _ in range(random.randint(0, 3)) for c in element(inside, depth + 1)]
            return [Element(tag=tag, id=id, attributes=attributes, children=tuple(below))]
        notes = [n for _ in range(random.randint(-2, 2)) for n in element("eol authorialNote", 0)]
        words = [*random.choices(("a", "b ", " ", "第"), k=4), *([OBJECT] * len(notes))]
        random.shuffle(words)
        string = "" if tag == "eol" else "".join(words[: random.choice((0, 4, 9))])
        notes = notes[: string.count(OBJECT)] if depth < 4 else []
        string = string if notes else string.replace(OBJECT, "")
        start, end = sorted(random.randint(0, len(string)) for _ in "se")
        marks = (Mark(start, end, "b"),) if start < end else ()
        return [
            Element(
                tag=tag,
                id=id,
                attributes=attributes,
                string=string,
                marks=marks,
                objects=tuple(notes),
            )
        ]

    parts = [e for _ in range(random.randint(0, 4)) for e in element("p li section paragraph", 1)]
    return text_of(tuple(parts))


@settings(max_examples=600)
@given(st.integers(0, 2**64))
def test_a_merge_is_whole_or_says_what_clashes(seed: int) -> None:
    random = Random(seed)
    then, one, other = (scramble(random) for _ in range(3))
    merged, made, clashes = merge(then, one, other)
    assert bool(clashes) <= (made == () and merged == other)
    again = other.copy()
    for change in made:
        apply(again, change)
    assert again == merged
    seen = [node.id for node in merged.walk()]
    assert sorted(seen) == sorted(merged.nodes)
    back = merge(then, other, one)
    assert {(c.what, c.id) for c in back.clashes} == {(c.what, c.id) for c in clashes}


@st.composite
def acts(draw: st.DrawFn) -> tuple[Sequence[tuple[int, str]], Sequence[tuple[int, str]]]:
    """What each of two does, each to paragraphs of its own, with one between them."""
    places = list(draw(st.permutations(range(1, 12, 2))))
    kinds = st.sampled_from(("word", "remove", "insert", "swap"))
    half = draw(st.integers(0, len(places)))
    done = [(place, draw(kinds)) for place in places]
    return done[:half], done[half:]


def act(text: Text, place: int, kind: str) -> None:
    id = f"t-eng-{4 * place + 2}"
    match kind:
        case "word":
            text.change(f"t-eng-{4 * place + 5}", string=f"Paragraph {place} now says other words.")
        case "remove":
            text.remove(id)
        case "insert":
            text.insert(
                new(0, f"Inserted behind {place}.", 1000 + 10 * place), Place("t-eng-1", id)
            )
        case _:
            text.move(id, Place(None, "t-eng-1"))


@settings(max_examples=50)
@given(acts())
def test_disjoint_edits_merge_to_both_in_either_order(
    both: tuple[Sequence[tuple[int, str]], Sequence[tuple[int, str]]],
) -> None:
    ones, others = both
    swaps = [place for place, kind in (*ones, *others) if kind == "swap"]
    body = el(
        "mainBody", *(paragraph(n, f"Paragraph {n} says words of its own.") for n in range(12))
    )
    then = text_of(identified([body], "t-eng"))
    sides = []
    for done in (ones, others):
        sides.append(
            edited(
                then,
                *(lambda t, d=d: act(t, *d) for d in done if d[1] != "swap" or swaps == [d[0]]),
            )
        )
    first, second = (
        edited(
            then, *(lambda t, d=d: act(t, *d) for d in order if d[1] != "swap" or swaps == [d[0]])
        )
        for order in ((*ones, *others), (*others, *ones))
    )
    assert first == second
    check(then, *sides, first)


@given(
    st.lists(st.sampled_from("well ford bridge 井 ماء État".split()), min_size=3, max_size=9),
    st.data(),
)
def test_different_words_of_one_string_merge_to_both(words: list[str], data: st.DataObject) -> None:
    numbered = [f"{word}{n}" for n, word in enumerate(words)]
    mine = data.draw(st.sets(st.integers(0, len(words) - 1)))
    theirs = data.draw(st.sets(st.integers(0, len(words) - 1))) - mine
    near = {n + d for n in mine for d in (-2, -1, 1, 2)}

    def says(changed: set[int]) -> Text:
        string = " ".join(f"new{n}" if n in changed else w for n, w in enumerate(numbered))
        return text_of(identified([el("p", string)], "t-eng"))

    if near & theirs:  # what a person sees as one change may reach over a word between
        found = merge(says(set()), says(mine), says(theirs))
        assert found.clashes or found.text == says(mine | theirs)
    else:
        check(says(set()), says(mine), says(theirs), says(mine | theirs))


def test_a_proposed_wording_goes_into_the_draft_as_it_is_now() -> None:
    then = wells()
    id = unit(then, "after sunset")
    now = edited(
        then, says("no cattle are led", "no herds are led"), moved("after sunset", "to gardens")
    )
    wording = "In the dry months no cattle are led to a well after sunset or before sunrise."
    merged = put(then, at(id), wording, now)
    assert merged.clashes == ()
    assert merged.text[said(now, "no herds")].string == wording.replace("cattle", "herds")
    assert len(merged.changes) == 1


def test_a_proposed_wording_for_quoted_words_keeps_footnote_and_marks() -> None:
    then = wells()
    id = said(then, "A well is open")
    merged = put(then, at(id, "when water can be drawn"), "once water is drawn", then)
    node = merged.text[id]
    assert node.string == f"A well is open{OBJECT} once water is drawn from it by hand."
    assert (node.objects, node.marks) == (then[id].objects, then[id].marks)
    whole = reworded(then, at(id), "A spring runs.")
    assert whole[id].string.count(OBJECT) == 1
    assert whole[id].string.replace(OBJECT, "") == "A spring runs."


def test_a_proposed_wording_that_fits_nowhere_is_refused_by_name() -> None:
    then = wells()
    with pytest.raises(NotFound, match="no element tr-eng-999"):
        reworded(then, at("tr-eng-999"), "words")
    with pytest.raises(NotFound, match="does not hold the words 'wells'"):
        reworded(then, at(said(then, "after sunset"), "wells"), "springs")
    with pytest.raises(Refused, match="holds 4 strings"):
        reworded(then, at(unit(then, "The keeper of a well shall")), "words")
    with pytest.raises(Refused, match="are those of several elements"):
        reworded(then, at(unit(then, "The keeper of a well shall"), "shall: (a) clear"), "must")
    place = at(unit(then, "after sunset"))
    with pytest.raises(Refused, match="has several lines"):
        reworded(then, place, "No cattle.\n\nNo herds.")
    assert reworded(then, place, "No cattle.\n") == reworded(then, place, "No cattle.")
    assert put(then, place, "Cattle drink.", edited(then, gone("after sunset"))).clashes


def test_quoted_words_are_found_however_they_are_spaced_and_where_they_stand_twice() -> None:
    then = text_of(identified([el("p", "old  wells and\nold wells, 水井和水井")], "t-eng"))
    both = at("t-eng-1", "old wells", before="and ", after=", ")
    assert reworded(then, both, "new wells")["t-eng-1"].string.startswith("old  wells and\nnew")
    first = at("t-eng-1", "old wells", after=" and")
    assert reworded(then, first, "fords")["t-eng-1"].string.startswith("fords and\nold wells")
    han = at("t-eng-1", "水井", before="和")
    assert reworded(then, han, "河流")["t-eng-1"].string.endswith("水井和河流")


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(("well", "ford", "第十二条", "ماء", "l'eau", OBJECT)), min_size=1),
    st.lists(st.sampled_from((" ", "  ", "\n", " \t")), min_size=1),
    st.data(),
)
def test_a_wording_takes_the_place_of_the_words_quoted_and_of_no_others(
    words: list[str], blanks: list[str], data: st.DataObject
) -> None:
    numbered = [w if w == OBJECT else f"{w}{n}" for n, w in enumerate(words)]
    string = "".join(w + blanks[n % len(blanks)] for n, w in enumerate(numbered)).strip()
    objects = [el("eol") for word in words if word == OBJECT]
    then = text_of(identified([inline("p", string, objects=objects)], "t-eng"))
    said = [word for word in numbered if word != OBJECT]
    if not said:
        return
    start = data.draw(st.integers(0, len(said) - 1))
    end = data.draw(st.integers(start + 1, len(said)))
    place = anchor(then, "t-eng-1", {}, " ".join(said[start:end]))
    new = reworded(then, place, "a new wording")["t-eng-1"]
    wanted = [*said[:start], "a", "new", "wording", *said[end:]]
    assert new.string.replace(OBJECT, "").split() == wanted
    assert len(new.objects) == len(objects)


def test_what_is_struck_out_leaves_neither_two_blanks_nor_an_empty_paragraph() -> None:
    then = wells()
    id = said(then, "after sunset")
    struck = reworded(then, at(id, "after sunset"), "")
    assert struck[id].string == "In the dry months no cattle are led to a well."
    assert reworded(then, at(id, "In the dry months"), "")[id].string.startswith("no cattle")
    whole = reworded(then, at(id), "")
    assert unit(then, "after sunset") not in whole
    assert len(whole.nodes) == len(then.nodes) - len(list(then.walk(unit(then, "after sunset"))))
    with pytest.raises(Refused, match="stands in the words of"):
        reworded(then, at(said(then, "reads this as by rope")), "")


@given(
    st.lists(st.sampled_from(("wells", " ", "are", OBJECT, "kept", ".", "井")), max_size=12),
    st.text("aw ek.", max_size=12),
)
def test_a_wording_is_in_the_text_as_it_was_proposed(parts: list[str], wording: str) -> None:
    string = "".join(parts)
    objects = [el("eol") for _ in range(string.count(OBJECT))]
    marks = [Mark(0, len(string), "b")] if string else []
    then = text_of(identified([inline("p", string, *marks, objects=objects)], "t-eng"))
    if not wording:
        assert "t-eng-1" not in reworded(then, at("t-eng-1"), wording)
        return
    new = reworded(then, at("t-eng-1"), wording)
    assert new["t-eng-1"].string.replace(OBJECT, "") == wording
    assert new["t-eng-1"].objects == then["t-eng-1"].objects
    assert sum(map(is_word, tokens(wording))) == sum(map(is_word, tokens(wording)))


def test_an_element_under_one_id_with_two_tags_is_no_text_s() -> None:
    one, other = (text_of([replace(el(tag, "words"), id="t-eng-1")]) for tag in ("p", "li"))
    with pytest.raises(ValueError, match="t-eng-1 is a li in one text and a p in another"):
        merge(Text(), other, one)
