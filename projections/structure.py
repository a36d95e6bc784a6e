"""Whether a text follows the structure that its process asks of it: one result for each rule, with
the elements it points at.

A phrase stands in a string where its words do, one after the other, whatever their case; `#` is
any number. Chinese and other scripts without spaces are sought as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from engine.events.rules import Actions, Challenges, StructureRule
from engine.text import Node, Text
from engine.text.eid import eids
from engine.text.said import said
from engine.text.words import count
from projections.states import named

_LABELS = ("heading", "subheading", "crossHeading")
_SECTIONS = ("section", "part", "chapter", "title", "division", "hcontainer", "article")


class Place(msgspec.Struct, frozen=True):
    """An element that a result points at, and why: its id, its eId, and words."""

    id: str
    eId: str | None
    words: str


class Result(msgspec.Struct, frozen=True):
    """One rule applied: kept (`ok`), broken, or, where it is a plain count, neither."""

    work: str
    rule: str
    ok: bool | None
    found: str
    where: tuple[Place, ...] = ()


def structure(
    rule: StructureRule, text: Text, language: str, base: Text | None = None
) -> list[Result]:
    """The results of a work's rules for its text; `base` is the text of the work it builds on."""
    return _Structure(rule, text, language).results(base)


class _Structure:
    def __init__(self, rule: StructureRule, text: Text, language: str) -> None:
        self.rule = rule
        self.text = text
        self.language = language
        self.eids = eids(text)

    def results(self, base: Text | None) -> list[Result]:
        rule = self.rule
        found: list[Result] = []
        if rule.sections:
            sections = self._sections(rule.sections)
            found.append(self._in_order(sections))
            if rule.each_section:
                found.append(self._each(sections))
        if rule.names_no_state:
            found.append(self._states())
        found.append(self._length())
        if rule.actions:
            found += self._actions(rule.actions)
        if rule.areas:
            found.append(self._areas(base))
        return found

    def _sections(self, wanted: Sequence[Sequence[str]]) -> list[Node | None]:
        """For each section asked for, the first element with such a heading."""
        there: list[tuple[Node, str]] = []
        for node in self.text.walk():
            labels = [self.text[c] for c in node.children if self.text[c].tag in _LABELS]
            if labels and node.tag in _SECTIONS:
                there.append((node, " ".join(label.string for label in labels)))
        taken: set[str] = set()
        found: list[Node | None] = []
        for phrases in wanted:
            section = next(
                (n for n, heading in there if n.id not in taken and holds(heading, phrases)), None
            )
            taken |= {section.id} if section else set()
            found.append(section)
        return found

    def _in_order(self, sections: list[Node | None]) -> Result:
        order = {node.id: at for at, node in enumerate(self.text.walk())}
        missing = [
            names[0] for names, s in zip(self.rule.sections, sections, strict=True) if s is None
        ]
        there = [s for s in sections if s]
        stray = [
            self._place(after, f"stands before {self._heading(before)}")
            for before, after in pairwise(there)
            if order[after.id] < order[before.id]
        ]
        said = f"{len(there)} of {len(sections)} sections"
        if missing:
            said += f"; missing: {', '.join(missing)}"
        if stray:
            said += "; not in order"
        where = tuple(stray) or tuple(self._place(s, self._heading(s)) for s in there)
        return self._result("sections", not missing and not stray, said, where)

    def _each(self, sections: list[Node | None]) -> Result:
        lacking = [
            self._place(section, f"nothing on {names[0]}")
            for section in sections
            if section
            for names in self.rule.each_section
            if not any(self._begins(node, names) for node in self.text.walk(section.id))
        ]
        said = f"lacking: {len(lacking)}" if lacking else "every section has all of them"
        return self._result("each-section", not lacking and any(sections), said, lacking)

    def _begins(self, node: Node, names: Sequence[str]) -> bool:
        """Whether an element is headed by a phrase, or its string begins with one."""
        if node.tag in _LABELS:
            return holds(node.string, names)
        return bool(node.string) and holds(" ".join(node.string.split()[:12])[:60], names)

    def _states(self) -> Result:
        where: list[Place] = []
        for node in self.text.walk():
            if not node.string or holds(node.string, self.rule.except_in):
                continue
            states = dict.fromkeys(words for words, _ in named(node.string, self.language))
            if states:
                where.append(self._place(node, ", ".join(states)))
        names = "passage names" if len(where) == 1 else "passages name"
        said = f"{len(where)} {names} a State" if where else "no passage names a State"
        return self._result("names-no-state", not where, said, where)

    def _length(self) -> Result:
        """Its words; the numbers of paragraphs are none."""
        words = sum(count(node.string) for node in self.text.walk() if node.tag != "num")
        most = self.rule.most_words
        said = f"{words} words" + (f" of at most {most}" if most else "")
        return self._result("length", None if most is None else words <= most, said)

    def _actions(self, rule: Actions) -> list[Result]:
        actions = [self.text[id] for id in actions_of(rule, self.text)]
        said = f"{len(actions)} actions" + (f" of at most {rule.most}" if rule.most else "")
        ok = None if rule.most is None else len(actions) <= rule.most
        results = [self._result("actions", ok, said, [self._place(a) for a in actions])]
        if rule.measures:
            vague = [a for a in actions if not holds(self._whole(a), rule.measures)]
            measured = f"{len(actions) - len(vague)} of {len(actions)} actions are measurable"
            where = [self._place(a, "no measurable indicator") for a in vague]
            results.append(self._result("measurable", not vague, measured, where))
        return results

    def _areas(self, base: Text | None) -> Result:
        builds_on = self.rule.builds_on
        if base is None:
            return self._result("areas", None, f"{builds_on} has no text to compare with")
        new: list[Place] = []
        covered = 0
        for area, phrases in self.rule.areas.items():
            ours = next((n for n in self.text.walk() if holds(n.string, phrases)), None)
            covered += ours is not None
            if ours and not any(holds(n.string, phrases) for n in base.walk()):
                new.append(self._place(ours, area))
        names = f": {', '.join(p.words for p in new)}" if new else ""
        said = f"{covered} of {len(self.rule.areas)} areas covered, {len(new)} not in {builds_on}"
        return self._result("areas", None, said + names, new)

    def _whole(self, node: Node) -> str:
        """The words of an element and of all that it holds."""
        return _whole(self.text, node)

    def _heading(self, node: Node) -> str:
        return next(self.text[c].string for c in node.children if self.text[c].tag in _LABELS)

    def _place(self, node: Node, words: str | None = None) -> Place:
        """The nearest element that bears an eId."""
        at = node
        while at.parent and at.id not in self.eids:
            at = self.text[at.parent]
        return Place(node.id, self.eids.get(at.id), words or self._whole(node)[:80])

    def _result(
        self, rule: str, ok: bool | None, found: str, where: Iterable[Place] = ()
    ) -> Result:
        return Result(self.rule.work, rule, ok, found, tuple(where))


