"""`travaux receive`: submissions from e-mails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from cli.session import Acting, Day, acting, opened
from engine.events.submission import Access

if TYPE_CHECKING:
    from engine.acts.receiving import Received
    from engine.view import View


@click.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--work",
    "works",
    metavar="WORK[/LANG][@V]",
    multiple=True,
    help="What they are about; else as they say. Repeatable.",
)
@click.option(
    "--sender",
    "senders",
    metavar="ADDRESS=PARTY",
    multiple=True,
    help="Whom a person writes for; kept in the private store. Repeatable.",
)
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="Who may read what they say.",
)
@click.option("--embargo-until", type=Day(), help="The first day on which it may be read.")
@click.option("--window", metavar="ID", help="The invitation, deadline or meeting they are for.")
@click.option("--corrects", metavar="SUBMISSION", help="What they take the place of.")
@click.option("-m", "--message", metavar="WHY", help="Why it takes that place.")
@acting
def command(
    files: tuple[Path, ...],
    works: tuple[str, ...],
    senders: tuple[str, ...],
    access: str,
    embargo_until: date | None,
    window: str | None,
    corrects: str | None,
    message: str | None,
    acts: Acting,
) -> None:
    """Record submissions from e-mails: .eml files, and .mbox files of many.

    Whose a message is, its sender's functional mailbox or domain says, or --sender, or --for; else
    it is kept as unidentified, and identify says later whose it is. Each message is one act; one
    that cannot be received is named by its number, and does not stop the rest. The same message
    received again is the same submission.

    The message itself, names, addresses and attachments go into the private store. Attachments in
    the comment form (CSV, Markdown, Akoma Ntoso) and numbered paragraphs become comments of their
    own; what cannot be read is kept as one general comment. Nothing that is attached is opened or
    run.

    \b
    travaux receive comments.mbox --as isu
    travaux receive letter.eml --as isu --work lap \\
      --sender d@post.example=state-party-a
    travaux receive letter.eml --as isu --access presidency \\
      --embargo-until 2020-09-01
    """
    from engine.acts.receiving import Failed, Manner, receive
    from engine.mail.mbox import messages
    from engine.point import parse

    failed = 0
    new: list[str] = []
    with opened(acts.store) as (store, application):
        who = acts.who(application)
        manner = Manner(
            about=tuple(parse(work) for work in works),
            parties=who.by if who.by != (who.recorded_by,) else (),
            access=cast(Access, access),
            embargo_until=embargo_until,
            window=window,
            corrects=corrects,
            reason=message,
            senders=_senders(senders),
        )
        for path in files:
            with path.open("rb") as file:
                count = 0
                for result in receive(application, store.private, messages(file), who, manner):
                    count += 1
                    where = f"{path}, message {result.number}"
                    if isinstance(result, Failed):
                        failed += 1
                        click.echo(f"Error: {where}: {result.error}", err=True)
                        if result.hint:
                            click.echo(f"Hint: {result.hint}", err=True)
                        continue
                    _tell(where, result)
                    if not result.before:
                        new.append(result.submission)
            if count == 0:
                failed += 1
                click.echo(f"Error: {path} holds no message", err=True)
        if new:
            _tell_windows(application.view(), new)
    if failed:
        click.get_current_context().exit(1)


def _tell(where: str, result: Received) -> None:
    receipt = result.receipt
    whose = f"from {', '.join(receipt.parties)}" if receipt.parties else "of an unidentified sender"
    at = receipt.received_at.isoformat(" ", "minutes")
    said = "received before as" if result.before else "received as"
    click.echo(f"{where}: {said} submission {result.submission}, {whose}, {at}")
    if result.before:
        for remark in result.remarks:
            click.echo(f"  Note: {remark}")
        return
    to = [f"to {', '.join(receipt.sent_to)}"] if receipt.sent_to else []
    to += [f"copy to {', '.join(receipt.copied_to)}"] if receipt.copied_to else []
    click.echo(f"  {', '.join(to) or 'to no functional mailbox of the process'}")
    for made in result.comments:
        place = f" at {made.place.eid or made.place.element}" if made.place else ""
        on = f"{made.work}/{made.language}{f'@{made.version}' if made.version else ''}"
        text = on if made.language else f"{made.work}, which had no text"
        click.echo(f"  {made.comment} on {text}{place}: {made.nature}, {made.words} words")
    for remark in result.remarks:
        click.echo(f"  Note: {remark}")


def _tell_windows(view: View, new: list[str]) -> None:
    """For which windows the new submissions came, and whether as they were asked for."""
    from cli.chart import flags
    from cli.schedule import timeline_of

    found = {one.id: one for one in timeline_of(view, None, "presidency").submissions}
    for id in new:
        if (one := found.get(id)) is not None:
            told = "; ".join(flags(one)) or f"in time and as asked, for {one.window}"
            click.echo(f"{id}: {told}")


def _senders(given: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for written in given:
        address, equals, party = written.rpartition("=")
        if not equals or "@" not in address or not party:
            raise click.UsageError(
                f"--sender {written!r} is not of the form ADDRESS=PARTY, as d@post.example=hills"
            )
        found[address.strip()] = party.strip()
    return found
