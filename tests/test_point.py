"""How people name a text: WORK[/LANG][@POINT]."""

import pytest

from engine.errors import Refused
from engine.point import parse, readable_otherwise, slug


def test_a_reference_has_a_work_and_maybe_a_language_and_a_point() -> None:
    assert parse("lap") == ("lap", None, None)
    assert parse("lap/eng") == ("lap", "eng", None)
    assert parse("lap/eng@first-draft") == ("lap", "eng", "first-draft")
    assert parse("cn@s120") == ("cn", None, "s120")


@pytest.mark.parametrize("written", ["", "LAP", "../lap", "lap/../x", "1ap", "lap/en", "lap@", "/"])
def test_what_is_no_reference_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        parse(written)


def test_a_label_is_written_as_a_slug_in_any_script() -> None:
    assert slug("First draft") == "first-draft"
    assert slug("  Rev. 1 / Add.2 ") == "rev-1-add-2"
    assert slug("第一稿") == "第一稿"
    assert slug("المسودة الأولى") == "المسودة-الأولى"
    assert slug("---") == ""


def test_some_labels_would_be_read_as_another_kind_of_point() -> None:
    assert readable_otherwise("2") == "a version number"
    assert readable_otherwise("s12") == "a step"
    assert readable_otherwise("2020-06-08") == "a date"
    assert readable_otherwise("2020-06-38") is None
    assert readable_otherwise("first-draft") is None
