"""`travaux link`: what one document says in answer to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from cli.session import (
    Acting,
    acting,
    console,
    json_option,
    known_on_option,
    opened,
    viewed,
    write_json,
)
from engine.events import DocumentsLinked, Linked
from engine.view import View

if TYPE_CHECKING:
    from projections.links import Drafts


@click.command()
@click.argument("source", metavar="[FROM", required=False)
@click.argument("target", metavar="TO]", required=False)
@click.option("-m", "reason", metavar="WHY", help="Why they are linked, or are so no more.")
@click.option("--remove", type=int, metavar="N", help="Take link N back.")
@json_option
@acting
@known_on_option
def command(
    source: str | None,
    target: str | None,
    reason: str | None,
    remove: int | None,
    as_json: bool,
    acts: Acting,
) -> None:
    """Link an element of one document with the one of another that it answers, or list the links.

    FROM and TO are REV#PLACE: a place as people write it, in a text as others name it. An action
    of a plan takes up a challenge of a review; trace follows links both ways, and status lists the
    challenges that no action takes up. With one document, or none, the links are listed.

    \b
    travaux link lap#12 'rd#II, 3' -m "The plan's answer to slow surveys"
    travaux link 'lap/fra#12(a)' dap#4.2 -m "Carries on action 4.2"
    travaux link
    travaux link rd --json
    travaux link --remove 3 -m "Meant for another paragraph"
    """
    source_of = click.get_current_context().get_parameter_source
    if (target or remove) and source_of("known_on") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--known-on is for the list; what is past cannot be added to")
    if remove is not None:
        if source:
            raise click.UsageError("--remove takes the number of a link, and no places")
        _remove(remove, _required(reason), acts)
    elif target:
        assert source
        _link(source, target, _required(reason), acts, as_json=as_json)
    else:
        if reason is not None:
            raise click.UsageError("-m says why two places are linked; name both, FROM and TO")
        with viewed(acts.store) as view:
            _list(view, source, as_json=as_json)


def _required(reason: str | None) -> str:
    if not reason:
        raise click.UsageError("say why with -m")
    return reason


def _link(source: str, target: str, reason: str, acts: Acting, *, as_json: bool) -> None:
    from engine.acts.linking import link, spot

    with opened(acts.store) as (_, application):
        ends = spot(source), spot(target)
        made = link(application, *ends, acts.who(application), reason=reason)
        if as_json:
            write_json({"link": made.link, "from": made.source, "to": made.target})
            return
        view = application.view()
        ends_said = [_place(view, end) for end in (made.source, made.target)]
    click.echo(f"Link {made.link}: {ends_said[0]} answers {ends_said[1]}")


def _remove(number: int, reason: str, acts: Acting) -> None:
    from engine.acts.linking import unlink

    with opened(acts.store) as (_, application):
        unlink(application, number, acts.who(application), reason=reason)
    click.echo(f"Link {number} holds no more")


def _list(view: View, work: str | None, *, as_json: bool) -> None:
    from cli.drafts import drafts_of

    links = list(_links(view, work))
    drafts = drafts_of(view)
    if as_json:
        rows = [
            {
                "link": link.link,
                "from": _end(drafts, link.source),
                "to": _end(drafts, link.target),
                "reason": link.reason,
            }
            for link in links
        ]
        write_json({"links": rows})
        return
    if not links:
        click.echo("No links yet: travaux link FROM TO -m WHY makes one.")
        return
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for link in links:
        said = f"{_said(drafts, link.source)} answers {_said(drafts, link.target)}: {link.reason}"
        table.add_row(str(link.link), said)
    console().print(table)


def _links(view: View, work: str | None) -> Iterator[DocumentsLinked]:
    from engine.errors import NotFound

    process = view.process()
    if work is not None and work not in process.documents:
        raise NotFound(
            f"{work} is not a work of this process",
            hint=f"Its works: {', '.join(process.documents) or 'none yet'}.",
        )
    for link in process.links.values():
        if work is None or work in (link.source.work, link.target.work):
            yield link


def _place(view: View, end: Linked) -> str:
    from cli.places import named

    text = view.folded(end.work, end.language, end.step).text
    place = named(text, end.element) or end.eid or end.element
    return f"{end.work}/{end.language} {place}"


def _end(drafts: Drafts, end: Linked) -> dict[str, object]:
    """An end of a link for programs: as it was linked, and where it is now, if it is there."""
    from cli.places import named
    from engine.text.eid import eids
    from engine.text.said import said
    from projections.links import standing

    id = standing(drafts, end)
    text = drafts.text(end.work, end.language, None if id else end.step)
    here = id or end.element
    return {
        "work": end.work,
        "language": end.language,
        "step": end.step,
        "element": end.element,
        "standing": id,
        "eId": eids(text).get(here),
        "place": named(text, here),
        "words": said(text, here),
    }


def _said(drafts: Drafts, end: Linked) -> str:
    found = _end(drafts, end)
    gone = "" if found["standing"] else " (gone since)"
    words = str(found["words"])
    short = words if len(words) <= 60 else f"{words[:60].rstrip()}…"
    return f"{end.work}/{end.language} {found['place'] or found['eId']}{gone} “{short}”"
