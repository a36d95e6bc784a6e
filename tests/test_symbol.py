"""Document symbols, and which of them belong together."""

import pytest

from engine.errors import Refused
from engine.symbol import Suffix, Symbol, grouped, parse


@pytest.mark.parametrize(
    ("written", "document", "suffixes"),
    [
        ("CCM/CONF/2020/5", "CCM/CONF/2020/5", ()),
        ("CCM/CONF/2020/5/Rev.1", "CCM/CONF/2020/5", (Suffix("Rev", 1),)),
        ("CCM/CONF/2020/5/rev. 12 ", "CCM/CONF/2020/5", (Suffix("Rev", 12),)),
        ("A/C.1/75/L.15/Rev.1/Corr.2", "A/C.1/75/L.15", (Suffix("Rev", 1), Suffix("Corr", 2))),
        ("CCM/CONF/2020/WP.2/Add.1*", "CCM/CONF/2020/WP.2", (Suffix("Add", 1),)),
        ("ＣＣＭ/2020/５", "CCM/2020/5", ()),
        ("Rev.1", "Rev.1", ()),
        ("2020-15", "2020-15", ()),
    ],
)
def test_a_symbol_is_a_document_s_and_says_what_it_is_to_it(
    written: str, document: str, suffixes: tuple[Suffix, ...]
) -> None:
    assert parse(written) == Symbol(document, suffixes)
    assert parse(str(parse(written))) == parse(written)


@pytest.mark.parametrize(
    "written", ["", " * ", "A//5", "/A/5", "A/5/", "A\x00/5", "A/5/Rev", "A/5/Corr."]
)
def test_what_cannot_be_a_symbol_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        parse(written)


def test_symbols_are_grouped_by_document_each_revision_in_its_place() -> None:
    bearing = [
        ("A/5/Corr.1", 4),
        ("B/1", 9),
        ("A/5/Rev.2", 3),
        ("A/5", 1),
        ("A/5/Rev.10", 8),
        ("A/5/Add.1", 7),
    ]
    assert {d: [n for _, n in members] for d, members in grouped(bearing).items()} == {
        "A/5": [1, 3, 8, 7, 4],
        "B/1": [9],
    }
