"""The digest of a text: SHA-256 over what it says and how it is built, without any id.

Two texts that read and are marked up alike have one digest, in whatever store, draft or file they
stand. `docs/formats/digest.md` specifies the bytes, and how anyone recomputes the digest from a
clean Akoma Ntoso export.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from engine.text import Text
from engine.vocabulary import NAMES, REFERENCES


def digest(text: Text) -> str:
    """The SHA-256 of the text in hexadecimal (docs/formats/digest.md)."""
    places = {node.id: str(n) for n, node in enumerate(text.walk(), start=1)}
    strings: list[str] = []
    for part in text.parts:
        _element(text, part, places, strings)
    return hashlib.sha256("".join(map(_netstring, strings)).encode()).hexdigest()


def _element(text: Text, id: str, places: Mapping[str, str], out: list[str]) -> None:
    node = text[id]
    out.append(node.tag)
    _attributes(node.attributes, places, out)
    out += (node.string, str(len(node.marks)))
    for mark in node.marks:
        out += (str(mark.start), str(mark.end), mark.tag)
        _attributes(mark.attributes, places, out)
    for below in (node.objects, node.children):
        out.append(str(len(below)))
        for held in below:
            _element(text, held, places, out)


def _attributes(attributes: Mapping[str, str], places: Mapping[str, str], out: list[str]) -> None:
    kept = sorted(attributes.keys() - NAMES)
    out.append(str(len(kept)))
    for name in kept:
        value = attributes[name]
        if name in REFERENCES and value[:1] == "#" and value[1:] in places:
            value = "#" + places[value[1:]]
        out += (name, value)


def _netstring(string: str) -> str:
    return f"{len(string) if string.isascii() else len(string.encode())}:{string},"
