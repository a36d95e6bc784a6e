"""Reading with the standard library (`email`) what no standard allows: where it fails, that is
told, and nothing else fails with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import errors, policy
from email.headerregistry import HeaderRegistry
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

FAILURES = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    errors.MessageError,
)
"""What the standard library raises on what no standard allows."""
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffc\ufffe\uffff\ud800-\udfff]")
_registry = HeaderRegistry()


@lru_cache(maxsize=1024)
def _header(name: str, value: str) -> Any:
    """A header, read: slow, and asked for again and again."""
    return _registry(name, value)


RULES = policy.default.clone(header_factory=_header)
"""The policy `default` of the standard library."""


def clean(text: str) -> str:
    """The text without what no text can hold."""
    return _CONTROL.sub("", text.replace("\f", "\n")).replace("\u00a0", " ")


def line(value: str) -> str:
    """A value on one line, without what no text can hold."""
    return _SPACE.sub(" ", _CONTROL.sub("", value.replace("\r", " ").replace("\n", " "))).strip()


def tried(read: Callable[[], T]) -> T | None:
    """What the standard library reads; None where it fails on what no standard allows."""
    try:
        return read()
    except (
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        AssertionError,
        errors.MessageError,
    ):
        return None
    except RecursionError:
        return None
