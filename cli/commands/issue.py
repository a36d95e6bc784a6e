"""`travaux issue`: a version frozen."""

from __future__ import annotations

import click

from cli.issuing import Issuing, draft_of, issuing, tell
from cli.session import Acting, acting, opened


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("label", metavar="LABEL")
@issuing
@acting
def command(work: str, label: str, terms: Issuing, acts: Acting) -> None:
    """Freeze the draft as its next version.

    A symbol is one work's; where a document such as a report holds several, --annex says which
    is which. A text adopted under an editing mandate is published by issuing it under a symbol,
    which ends the mandate.

    \b
    travaux issue lap "first draft"
    travaux issue lap "draft decision" --symbol CCM/CONF/2021/2 --nature official
    travaux issue lap "as published" --symbol CCM/CONF/2021/6 --annex II \\
      --nature official
    """
    reference = draft_of(work, "issued")
    with opened(acts.store) as (_, application):
        tell(reference, application.issue(reference, label, acts.who(application), **terms))
