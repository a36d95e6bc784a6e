"""`travaux log`: the acts, in the order in which they were recorded."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cli.session import console, json_option, known_on_option, store_option, viewed, write_bytes
from engine.events import draft, register, submission
from engine.point import parse
from engine.record import Positioned
from engine.view import View


@click.command()
@click.argument("work", metavar="[WORK[/LANG]]", required=False)
@json_option
@store_option
@known_on_option
def command(work: str | None, as_json: bool, store: str | None) -> None:
    """Tell what was done, by whom and why, newest last.

    With --json, each record is one line. An edit is cited by the step shown before it.

    \b
    travaux log
    travaux log lap
    travaux log lap --json | jq .event
    """
    with viewed(store) as view:
        found = _entries(view, work)
        if as_json:
            _write_lines(found)
        else:
            _write_sentences(view, found)


def _entries(view: View, work: str | None) -> Iterator[Positioned]:
    """The log's records, or those of a work's drafts, of its register, and of the submissions that
    comment on it."""
    if work is None:
        yield from view.log.follow()
        return
    reference = parse(work)
    known = view.register(reference.work)
    if reference.language or not known.comments:
        streams = {draft.stream(reference.work, view.language_of(reference))}
    else:
        streams = {submission.stream(each.submission) for each in known.comments.values()}
    if reference.language is None:
        streams |= {draft.stream(reference.work, other) for other in known.drafts}
        streams.add(register.stream(reference.work))
    for positioned in view.log.follow():
        if positioned.entry.stream in streams:
            yield positioned


def _write_lines(found: Iterator[Positioned]) -> None:
    import msgspec

    for position, entry in found:
        record = msgspec.to_builtins(entry.record)
        event = record["event"]
        event.pop("kind")
        line = {
            "position": position,
            "stream": entry.stream,
            "step": entry.step,
            "kind": entry.kind,
            "recorded_at": entry.record.recorded_at,
            "recorded_by": entry.record.recorded_by,
            "effective_on": entry.record.effective_on,
            "by": entry.record.by,
            "with": entry.record.supported_by,
            "act": entry.record.act,
            "prev": entry.record.prev,
            "event": event,
        }
        write_bytes(msgspec.json.encode(line) + b"\n")


def _write_sentences(view: View, found: Iterator[Positioned]) -> None:
    from rich.table import Table

    from cli.edits import Edits
    from cli.sentences import acts, sentence

    parties = view.process().parties
    edits = Edits()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for act in acts(positioned.entry for positioned in found):
        first = act[0]
        in_draft = next((e for e in act if e.stream.startswith("draft/")), None)
        step = f"s{in_draft.step}" if in_draft else ""
        if in_draft and in_draft.kind == "draft-opened":
            step = f"s{in_draft.step + 1}"
        table.add_row(
            step, first.record.effective_on.isoformat(), sentence(act, parties, edits.told(act))
        )
    console().print(table)
