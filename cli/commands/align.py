"""`travaux align`: which element of a translation is which of the original."""

from __future__ import annotations

import click

from cli.session import Acting, acting, console, json_option, opened, viewed, write_json
from engine.acts.translation import Source, alignment, last_source, realign, relate
from engine.comparison.parallel import Alignment
from engine.errors import Refused
from engine.point import Reference, parse
from engine.text import OBJECT, Node, Text
from engine.view import View


@click.command()
@click.argument("work", metavar="WORK/LANG")
@click.argument("pairs", metavar="[ID=ID]...", nargs=-1)
@click.option("--add", multiple=True, metavar="ID=ID", help="One more original of an element.")
@click.option("--remove", multiple=True, metavar="ID[=ID]", help="What does not correspond.")
@click.option(
    "--aligned-with", metavar="REV", help="Align anew with a version, by structure and number."
)
@json_option
@acting
def command(
    work: str,
    pairs: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
    aligned_with: str | None,
    as_json: bool,
    acts: Acting,
) -> None:
    """List which element of a translation is which of the original, and correct it.

    Lists every difference of structure as well: what has no counterpart, numbers that differ,
    footnotes and marks that are more or fewer. ID=ID, the translation's element first, says that
    the one translates the other and nothing else; --add that it does so too; --remove that it
    does not. An ID is an element's own id or its eId.

    \b
    travaux align lap/fra
    travaux align lap/fra lap-fra-12=lap-eng-14
    travaux align lap/fra --add lap-fra-12=lap-eng-15 --remove lap-fra-13
    travaux align lap/fra --aligned-with lap/eng@3
    """
    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; a draft is aligned as it stands")
    if (pairs or add or remove) and aligned_with:
        raise click.UsageError("--aligned-with aligns by itself; correct it in a second call")
    if pairs or add or remove or aligned_with:
        with opened(acts.store) as (_, application):
            who = acts.who(application)
            if aligned_with:
                event = realign(application, reference, parse(aligned_with), who)
            else:
                ids = _Ids(application.view(), reference)
                event = relate(
                    application,
                    reference,
                    who,
                    pairs=[ids.pair(pair) for pair in pairs],
                    more=[ids.pair(pair) for pair in add],
                    parted=[ids.parted(written) for written in remove],
                )
            if not as_json:
                said = "Nothing new; nothing recorded."
                if event:
                    said = f"Recorded: {len(event.related)} related, {len(event.parted)} parted"
                click.echo(said)
    if as_json or not (pairs or add or remove):
        with viewed(acts.store) as view:
            _list(view, reference, as_json=as_json)


class _Ids:
    """The ids that people write for the elements of a translation and of its original."""

    def __init__(self, view: View, reference: Reference) -> None:
        found = _found(view, reference)
        self.own, self.original = found[0], found[1].text

    def pair(self, written: str) -> tuple[str, str]:
        own, equals, original = written.partition("=")
        if not equals or not own or not original:
            raise click.UsageError(f"{written!r} is not of the form ID=ID")
        return _id(self.own, own), _id(self.original, original)

    def parted(self, written: str) -> tuple[str, str | None]:
        if "=" in written:
            return self.pair(written)
        return _id(self.own, written), None


def _id(text: Text, written: str) -> str:
    """An element's id, from its id or its eId; as it is written where it is neither."""
    if written in text:
        return written
    from engine.text.eid import eids

    return next((id for id, name in eids(text).items() if name == written), written)


def _found(view: View, reference: Reference) -> tuple[Text, Source, Alignment]:
    language = view.language_of(reference)
    draft = view.draft(reference.work, language)
    of = last_source(view, reference.work, draft)
    if of is None:
        name = f"{reference.work}/{language}"
        raise Refused(
            f"{name} is not said to translate anything",
            hint=f"travaux align {name} --aligned-with {reference.work}/LANG@VERSION",
        )
    return draft.text, of, alignment(draft, of)


def _list(view: View, reference: Reference, *, as_json: bool) -> None:
    from engine.text.eid import eids

    language = view.language_of(reference)
    text, of, found = _found(view, reference)
    said = view.draft(reference.work, language).aligned.get(of.translated.language, set())
    order = {node.id: at for at, node in enumerate(text.walk())}
    pairs = sorted((pair for pair in said if pair[0] in text), key=lambda p: (order[p[0]], p[1]))
    original = f"{reference.work}/{of.translated.language}@{of.translated.version}"
    if as_json:
        write_json(
            {
                "work": reference.work,
                "language": language,
                "original": of.translated.language,
                "version": of.translated.version,
                "pairs": [{"id": own, "original": other} for own, other in pairs],
                "differences": [
                    {
                        "kind": d.kind,
                        "ids": list(d.own),
                        "original": list(d.original),
                        "what": d.what,
                    }
                    for d in found.differences
                ],
            }
        )
        return
    from rich.table import Table

    names, others = eids(text), eids(of.text)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (f"{reference.work}/{language}", original):
        table.add_column(title, overflow="fold")
        table.add_column("", overflow="fold", max_width=30)
    for own, other in pairs:
        if text[own].tag in _UNITS:
            there = of.text.nodes.get(other)
            table.add_row(
                f"{own} {names.get(own, '')}",
                _sample(text, text[own]),
                f"{other} {others.get(other, '')}",
                _sample(of.text, there) if there else "(not in that version)",
            )
    console().print(table)
    print_differences(found, text, of)


_UNITS = frozenset(
    "section paragraph subparagraph article chapter part container formula clause point list item"
    " p heading tr table attachment".split()
)


def print_differences(found: Alignment, text: Text, of: Source) -> None:
    """Print each difference of structure as one line."""
    from engine.text.eid import eids

    names, others = eids(text), eids(of.text)
    if not found.differences:
        click.echo("Built alike: no difference of structure.")
        return
    count = len(found.differences)
    differences = f"{count} difference{'s' * (count != 1)} of structure"
    click.echo(f"{differences} (original against translation):")
    for d in found.differences:
        its = ", ".join(others.get(id, id) for id in d.original) or "nothing"
        mine = ", ".join(names.get(id, id) for id in d.own) or "nothing"
        click.echo(f"  {d.kind}: {its} against {mine} ({d.what})")


def _sample(text: Text, node: Node) -> str:
    """How an element begins."""
    strings = (below.string.replace(OBJECT, "") for below in text.walk(node.id))
    said = " ".join(" ".join(strings).split())
    return said[:28] + ("…" if len(said) > 28 else "")
