"""The comment form of ISO and IEC: a table of eight columns, one comment a row.

    party | line | clause | paragraph | type (ge, te, ed) | comment | proposed change | observation

Its columns are known by their headings, in the six languages, in whatever order; where there are
none, by their number. What stands in the last column is the secretariat's.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence

from engine.events.submission import CommentNature
from engine.mail import charset
from engine.mail.item import Item
from engine.mail.lenient import clean
from engine.text import OBJECT, Element

Rows = Sequence[Sequence[str]]

COLUMNS = ("party", "line", "clause", "paragraph", "type", "comment", "proposed", "observation")
_HEADINGS = {
    "observation": "secretariat|answer|response|secrétariat|réponse|secretaría"
    "|respuesta|секретариат|ответ|الأمانة|رد|秘书处|答复|回应",
    "proposed": "propos|propuest|suggested|wording|amendment|amendement|enmienda|предлаг|предлож"
    "|поправк|مقترح|المقترح|اقتراح|建议|拟议|提议|修改|修正",
    "type": "type|kind|tipo|nature|тип|вид|نوع|类型|类别",
    "comment": "comment|remark|rationale|justification|observation|observaci|comentario|remarque"
    "|комментар|замечан|تعليق|ملاحظ|意见|评论|评注",
    "line": "line|ligne|línea|linea|строк|سطر|行",
    "paragraph": "paragraph|para|figure|table|párrafo|parrafo|пункт|абзац|فقرة|段",
    "clause": "clause|section|article|chapter|annex|artículo|articulo|sección|seccion|chapitre"
    "|раздел|статья|глава|قسم|مادة|فصل|节|条|章",
    "party": "mb|nc|party|parties|member|state|delegation|country|partie|pays|délégation|parte|país"
    "|pais|estado|delegación|сторона|участник|государство|делегац|страна|طرف|دولة|وفد|البلد"
    "|缔约|国家|代表团|成员|提交方",
}
_NATURES: dict[CommentNature, str] = {
    "general": "ge gen general générale общий عام 一般 总体",
    "substantive": """te tech technical substantive su fond fondo sustantivo технический существо
        موضوعي جوهري 实质 技术""",
    "editorial": "ed edit editorial forme rédactionnel редакционный تحريري 编辑 文字",
}
_TYPES = {word: nature for nature, words in _NATURES.items() for word in words.split()}
_GUARDED = re.compile(r"'[=+\-@\t\r]")
"""What was written so that no spreadsheet takes it for a formula."""
_CITED = re.compile(r"\s*\b[a-z][a-z0-9-]*-[0-9]+-[0-9]{3,}$")
STRUCK = "[struck out]"
"""What the register's form says of a proposal to leave the words out (`exporters.comment_form`)."""
MOST_ROWS = 20_000


def of_csv(content: bytes) -> list[Item] | None:
    """The comments of a form as CSV, with commas, semicolons or tabs; None where it is none."""
    text, _ = charset.text(content, None)
    if "\0" in text:
        return None
    lines = text[:20_000].splitlines()[:50]
    counts = {d: sum(line.count(d) for line in lines) for d in ("\t", ";", ",")}
    for delimiter in sorted(counts, key=lambda d: (d not in text.split("\n", 1)[0], -counts[d])):
        try:
            rows = []
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                rows.append(row)
                if len(rows) > MOST_ROWS:
                    return None
        except csv.Error:
            continue
        if (found := of_rows(rows)) is not None:
            return found
    return None


def of_text(parts: Sequence[Element]) -> list[Item] | None:
    """The comments of the forms among the tables of a text; None where it has none."""
    found: list[Item] = []
    known = False
    for table in _tables(parts):
        items = of_rows(table)
        if items is not None:
            known = True
            found += items
    return found if known else None


