"""What of a mail becomes comments: the sender's own words, by paragraph, without people's names."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.mail.form import of_csv, of_rows, of_text
from engine.mail.headers import Address
from engine.mail.names import Names
from engine.mail.numbered import is_cover, items
from engine.mail.quoting import own
from engine.readers import markdown

HEADER = (
    "MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,"
    "Comments,Proposed change,Observations of the secretariat\n"
)

# -- own words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 6 Jul 2020 at 10:00, The Unit <info@unit.example> wrote:\n> Dear all,\n> Send it.",
        "Le lun. 6 juil. 2020 à 10:00, Unité <info@unit.example> a écrit :\n> Chers tous",
        "El lun, 6 jul 2020 a las 10:00, Unidad <info@unit.example>\nescribió:\n> Estimados",
        "6 июля 2020 г., 10:00, Отдел <info@unit.example> написал(а):\n> Уважаемые",
        "在 2020年7月6日 10:00，秘书处 <info@unit.example> 写道：\n> 各位",
        "في الاثنين 6 يوليو 2020 كتب info@unit.example:\n> تحية",
        "-----Original Message-----\nFrom: The Unit\nSent: Monday\n\nDear all,",
        "________________________________\nFrom: The Unit <info@unit.example>\nSent: Monday\n"
        "To: All\nSubject: Draft\n\nDear all,",
        "发件人: 秘书处\n发送时间: 2020年7月6日\n收件人: 各位\n主题: 草案\n\n各位",
        "От: Отдел\nОтправлено: 6 июля\nКому: Всем\nТема: Проект\n\nУважаемые",
        "من: الوحدة\nتاريخ الإرسال: 6 يوليو\nإلى: الجميع\nالموضوع: مشروع\n\nتحية",
        "> On Monday somebody wrote:\n> this",
    ],
)
def test_what_is_answered_is_cut(history: str) -> None:
    assert own(f"We agree.\n\nAnd more.\n\n{history}\n") == "We agree.\n\nAnd more."


def test_answers_between_the_lines_stay() -> None:
    text = "On Monday, X <x@y.example> wrote:\n> First.\n\nWe agree.\n\n> Second.\n\nWe do not.\n"
    assert own(text) == "We agree.\n\nWe do not."


def test_what_is_only_passed_on_is_read() -> None:
    text = (
        "\n---------- Forwarded message ---------\nFrom: D <d@x.example>\nDate: Monday\n"
        "To: The Unit\nSubject: Comments\n\nParagraph 1: Shorter.\n\nRegards,\nD\n"
    )
    assert own(text) == "Paragraph 1: Shorter."


@pytest.mark.parametrize(
    ("greeting", "closing"),
    [
        ("Dear Ambassador,", "Kind regards,\nO. V.\nFirst Secretary\nTel. 123"),
        ("Madame, Monsieur,", "Je vous prie d'agréer l'expression de ma considération.\nO. V."),
        ("Estimada señora:", "Atentamente,\nO. V."),
        ("Уважаемые коллеги!", "С уважением,\nО. В."),
        ("尊敬的主席：", "此致\n敬礼\n王"),
        ("السيد الرئيس،", "مع خالص التحية\nو. ف."),
        ("Hello,", "-- \nO. V.\nMission"),
        ("Hi all,", "Sent from my iPhone"),
    ],
)
def test_salutation_and_signature_are_cut(greeting: str, closing: str) -> None:
    assert own(f"{greeting}\n\nClean the well first.\n\n{closing}\n") == "Clean the well first."


@pytest.mark.parametrize(
    "disclaimer",
    [
        "This e-mail is confidential and only for its addressee. " * 4,
        "Ce message est confidentiel et réservé à ses destinataires.",
        "本邮件仅供收件人阅读，内容保密。",
    ],
)
def test_what_the_mail_program_of_an_office_adds_is_cut(disclaimer: str) -> None:
    assert own(f"Clean the well first.\n\nRegards\n\nO. V.\n\n{disclaimer}\n") == (
        "Clean the well first."
    )


def test_a_signature_that_nothing_announces_begins_with_the_name() -> None:
    known = names(("Oriane Vasquelle", "o@post.example"))
    signed = "Too vague.\n\nOriane Vasquelle\nCounsellor\nTel. 123"
    assert known.unsigned(signed) == "Too vague."
    assert known.unsigned("Too vague.\n\nThanks, Oriane") == "Too vague."
    assert known.unsigned("Oriane Vasquelle\nTel. 123").startswith("Oriane")
    assert known.unsigned("Too vague for Oriane Vasquelle.\nSo we think.").endswith("think.")


def test_a_closing_word_in_the_middle_closes_nothing() -> None:
    text = "Thanks\n\n" + "\n\n".join("A long paragraph of words and words. " * 5 for _ in range(3))
    assert own(text).startswith("Thanks")


@settings(max_examples=40)
@given(st.text(alphabet="ab >\n-_:@.1", max_size=80))
def test_cutting_twice_cuts_no_more_than_lines(text: str) -> None:
    kept = own(text)
    assert all(line.strip() in text for line in kept.split("\n"))


# -- names ---------------------------------------------------------------------------------------


def names(*people: tuple[str, str], public: tuple[str, ...] = ()) -> Names:
    return Names([Address(*person) for person in people], public)


@pytest.mark.parametrize(
    ("person", "text", "left"),
    [
        ("Oriane Vasquelle", "As Oriane Vasquelle said.", "As […] said."),
        ("Oriane Vasquelle", "As VASQUELLE, Oriane said.", "As […] said."),
        ("Vasquelle, Oriane (MFA)", "As Ms. Vasquelle and oriane\nvasquelle said.",
         "As Ms. […] and […] said."),
        ("H.E. Ms. Oriane Vasquelle", "Oriane and Vasquelle's team", "[…] and […]'s team"),
        ("José Muñoz-Peña", "Jose MUNOZ-PENA wrote", "[…] wrote"),
        ("王小明", "王小明认为第12段不妥。", "[…]认为第12段不妥。"),
        ("Wang Xiaoming (王小明)", "王 小明和Wang Xiaoming", "[…]和[…]"),
        ("王小明 Wang Xiaoming", "王小明，Xiaoming Wang", "[…]"),
        ("Ирина Соколова", "Предложено Ириной Соколовой.", "Предложено […]."),
        ("ليلى الحداد", "قالت ليلى الحداد ولليلى", "قالت […] ولليلى"),
        ("Will Marchetti", "States will act. Will Marchetti said.", "States will act. […] said."),
        ("May Field", "In May 2020 the field", "In May 2020 the field"),
        ("Permanent Mission of the Hills", "The Mission of the Hills is permanent.",
         "The Mission of the Hills is permanent."),
        ("", "Write to o.vasquelle@post.example or x [at] y.example.", "Write to […] or […]."),
        ("", "请联系o.vasquelle@post.example，谢谢。", "请联系[…]，谢谢。"),
    ],
)  # fmt: skip
def test_names_and_addresses_give_way(person: str, text: str, left: str) -> None:
    assert names((person, "oriane.v@post.example")).cut(text) == left


def test_functional_addresses_and_the_names_of_parties_stay() -> None:
    kept = names(
        ("Delegation of the Hills", "mission@hills.example"),
        ("Hills Vasquelle", "h@post.example"),
        public=("mission@hills.example", "Delegation of the Hills"),
    )
    text = "The Delegation of the Hills, mission@hills.example, on hills."
    assert kept.cut(text) == text
    assert kept.cut("Vasquelle for the Hills") == "[…] for the Hills"


def test_a_name_that_is_only_in_an_address_is_found() -> None:
    assert names(("", "oriane.vasquelle@post.example")).cut("by Oriane Vasquelle") == "by […]"


@settings(max_examples=50)
@given(
    st.sampled_from(["Oriane Vasquelle", "Ирина Соколова", "王小明", "ليلى الحداد"]),
    st.sampled_from([" ", "  ", "\n", ", "]),
    st.sampled_from([str, str.upper, str.lower]),
    st.text(alphabet="ab .，。\n", max_size=10),
)
def test_no_way_of_writing_a_name_is_missed(name: str, gap: str, case: Any, around: str) -> None:
    written = case(name.replace(" ", gap))
    text = f"{around} {written} {around}"
    assert written not in names((name, "x@post.example")).cut(text)


@pytest.mark.parametrize(
    "pattern", ["a", "a.", "@", "a@", "第1段", "paragraph 1, ", "> ", "王", "-"]
)
def test_no_text_takes_for_ever(pattern: str) -> None:
    text = pattern * 8_000
    assert items(own(text)) is not None
    assert names(("Oriane Vasquelle", "o@x.example")).cut(text) is not None


def test_thousands_of_recipients_are_all_looked_for() -> None:
    people = [(f"Person{n} Family{n}", f"p{n}@x.example") for n in range(1500)]
    text = "Person1499 Family1499 agrees with the plan. " * 50
    assert "Family" not in names(*people).cut(text)


# -- by paragraph --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Paragraph 12: {}", "Paragraph 12"),
        ("Para. 12 – {}", "Para. 12"),
        ("- **Paragraph 12(a):** {}", "Paragraph 12(a)"),
        ("On paragraph 12: {}", "paragraph 12"),
        ("§ 12: {}", "§ 12"),
        ("Section II, paragraph 3: {}", "Section II, paragraph 3"),
        ("Action 4: {}", "Action 4"),
        ("Paragraphe 12 : {}", "Paragraphe 12"),
        ("Párrafo 12 bis: {}", "Párrafo 12 bis"),
        ("Пункт 12: {}", "Пункт 12"),
        ("الفقرة 12: {}", "الفقرة 12"),
        ("الفقرة ١٢: {}", "الفقرة ١٢"),
        ("第12段：{}", "第12段"),
        ("第十二段：{}", "第十二段"),
        ("第 12 段\n{}", "第 12 段"),
        ("Paragraph 12\n{}", "Paragraph 12"),
    ],
)
def test_a_paragraph_is_named_in_six_languages(line: str, place: str) -> None:
    text = line.format("Say it plainly.") + "\n\nAnd why.\n\n" + line.format("Again.")
    first, second = items(text)
    assert (first.place, first.text) == (place, "Say it plainly.\n\nAnd why.")
    assert (first.nature, second.text) == ("substantive", "Again.")


def test_items_of_a_list_name_their_paragraph() -> None:
    found = items(
        "1) Paragraph 12: shall.\n2) In paragraph 20, we would wait.\n\nSpecific comments\n\n"
        "一、第5段：改。\n（二）第七段第2句：删除。\nК пункту 5: уточнить.\n- Point taken"
    )
    assert [(i.place, i.text) for i in found] == [
        ("Paragraph 12", "shall."),
        ("paragraph 20", "In paragraph 20, we would wait."),
        ("第5段", "改。"),
        ("第七段", "(第2句) 删除。"),
        ("пункту 5", "уточнить.\n- Point taken"),
    ]


def test_what_stands_before_is_on_the_whole_and_a_covering_note_is_none() -> None:
    first, second = items("The text is too long by half.\n\nParagraph 2: Cut it.")
    assert (first.place, first.nature, first.text) == (
        "", "general", "The text is too long by half.",
    )  # fmt: skip
    assert second.place == "Paragraph 2"
    [only] = items("Please find our comments below:\n\nParagraph 2: Cut it.")
    assert only.place == "Paragraph 2"


def test_general_comments_between_paragraphs() -> None:
    found = items("Paragraph 2: Cut it.\n\nGeneral comments: Well done.\n\n总体意见：很好。")
    assert [(i.place, i.text) for i in found] == [
        ("Paragraph 2", "Cut it."),
        ("", "Well done."),
        ("", "很好。"),
    ]


@pytest.mark.parametrize(
    "said",
    ["Proposed wording: “{}”", "Texte proposé : « {} »", "Texto propuesto: {}",
     "Предлагаемая формулировка: {}", "النص المقترح: {}", "建议案文：“{}”"],
)  # fmt: skip
def test_a_proposed_wording_is_told_apart(said: str) -> None:
    wording = "States keep the wells."
    [found] = items(f"Paragraph 2: Too long.\n{said.format(wording)}")
    assert (found.text, found.proposed) == ("Too long.", wording)


def test_sentences_that_begin_with_a_paragraph() -> None:
    found = items("Paragraph 2 should go.\n\nParagraph 3 should stay, see paragraph 4.")
    assert [(i.place, i.text) for i in found] == [
        ("Paragraph 2", "Paragraph 2 should go."),
        ("Paragraph 3", "Paragraph 3 should stay, see paragraph 4."),
    ]


def test_lines_that_the_mail_program_broke_are_joined() -> None:
    text = (
        "Paragraph 2: A sentence that goes on and on until the program\n"
        "breaks it, and then some.\n- first\n- second\n\n第3段：这一句话写得很长很长，写到行末"
        "被邮件程序断开了，然后又接着\n写下去。"
    )
    first, second = items(text)
    assert first.text == (
        "A sentence that goes on and on until the program breaks it, and then some.\n- first\n"
        "- second"
    )
    assert second.text.endswith("然后又接着写下去。")


def test_words_that_name_no_paragraph_make_one_general_comment() -> None:
    [found] = items("We thank the presidency. In part, point by point, we agree: yes.")
    assert (found.place, found.nature) == ("", "general")
    assert items("  \n ") == []


def test_covering_notes() -> None:
    assert is_cover("Please find attached our comments.")
    assert is_cover("随函附上我国意见。")
    assert not is_cover("The attached maps show that paragraph 2 is wrong. " * 4)
    assert not is_cover("The wells are dry.")


def test_several_paragraphs_and_parts_without_a_number() -> None:
    found = items(
        "Paragraphs 3-5: Cut.\n\nParagraphs 3 and 4: Cut.\n\nPreamble: Good.\n\n序言：好。"
    )
    assert [(i.places[-1], i.text) for i in found] == [
        ("3", "(Paragraphs 3-5) Cut."),
        ("3", "(and 4) Cut."),
        ("Preamble", "Good."),
        ("序言", "好。"),
    ]


# -- the form ------------------------------------------------------------------------------------

ROWS = (
    'CL,,II,3,te,"Too long, by far",Cut it,\nCL,,,,ge,Well done,,\n'
    ",,,,,,,\nCL,17,,12,ed,Comma,,ok\n"
)


def told(found: Any) -> list[tuple[str, tuple[str, ...], str, str, str | None]]:
    return [(i.place, i.places, i.nature, i.text, i.proposed) for i in found]


WANTED = [
    ("II, 3", ("II, 3", "3", "II"), "substantive", "Too long, by far", "Cut it"),
    ("", (), "general", "Well done", None),
    ("12", ("12",), "editorial", "Comma", None),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_form_as_csv(delimiter: str, encoding: str) -> None:
    source = HEADER + ROWS
    if delimiter != ",":
        source = source.replace('"Too long, by far"', "\0").replace(",", delimiter)
        source = source.replace("\0", "Too long, by far")
    assert told(of_csv(source.encode(encoding))) == WANTED


def test_a_form_without_headings_is_known_by_its_columns() -> None:
    assert told(of_csv(ROWS.encode())) == WANTED
    assert of_csv(b"a,b,c\n1,2,3\n") is None
    assert of_csv(b"no form at all") is None


@pytest.mark.parametrize(
    "heads",
    [
        "Partie|Ligne|Section|Paragraphe|Type|Observations|Texte proposé|Réponse",
        "Parte|Línea|Sección|Párrafo|Tipo|Comentarios|Texto propuesto|Respuesta",
        "Сторона|Строка|Раздел|Пункт|Тип|Комментарий|Предложение|Ответ",
        "الطرف|السطر|القسم|الفقرة|النوع|التعليق|النص المقترح|رد الأمانة",
        "缔约国|行号|章节|段落|类型|意见|建议案文|秘书处答复",
    ],
)
def test_headings_in_other_languages(heads: str) -> None:
    found = of_rows([heads.split("|"), ["CL", "", "II", "3", "te", "Too long", "Cut it", ""]])
    assert told(found) == [("II, 3", ("II, 3", "3", "II"), "substantive", "Too long", "Cut it")]


def test_a_form_as_a_table_in_markdown() -> None:
    source = (
        "# Comments\n\n| Party | Paragraph | Type | Comment | Proposed change |\n"
        "|---|---|---|---|---|\n"
        "| CL | 3 | te | Too long | Cut it |\n"
    )
    found = of_text(markdown.read(source.encode(), where="form"))
    assert told(found) == [("3", ("3",), "substantive", "Too long", "Cut it")]


def test_what_no_text_can_hold_is_left_out_of_a_form() -> None:
    assert told(of_csv((HEADER + "X,,,1,te,A\x0b\ufffcB\u200e,\x1f,\n").encode())) == [
        ("1", ("1",), "substantive", "AB\u200e", None)
    ]


def test_a_joint_form_keeps_who_says_what() -> None:
    found = of_csv((HEADER + "CL,,,1,te,A,,\nPE,,,2,te,B,,\n").encode())
    assert found is not None
    assert [(i.party, i.text) for i in found] == [("CL", "A"), ("PE", "B")]
