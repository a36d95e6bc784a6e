"""`travaux status`: the documents and their versions, and what is due, at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from cli.columns import columns
from cli.session import Day, json_option, known_on_option, store_option, viewed, write_json
from engine.chronicle import Standing
from engine.events import DocumentOpened, VersionIssued
from engine.view import View

if TYPE_CHECKING:
    from engine.events.process import Process
    from projections.links import Challenges

_CHALLENGES = 10
"""Challenges that are named."""
_DUE = 5
"""Lines of the timetable that are shown as due next."""


@click.command()
@click.option("--as-of", type=Day(), help="What is due by that day; else by the last record's.")
@json_option
@store_option
@known_on_option
def command(as_of: date | None, as_json: bool, store: str | None) -> None:
    """Show documents, versions, open comments, untaken challenges and what is due next or late.

    \b
    travaux status
    travaux status --as-of 2020-06-15
    travaux status --json
    """
    from cli.agenda import agenda, lines

    with viewed(store) as view:
        process = view.process()
        assert process.opened
        rows: list[dict[str, object]] = []
        remarks = _open(view, process.documents)
        for work, document in process.documents.items():
            drafts = view.register(work).drafts
            found = [_row(view, work, language, document.paper) for language in drafts]
            if not drafts:
                found.append({"work": work, "paper": document.paper, "language": None})
            more = {"informs": document.informs, "open_comments": remarks[work]}
            rows += [row | more for row in found]
        planned = agenda(view, as_of)
        if as_json:
            write_json(
                {
                    "title": process.opened.title,
                    "time_zone": process.opened.time_zone,
                    "parties": list(process.parties),
                    "documents": rows,
                    "challenges": _challenges(view, process),
                    "as_of": planned.as_of,
                    "due": planned.due,
                    "late": planned.late,
                    "open_for_input": planned.open_for_input,
                }
            )
            return
        titles = {work: _titled(document) for work, document in process.documents.items()}
        sentences = [*_sentences(view, rows), *_remarks(remarks)]
        _print(process.opened.title, rows, titles, sentences)
        for untaken in _challenges(view, process):
            _print_untaken(untaken)
    for line in lines(planned, _DUE):
        click.echo(line)


def _titled(document: DocumentOpened) -> str:
    """Its title, and what sets it apart: that it is a paper, and which works it informs."""
    informs = f"informs {', '.join(document.informs)}" if document.informs else ""
    told = ", ".join(filter(None, ("paper" if document.paper else "", informs)))
    return f"{document.title} ({told})" if told else document.title


def _open(view: View, works: Iterable[str]) -> dict[str, int]:
    """How many comments on each work are open."""
    unanswered = {work: _unanswered(view, work) for work in works}
    if not any(unanswered.values()):
        return unanswered
    from projections.comments import COMMENTS, open_in

    return view.ask(COMMENTS, lambda keyed: {work: open_in(keyed, work) for work in unanswered})


def _unanswered(view: View, work: str) -> int:
    """How many comments have no answer, those that were taken back among them."""
    return sum(each.outcome is None for each in view.register(work).comments.values())


def _remarks(found: dict[str, int]) -> Iterator[str]:
    for work, count in found.items():
        if count:
            yield f"{count} comment{'s are' if count > 1 else ' is'} open on {work}"


def _row(view: View, work: str, language: str, paper: bool) -> dict[str, object]:
    standing = view.standing(work, language)
    assert standing, f"{work}/{language} is in the register, so it has a draft"
    versions = (act.event for act in view.acts(work, language))
    last = next((v for v in reversed([*versions]) if isinstance(v, VersionIssued)), None)
    return {
        "work": work,
        "paper": paper,
        "language": language,
        "standing": standing.opened.standing,
        "step": standing.step,
        "version": last.number if last else None,
        "label": last.label if last else None,
        "state": _state(standing),
        "translation": _translation(view, work, standing),
    }


def _translation(view: View, work: str, standing: Standing) -> dict[str, object] | None:
    if not (standing.translates or standing.aligned_with):
        return None
    from cli.translations import as_json, translated

    found = translated(view, work, standing.opened.language)
    return as_json(found) if found else None


def _sentences(view: View, rows: list[dict[str, object]]) -> list[str]:
    """What is to be said of each translation."""
    works = dict.fromkeys(str(row["work"]) for row in rows if row.get("translation"))
    if not works:
        return []
    from cli.translations import sentence, translations

    return [sentence(work, found) for work in works for found in translations(view, work)]


def _challenges(view: View, process: Process) -> list[Challenges]:
    """The challenges of each work whose rules say what one is."""
    assert process.opened
    if not any(rule.challenges for rule in process.opened.structure):
        return []
    from cli.drafts import drafts_of
    from projections.links import challenges

    return list(challenges(process, drafts_of(view)))


def _print_untaken(found: Challenges) -> None:
    """Name the challenges that no action takes up, the first of them."""
    if not found.untaken:
        return
    head = f"{found.work}/{found.language}: {len(found.untaken)} of {found.found} challenges"
    click.echo(f"{head} are taken up by no action:")
    for line in columns([("", c.eId or c.id, c.words[:100]) for c in found.untaken[:_CHALLENGES]]):
        click.echo(line)
    if len(found.untaken) > _CHALLENGES:
        click.echo(f"  and {len(found.untaken) - _CHALLENGES} more")


def _state(standing: Standing) -> str:
    if standing.adopted:
        return "published" if standing.published else "adopted"
    if not standing.issued:
        return "not issued"
    return "changed since" if standing.changed > standing.issued else "as issued"


def _print(
    title: str, rows: list[dict[str, object]], titles: dict[str, str], sentences: list[str]
) -> None:
    click.secho(title, bold=True)
    if not rows:
        click.echo("No documents yet: travaux import WORK FILE opens one.")
        return
    lines = []
    for row in rows:
        work = str(row["work"])
        if row["language"] is None:
            lines.append((work, "no draft yet", "", "", titles[work]))
            continue
        version = f"@{row['version']} {row['label']}" if row["version"] else ""
        draft = f"{work}/{row['language']} s{row['step']}"
        lines.append((work, draft, version, str(row["state"]), titles[work]))
    for line in columns(lines):
        click.echo(line)
    for said in sentences:
        click.echo(said)