def actions_of(rule: Actions, text: Text) -> list[str]:
    """The actions of a text, in document order; of one within another the inner one."""
    found = [n.id for n in text.walk() if n.tag in rule.elements and _acts(rule, text, n)]
    inner = {above for id in found for above in _above(text, id)}
    return [id for id in found if id not in inner]


def challenges_of(rule: Challenges, text: Text) -> list[str]:
    """The challenges of a text, in document order; of one within another the outer one. A heading
    that stands among paragraphs is one for those behind it, up to the next."""
    found: list[str] = []

    def below(ids: Sequence[str], headed: bool) -> None:
        for id in ids:
            node = text[id]
            if node.tag == "crossHeading":
                headed = holds(node.string, rule.phrases)
                continue
            here = headed or any(
                text[c].tag in _LABELS[:2] and holds(text[c].string, rule.phrases)
                for c in node.children
            )
            if node.tag in rule.elements and (here or _begins(said(text, id), rule.phrases)):
                found.append(id)
            else:
                below(node.children, here)

    below(text.parts, False)
    return found


def _acts(rule: Actions, text: Text, node: Node) -> bool:
    return holds(_whole(text, node), rule.phrases)


def _whole(text: Text, node: Node) -> str:
    return " ".join(n.string for n in text.walk(node.id) if n.string)


def _begins(string: str, phrases: Sequence[str]) -> bool:
    return _pattern(tuple(phrases)).match(_folded(string)) is not None


def _above(text: Text, id: str) -> Iterator[str]:
    while above := text[id].parent:
        yield above
        id = above


def holds(string: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases stands in a string."""
    if not string or not phrases:
        return False
    return _pattern(tuple(phrases)).search(_folded(string)) is not None


@lru_cache(maxsize=512)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Words must be whole, save where the script puts no spaces between them."""
    return re.compile("|".join(_words(_folded(phrase)) for phrase in phrases))


def _words(phrase: str) -> str:
    inside = re.escape(phrase).replace(r"\#", r"\d+(?:[.,]\d+)*").replace(r"\ ", " ")
    left = r"(?<!\w)" if _spaced(phrase[:1]) else ""
    right = r"(?!\w)" if _spaced(phrase[-1:]) else ""
    return left + inside + right


def _spaced(character: str) -> bool:
    return character.isalnum() and not "⺀" <= character <= "鿿"


def _folded(string: str) -> str:
    plain = unicodedata.normalize("NFKC", string).casefold().replace("’", "'")
    return " ".join(plain.split())