def of_rows(rows: Rows) -> list[Item] | None:
    """The comments of a table; None where it is no comment form."""
    first, columns = _columns(rows)
    if columns is None:
        return None
    parties = {_party(row, columns) for row in rows[first:] if any(map(str.strip, row))}
    joint = len(parties - {""}) > 1
    items: list[Item] = []
    for row in rows[first:]:
        text, proposed = _cell(row, columns, "comment"), _cell(row, columns, "proposed")
        if not text and not proposed:
            continue
        places, place = _places(row, columns)
        items.append(
            Item(
                text=text,
                place=place,
                places=places,
                nature=_nature(_cell(row, columns, "type"), place),
                proposed="" if proposed == STRUCK else proposed or None,
                party=_party(row, columns) if joint else "",
                quote=_quote(row, columns),
            )
        )
    return items


def _columns(rows: Rows) -> tuple[int, dict[str, int] | None]:
    """The number of the first row below the headings, and where each column stands."""
    for n, row in enumerate(rows[:12]):
        named: dict[str, int] = {}
        for at, cell in enumerate(row):
            if (column := _heading(cell)) and column not in named and len(cell) < 120:
                named[column] = at
        if "comment" in named and len(named) >= 3:
            return n + 1, named
        if "proposed" in named and "paragraph" in named and len(named) >= 3:
            return n + 1, named
    widths = [len(row) for row in rows if any(map(str.strip, row))]
    if widths and set(widths) == {len(COLUMNS)}:
        types = [row[4].strip().casefold().rstrip(".") for row in rows if len(row) > 4]
        if all(t in _TYPES or not t for t in types) and any(types):
            return 0, {column: at for at, column in enumerate(COLUMNS)}
    return 0, None


def _heading(cell: str) -> str | None:
    words = _plain(cell)
    if not words:
        return None
    for column, names in _HEADINGS.items():
        if column in ("paragraph", "clause") and re.search("clause|subclause", words):
            return "clause"
        if re.search(rf"(?<![^\W\d_])(?:{names})" if words.isascii() else names, words):
            return column
    return None


def _places(row: Sequence[str], columns: dict[str, int]) -> tuple[tuple[str, ...], str]:
    """How the place of a row may be read, and how it is written."""
    clause, paragraph = (_cell(row, columns, key) for key in ("clause", "paragraph"))
    line = _cell(row, columns, "line")
    said = ", ".join(filter(None, (clause, paragraph)))
    ways = [f"{clause}, {paragraph}" if clause and paragraph else "", paragraph, clause]
    ways = [way for way in ways if way and _plain(way) not in _WHOLE]
    if line and not said:
        said = f"line {line}" if line.isdigit() else f"“{line}”"
    return tuple(dict.fromkeys(ways)), said if ways or line else ""


_WHOLE = frozenset(
    """all general whole document n/a - – — na none tous toutes général todo todos весь общий общее
     все الكل عام 全文 整体 一般 总体""".split()
)


def _quote(row: Sequence[str], columns: dict[str, int]) -> str | None:
    """Words of the text that a row quotes: where a line's number would be, or a paragraph's."""
    for column in ("line", "paragraph"):
        cell = _cell(row, columns, column)
        if len(re.findall(r"[^\W\d_]", cell)) > 1:
            return cell
    return None


def _nature(written: str, place: str) -> CommentNature:
    for word in re.findall(r"\w+", _plain(written)):
        if word in _TYPES:
            return _TYPES[word]
    return "substantive" if place else "general"


def _cell(row: Sequence[str], columns: dict[str, int], column: str) -> str:
    at = columns.get(column)
    cell = clean(row[at]).strip() if at is not None and at < len(row) else ""
    return cell[1:] if _GUARDED.match(cell) else cell


def _party(row: Sequence[str], columns: dict[str, int]) -> str:
    """Whose comment a row says it is, without the id that a register gave it."""
    return _CITED.sub("", _cell(row, columns, "party")).strip(" ?")


def _plain(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).casefold().split()).strip(" .:*")


def _tables(parts: Sequence[Element]) -> list[list[list[str]]]:
    """The rows of every table."""
    found: list[list[list[str]]] = []
    for part in parts:
        if part.tag == "table":
            found.append([[_said(cell) for cell in row.children] for row in part.children])
        else:
            found += _tables(part.children)
    return found


def _said(element: Element) -> str:
    if not element.children:
        return element.string.replace(OBJECT, " ").strip()
    return "\n".join(filter(None, map(_said, element.children)))
