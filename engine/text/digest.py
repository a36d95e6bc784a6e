"""The digest of a text: SHA-256 over what it says and how it is built, without any id.

Two texts that read and are marked up alike have one digest, in whatever store, draft or file they
stand. `docs/formats/digest.md` specifies the bytes, and how anyone recomputes the digest from a
clean Akoma Ntoso export.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from engine.text import Text
from engine.text.vocabulary import NAMES, REFERENCES


def digest(text: Text) -> str:
    """The SHA-256 of the text in hexadecimal (docs/formats/digest.md)."""
    places = {node.id: str(n) for n, node in enumerate(text.walk(), start=1)}
    written: list[str] = []
    for part in text.parts:
        _element(text, part, places, written)
    return hashlib.sha256("".join(written).encode()).hexdigest()


def _element(text: Text, id: str, places: Mapping[str, str], out: list[str]) -> None:
    node = text[id]
    out.append(_name(node.tag))
    _attributes(node.attributes, places, out)
    out += (_netstring(node.string) if node.string else _EMPTY, _number(len(node.marks)))
    for mark in node.marks:
        out += (_number(mark.start), _number(mark.end), _name(mark.tag))
        _attributes(mark.attributes, places, out)
    for below in (node.objects, node.children):
        out.append(_number(len(below)))
        for held in below:
            _element(text, held, places, out)


def _attributes(attributes: Mapping[str, str], places: Mapping[str, str], out: list[str]) -> None:
    if not attributes:
        out.append(_NONE)
        return
    kept = sorted(attributes.keys() - NAMES)
    out.append(_number(len(kept)))
    for name in kept:
        value = attributes[name]
        if name in REFERENCES and value[:1] == "#" and value[1:] in places:
            value = "#" + places[value[1:]]
        out += (_name(name), _netstring(value))


def _netstring(string: str) -> str:
    return f"{len(string) if string.isascii() else len(string.encode())}:{string},"


_EMPTY = "0:,"
_NONE = "1:0,"


@lru_cache(maxsize=1024)
def _name(string: str) -> str:
    return _netstring(string)


@lru_cache(maxsize=4096)
def _number(n: int) -> str:
    return _netstring(str(n))
