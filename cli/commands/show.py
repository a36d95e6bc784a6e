"""`travaux show`: a text, at any point of its history."""

from __future__ import annotations

import re

import click

from cli.reading import Found, text_at
from cli.session import console, json_option, known_on_option, store_option, viewed, write_json


@click.command()
@click.argument("ref", metavar="REV")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["page", "plain"]),
    default="page",
    show_default=True,
    help="plain: blocks between blank lines, their line breaks kept.",
)
@json_option
@store_option
@known_on_option
def command(ref: str, format_: str, as_json: bool, store: str | None) -> None:
    """Show a text at any point of its history.

    REV is WORK[/LANG][@POINT]; a point is a version number, a label, a date or a step.

    \b
    travaux show lap
    travaux show lap@1
    travaux show lap/eng@first-draft
    travaux show lap@2020-09-04
    travaux show lap@s12 --json
    travaux show statute@1 --format plain > statute.txt
    """
    with viewed(store) as view:
        found = text_at(view, ref)
    if as_json:
        write_json(_json(found))
        return
    if format_ == "plain":
        from cli.plain import plain as blocks

        click.echo(blocks(found.text), nl=False)
        return
    screen = console()
    if not screen.is_terminal:
        click.echo(plain(found))
        return
    from cli.page import print_text

    print_text(screen, found.text)


def _json(found: Found) -> dict[str, object]:
    from engine.text.digest import digest
    from engine.text.eid import eids

    version = found.version
    eid = eids(found.text)
    elements = []
    for node in found.text.walk():
        if node.tag in ("num", "heading"):
            continue
        if (
            node.tag != "authorialNote"
            and node.parent
            and node.id in found.text[node.parent].objects
        ):
            continue
        labels = {found.text[c].tag: found.text[c].string for c in node.children}
        elements.append(
            {
                "id": node.id,
                "eId": eid.get(node.id),
                "tag": node.tag,
                "num": labels.get("num"),
                "heading": labels.get("heading"),
                "text": node.string,
            }
        )
    return {
        "work": found.work,
        "language": found.language,
        "step": found.step,
        "version": version.number if version else None,
        "digest": digest(found.text),
        "text": plain(found),
        "elements": elements,
    }


def plain(found: Found) -> str:
    """The whole text, one line a paragraph, its number before it; where a file was laid out with
    line feeds, they are spaces."""
    from cli.layout import lines
    from cli.plain import flat

    return "\n".join(
        " ".join(part for part in (_unbroken(line.num.string) if line.num else "", cells) if part)
        for line in lines(found.text)
        for cells in ["\t".join(_unbroken(flat(found.text, s, " ")) for s in line.segments)]
    )


def _unbroken(string: str) -> str:
    return re.sub(r"[ \t]*[\r\n]\s*", " ", string).strip() if "\n" in string else string
