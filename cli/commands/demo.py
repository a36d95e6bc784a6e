"""`travaux demo`: the Review Conference, from concept note to adoption, in a new store."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import click

from cli.session import console, read_file, write_file


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("demo"))
@click.option(
    "--concept-note",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Play it with another concept note, in UN-style plain text.",
)
def command(folder: Path, concept_note: Path | None) -> None:
    """Play a whole conference in a new store in DIR (demo, if not said).

    From the pre-draft of the Review Document, by way of letters, remarks and consolidations, to
    the adoption of all three documents, exported as Akoma Ntoso. The texts, the letters and the
    parties' acts are made up; the names, the dates and the procedure are those of the Second
    Review Conference of the Convention on Cluster Munitions.

    \b
    travaux demo
    travaux demo /tmp/conference --concept-note note.txt
    """
    from cli.demo.answering import trace_proposal, trace_sentence
    from cli.demo.story import COMPILATION, CONCEPT_NOTE, Story

    screen = console()
    if concept_note:
        source, name = read_file(concept_note), concept_note.name
    else:
        source, name = (files("cli.demo") / CONCEPT_NOTE).read_bytes(), CONCEPT_NOTE

    def tell(day: date, sentence: str) -> None:
        from rich.padding import Padding
        from rich.table import Table

        row = Table.grid(padding=(0, 2, 0, 0))
        row.add_column(no_wrap=True, style="dim")
        row.add_column(overflow="fold")
        row.add_row(day.isoformat(), sentence)
        screen.print(Padding(row, 0))

    _title(screen, "The Second Review Conference, as a record (texts and acts are illustrative)")
    story = Story(folder, tell)
    with story.begin() as store:
        story.draft_review_document(folder)
        story.circulate_concept_note(source, name)
        story.hear_the_room()
        story.draft_action_plan()
        story.consolidate_action_plan()
        story.draft_declaration()
        story.adopt()

        from cli.dossiers import dossier_of
        from cli.reading import expression_at
        from cli.redline import print_redline
        from engine.proof.checkpoint import write
        from engine.proof.store import checkpoint_of
        from engine.view import View
        from exporters.akn import export

        reader = View(store.log)
        first, second = (expression_at(reader, f"lap@{n}").text for n in (1, 2))
        _title(screen, "What changed from the first draft to the consolidated version")
        print_redline(screen, first, second)
        _title(screen, "From a State Party's e-mail to the adopted words: travaux trace rd-1-001")
        trace_proposal(screen, reader)
        _title(
            screen, "From an adopted sentence to all who shaped it: travaux trace rd --quote ..."
        )
        trace_sentence(screen, reader)
        plan = expression_at(reader, "lap@3", with_adoption=True)
        adopted = export(plan, dossier_of(reader, plan))
        paper = expression_at(reader, "cn/zho")
        note = export(paper, dossier_of(reader, paper))
        checkpoint = write(checkpoint_of(store))
    _title(screen, "What an archivist takes away")
    compiled = (folder / COMPILATION).stat().st_size
    click.echo(
        f"{folder / COMPILATION}  the comments on the pre-draft, under its paragraphs, "
        f"{compiled:,} bytes"
    )
    _write(folder / "lap-adopted.xml", adopted, "the adopted Action Plan, Akoma Ntoso")
    _write(folder / "cn.xml", note, "the concept note, Akoma Ntoso")
    _write(folder / "checkpoint.txt", checkpoint.encode(), "the heads of all streams")
    _prove(folder)


def _title(screen: object, title: str) -> None:
    from rich.console import Console

    assert isinstance(screen, Console)
    screen.print()
    screen.print(title, style="bold")
    screen.print()


def _write(path: Path, content: bytes, what: str) -> None:
    write_file(path, content)
    click.echo(f"{path}  {what}, {len(content):,} bytes")


def _prove(folder: Path) -> None:
    from engine.errors import Damaged
    from engine.proof.store import prove_store
    from exporters.schema import problems

    for name in ("lap-adopted.xml", "cn.xml"):
        wrong = problems((folder / name).read_bytes())
        if wrong:
            raise Damaged(f"{name} is not valid: {wrong[0]}")
    click.echo("Both are valid against the strict OASIS schema.")
    proof = prove_store(folder / ".travaux", None, progress=lambda _: None)
    if proof.problems:
        raise Damaged(f"the log does not verify: {proof.problems[0].message}")
    click.echo(f"The log proves itself: {proof.records} records in {len(proof.heads)} streams.")
    click.echo()
    click.echo("Look around, from that folder:")
    for line in (
        f"cd {folder}",
        "travaux log lap            who did what, and why",
        "travaux comments rd        what was said, and how it was answered",
        "travaux timeline           what was planned, and what came of it",
        "travaux show lap@1         the first draft, whatever came after it",
        "travaux diff lap@1 lap@3   all that changed until adoption",
        "travaux trace rd-1-001     what became of a proposal, word by word",
        "travaux trace lap 10       who made a paragraph what it is",
        "travaux replay lap         the whole history, act by act",
        "travaux verify             the proof, once more",
    ):
        click.echo(f"  {line}")
