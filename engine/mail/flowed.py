"""Text that was broken into lines for the wire: `format=flowed` (RFC 3676)."""

from __future__ import annotations


def unfolded(text: str, *, delsp: bool) -> str:
    """The paragraphs as they were written: a line that ends in a space goes on in the next of the
    same depth of quotation. `delsp`: that space was put in, and goes."""
    lines: list[str] = []
    open_at: int | None = None
    for raw in text.split("\n"):
        depth = len(raw) - len(raw.lstrip(">"))
        content = raw[depth:]
        if content.startswith(" "):
            content = content[1:]  # space-stuffing
        soft = content.endswith(" ") and content != "-- "
        if soft and delsp:
            content = content[:-1]
        if open_at == depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append(f"{'>' * depth}{' ' if depth else ''}{content}")
        open_at = depth if soft else None
    return "\n".join(lines)
