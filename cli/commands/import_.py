"""`travaux import`: a draft from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.session import Acting, acting, names, opened, printable, read_file
from engine.errors import Refused
from engine.point import LANGUAGE, parse
from engine.readers.formats import FORMATS, guess, reader

if TYPE_CHECKING:
    from engine.application import Came
    from engine.text import Element

STANDINGS = ("original", "official", "courtesy")
_INPUT = "standard input"


@click.command("import")
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--lang", metavar="LANG", help="The file's language, three letters (ISO 639-2).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(sorted(FORMATS)),
    help="How the file is written; else told by its name, or what is in it.",
)
@click.option(
    "--standing",
    type=click.Choice(STANDINGS),
    default="original",
    show_default=True,
    help="Negotiated in, of equal standing, or a courtesy.",
)
@click.option(
    "--original-language",
    metavar="LANG",
    help="What the text was first written in; else LANG, of a paper und (not known).",
)
@click.option("--title", help="What the work is called, if it is new here; else as the file says.")
@click.option("--aligned-with", metavar="REV", help="The version it translates, such as lap/eng@2.")
@click.option("--informs", metavar="WORK", multiple=True, help="Of a new paper; repeatable.")
@click.option("-m", "--message", metavar="WHY", help="Why, or from where.")
@acting
def command(
    work: str,
    file: Path,
    lang: str | None,
    format_: str | None,
    standing: str,
    original_language: str | None,
    title: str | None,
    aligned_with: str | None,
    informs: tuple[str, ...],
    message: str | None,
    acts: Acting,
) -> None:
    """Open a draft from a file.

    A work that the process does not know is opened too, as a paper. A translation names the
    version it translates with --aligned-with: its elements are related to the original's by
    structure and number, and every difference is told.

    \b
    travaux import lap zero-draft.txt --lang eng
    travaux import pa draft-agreement.md --lang eng
    travaux import statute statute.txt --lang fra --format plain
    travaux import cn concept-note.txt --lang zho --as presidency --on 2020-06-08
    travaux import res resolution.xml --format akn --lang eng
    travaux import options options.txt --lang eng --informs lap --informs pd
    travaux import lap lap-fra.txt --lang fra --standing official \\
      --aligned-with lap/eng@2
    """
    from typing import cast

    from engine.events.draft import Standing

    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; a draft is opened from its beginning")
    language = lang or reference.language
    if language is None:
        raise click.UsageError(
            f"say which language {file} is in with --lang, for example --lang eng"
        )
    if reference.language and reference.language != language:
        raise click.UsageError(f"{work} says {reference.language}, --lang says {language}")
    for code in (language, original_language or language):
        if not LANGUAGE.fullmatch(code):
            raise Refused(f"{code!r} is not a language of three letters (ISO 639-2)")
    source = read_file(file)
    format_ = format_ or guess(file.name, source)
    came: Came | None = None
    if format_ == "akn":
        elements, came, said = _akn(source, str(file))
        title = title or said
    else:
        elements = reader(format_)(source, str(file))
    align = None
    if aligned_with:
        from engine.acts.translation import opening

        align = opening(parse(aligned_with), reference.work, language)
    called = _INPUT if str(file) == "-" else printable(file.name)
    with opened(acts.store) as (_, application):
        application.open_draft(
            reference.work,
            language,
            elements,
            acts.who(application),
            standing=cast(Standing, standing),
            original_language=original_language,
            reason=message or f"Imported from {called}",
            title=title or (reference.work if called == _INPUT else printable(file.stem)),
            came=came,
            align=align,
            informs=names(informs),
        )
        from cli.reading import text_at

        draft = text_at(application.view(), f"{reference.work}/{language}")
        count = sum(1 for node in draft.text.walk() if node.tag == "paragraph")
        click.echo(
            f"Opened {reference.work}/{language} from {called} ({format_}): "
            f"{count} numbered paragraphs, {len(draft.text.nodes)} elements, at s{draft.step}"
        )
        if aligned_with:
            from cli.commands.align import print_differences
            from engine.acts.translation import alignment, last_source

            view = application.view()
            whole = view.draft(reference.work, language)
            of = last_source(view, reference.work, whole)
            assert of
            found = alignment(whole, of)
            click.echo(
                f"It translates {reference.work}/{of.translated.language}@{of.translated.version}: "
                f"{len(found.pairs)} elements related"
            )
            print_differences(found, whole.text, of)


def _akn(source: bytes, where: str) -> tuple[tuple[Element, ...], Came, str]:
    """The text of an Akoma Ntoso file, what the file says beside it, and the work's title."""
    from engine.application import Came
    from engine.decisions.process import DocumentType
    from engine.readers import akn

    file = akn.read(source, where=where)
    type_ = DocumentType(file.element, file.subtype or "document", file.name or "document")
    return file.parts, Came(type_, file.names, file.canonical), file.title
