"""The tags of a git repository, by the commit they name."""

from __future__ import annotations

import msgspec

from engine.history.git import Git

_FIELDS = (
    "refname:strip=2 objecttype objectname *objecttype *objectname taggername taggeremail"
    " taggerdate:unix authordate:unix *authordate:unix"
).split()


class Tag(msgspec.Struct, array_like=True):
    """A tag: its name, when it was made (seconds after 1970; a light one: when its commit was),
    and by whom, if it says so."""

    name: str
    time: int
    tagger: str = ""
    address: str = ""


def tags(git: Git) -> dict[str, list[Tag]]:
    """The tags by commit. Those of anything else than commits are passed over."""
    form = "%00".join(f"%({field})" for field in _FIELDS)
    out = git.ask("for-each-ref", f"--format={form}", "refs/tags", refused="git lists no tags")
    found: dict[str, list[Tag]] = {}
    for line in out.split(b"\n"):
        fields = [_decoded(field) for field in line.split(b"\0")]
        if len(fields) != len(_FIELDS):
            continue
        name, kind, id, inner_kind, inner, tagger, address, tagged, written, inner_written = fields
        if kind == "tag" and inner_kind == "commit":
            tag = Tag(name, int(tagged or inner_written or 0), tagger, address.strip("<>"))
            found.setdefault(inner, []).append(tag)
        elif kind == "commit":
            found.setdefault(id, []).append(Tag(name, int(written or 0)))
    return found


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
