"""Faults, each planted in a file without any, and what must find them."""

from __future__ import annotations

from typing import NamedTuple

from checked import WORK
from engine.text.vocabulary import AKN


class Fault(NamedTuple):
    """What is planted: `old` becomes `new` (`every`: wherever it stands), and elsewhere what must
    go with it, `also`. The rule must find it in the line of `at`, or of `new`, and say a path that
    ends with `path`."""

    rule: str
    old: str
    new: str
    path: str
    at: str = ""
    every: bool = False
    also: tuple[tuple[str, str], ...] = ()


W, X = f'value="{WORK}', f'value="{WORK}/fra@2'
ENG = f'"{WORK}/eng@1" showAs'
GONE = (('href="#para_1"', 'href="#body"'),)
FAULTS = [
    Fault("well-formed", "</statement>", "</statemnt>", "/"),
    Fault("safe", "<akomaNtoso ", "<!DOCTYPE akomaNtoso>\n<akomaNtoso ", "/", "<!DOCTYPE"),
    Fault("namespace", AKN, "http://www.akomantoso.org/2.0", "/akomaNtoso"),
    Fault("schema", 'type="substitution"', 'type="move"', "textualMod"),
    Fault(
        "schema",
        '"para_2__ul_1__li_2"',
        '"para_2__ul_1__li_1"',
        "li[2]",
        '__li_1"><p eId="para_2__ul_1__li_2',
    ),
    Fault("schema", 'GUID="g-2"', 'GUID="g-1"', "paragraph[2]", 'wId="para_3" GUID'),
    Fault("schema", '<date date="2019-05-02">', '<date date="2019-02-30">', "date"),
    Fault("iri-form", f'<FRBRuri {W}"', f'<FRBRuri {W}/"', "FRBRWork/FRBRuri/@value"),
    Fault("iri-form", f'{W}/!main"', f'{W}"', "FRBRWork/FRBRthis/@value"),
    Fault("iri-form", f'{X}/!main"', f'{X}!main"', "FRBRExpression/FRBRthis/@value"),
    Fault(
        "iri-form", f'{X}"', f'{X}/!main"', "FRBRExpression/FRBRuri/@value", f"FRBRuri {X}/!main"
    ),
    Fault(
        "iri-form",
        f'{X}.xml"',
        f'{X}" ',
        "FRBRManifestation/FRBRuri/@value",
    ),
    Fault("iri-form", f'FRBRuri {W}"', 'FRBRuri value="/akn/un/a b/2019/1"', "FRBRuri/@value"),
    Fault("iri-form", f'FRBRuri {W}"', 'FRBRuri value="/un/statement/2019/1"', "FRBRuri/@value"),
    Fault(
        "iri-form", f'FRBRuri {W}"', 'FRBRuri value="/akn/un//statement/2019/1"', "FRBRuri/@value"
    ),
    Fault("iri-form", f'FRBRuri {W}"', 'FRBRuri value="/akn/un/statement/L-1"', "FRBRuri/@value"),
    Fault("iri-form", f'FRBRuri {X}"', f'FRBRuri {W}/french@2"', "FRBRuri/@value"),
    Fault("iri-levels", f'{X}"', f'{W}9/fra@2"', "FRBRExpression/FRBRuri/@value"),
    Fault("iri-levels", f'{X}"', f'{W}/fra@3"', "FRBRExpression/FRBRuri/@value"),
    Fault("iri-levels", f'{X}.xml"', f'{W}/rus@2.xml"', "FRBRManifestation/FRBRuri/@value"),
    Fault("iri-levels", f'{W}/!main"', f'{W}/!annex_1"', "FRBRWork/FRBRthis/@value"),
    Fault("iri-country", 'FRBRcountry value="un"', 'FRBRcountry value="ch"', "FRBRcountry/@value"),
    Fault(
        "iri-type",
        "/un/statement/deliberation/ga/2019",
        "/un/doc/deliberation/ga/2019",
        "FRBRWork/FRBRuri/@value",
        "<FRBRuri",
        every=True,
    ),
    Fault("iri-subtype", 'value="deliberation"', 'value="paper"', "FRBRsubtype/@value"),
    Fault("iri-date", 'date="2019-05-02" name', 'date="2019-05-01" name', "FRBRdate/@date"),
    Fault("iri-number", 'FRBRnumber value="L-1"', 'FRBRnumber value="L-2"', "FRBRnumber/@value"),
    Fault(
        "iri-author",
        "/deliberation/ga/2019",
        "/deliberation/sc/2019",
        "FRBRauthor/@href",
        "<FRBRauthor",
        every=True,
    ),
    Fault(
        "iri-un",
        "/deliberation/ga/2019",
        "/deliberation/2019",
        "FRBRuri/@value",
        "<FRBRuri",
        every=True,
    ),
    Fault(
        "iri-language",
        'FRBRlanguage language="fra"',
        'FRBRlanguage language="rus"',
        "FRBRlanguage/@language",
    ),
    Fault(
        "iri-version",
        'versionNumber value="2"',
        'versionNumber value="3"',
        "FRBRversionNumber/@value",
    ),
    Fault(
        "iri-version",
        "/fra@2",
        "/fra@2019-06-02",
        "FRBRExpression/FRBRdate/@date",
        'name="issuance"',
        every=True,
    ),
    Fault("iri-format", 'value="application/xml"', 'value="pdf"', "FRBRformat/@value"),
    Fault("iri-master", ENG, ENG.replace("L-1", "L-2"), "FRBRmasterExpression/@href"),
    Fault("iri-master", ENG, ENG.replace("/eng@1", ""), "FRBRmasterExpression/@href"),
    Fault(
        "iri-master", 'fromLanguage="eng"', 'fromLanguage="spa"', "FRBRtranslation/@fromLanguage"
    ),
    Fault("iri-master", '/eng@2" fromLanguage', '/fra@1" fromLanguage', "FRBRtranslation/@href"),
    Fault("iri-reference", "/2018-01-01/K-7/eng@", "/K-7/eng@", "destination/@href"),
    Fault("reference-form", 'by="#ga" as', 'by="ga" as', "step[1]/@by"),
    Fault("reference-form", 'as="#author" outcome', 'as="A/75/PV.37" outcome', "step[1]/@as"),
    Fault("reference-form", 'refersTo="#yes"', 'refersTo="yes"', "count/@refersTo"),
    Fault("reference-form", 'href="#para_1"', 'href="para_1"', "ref/@href"),
    Fault("reference-form", 'href="#para_1"', 'href=""', "ref/@href"),
    Fault(
        "reference-form",
        '<identification source="#house"',
        '<identification source=""',
        "identification/@source",
    ),
    Fault("reference-resolves", 'href="#para_1"', 'href="#para_9"', "ref/@href"),
    Fault(
        "reference-resolves",
        '<workflow source="#house"',
        '<workflow source="#home"',
        "workflow/@source",
    ),
    Fault("reference-resolves", 'period="#tmpg_1"', 'period="#tmpg_2"', "paragraph[1]/@period"),
    Fault("reference-resolves", '<source href="#para_2"', '<source href="#para_7"', "source/@href"),
    Fault("reference-resolves", 'new href="#para_2__p_1"', 'new href="#para_2__p_7"', "new/@href"),
    Fault("reference-class", 'by="#ga"', 'by="#author"', "step[1]/@by"),
    Fault("reference-class", 'outcome="#issued"', 'outcome="#author"', "step[1]/@outcome"),
    Fault("reference-class", 'period="#tmpg_1"', 'period="#eref_1"', "paragraph[1]/@period"),
    Fault("reference-class", 'start="#eref_1"', 'start="#step_1"', "timeInterval/@start"),
    Fault(
        "reference-class",
        'refersTo="#yes"',
        'refersTo="#para_1"',
        "count/@refersTo",
        also=(('outcome="#issued">', 'outcome="#yes">'),),
    ),
    Fault("reference-class", 'noteRef href="#note_1"', 'noteRef href="#para_1"', "noteRef/@href"),
    Fault(
        "reference-unused",
        '<TLCRole eId="author"',
        '<TLCTerm eId="rest" href="/akn/ontology/term/x" showAs="Rest"/>\n<TLCRole eId="author"',
        "TLCTerm/@eId",
        '"rest"',
    ),
    Fault(
        "ontology", "/ontology/role/un/author", "/ontology/concept/un/author", "TLCRole[1]/@href"
    ),
    Fault(
        "ontology", '"/akn/ontology/concept/un/yes"', '"#yes"', "TLCConcept[3]/@href", 'eId="yes"'
    ),
    Fault("eid-missing", ' eId="para_1" ', " ", "paragraph[1]", 'GUID="g-1"', also=GONE),
    Fault("eid-missing", 'ref eId="para_2__p_1__ref_1" ', "ref ", "ref"),
    Fault("eid-form", 'eId="para_1" ', 'eId="paragraph_1" ', "paragraph[1]/@eId", also=GONE),
    Fault("eid-form", 'eId="sec_三"', 'eId="art_三"', "section/@eId"),
    Fault("eid-form", '"para_2__ul_1__li_2"', '"para_2__ul_1__item_2"', "li[2]/@eId"),
    Fault(
        "eid-form",
        'temporalGroup eId="tmpg_1"',
        'temporalGroup eId="group_1"',
        "temporalGroup/@eId",
        also=(("#tmpg_1", "#group_1"),),
    ),
    Fault(
        "eid-context",
        'eId="para_2__p_1"',
        'eId="para_1__p_2"',
        "p/@eId",
        also=(('"#para_2__p_1"', '"#para_1__p_2"'),),
    ),
    Fault("eid-context", '"sec_三__para_4"', '"sec_二__para_4"', "paragraph/@eId"),
    Fault("eid-context", '"para_2__ul_1__li_3"', '"para_2__ul_9__li_3"', "li[3]/@eId"),
    Fault("eid-number", 'eId="para_1" ', 'eId="para_11" ', "paragraph[1]/@eId", also=GONE),
    Fault("eid-number", '"para_2__ul_1__li_3"', '"para_2__ul_1__li_4"', "li[3]/@eId"),
    Fault("eid-number", '"para_2__ul_1__li_3"', '"para_2__ul_1__li_c"', "li[3]/@eId"),
    Fault(
        "eid-number",
        '<num eId="sec_三__num">三、',
        '<num eId="sec_三__num">四、',
        "section/@eId",
        '"sec_三"',
    ),
    Fault(
        "eid-number", 'coverPage eId="coverPage"', 'coverPage eId="coverPage_1"', "coverPage/@eId"
    ),
    Fault("wid-unique", 'wId="para_3"', 'wId="para_1"', "paragraph[2]/@wId", 'eId="para_2" '),
    Fault(
        "language",
        'language="fra"',
        'language="xyz"',
        "FRBRlanguage/@language",
        also=(("/fra@2", "/xyz@2"),),
    ),
    Fault(
        "language",
        'fromLanguage="eng"',
        'fromLanguage="xyz"',
        "FRBRtranslation/@fromLanguage",
        also=(("/eng@2", "/xyz@2"),),
    ),
    Fault("language-tag", 'xml:lang="fr-CH"', 'xml:lang="xy-CH"', "p/@xml:lang"),
    Fault(
        "country",
        'FRBRcountry value="un"',
        'FRBRcountry value="zz"',
        "FRBRcountry/@value",
        also=(("/akn/un/statement", "/akn/zz/statement"),),
    ),
    Fault(
        "country",
        'FRBRcountry value="un"',
        'FRBRcountry value="UN"',
        "FRBRcountry/@value",
        also=(("/akn/un/statement", "/akn/UN/statement"),),
    ),
    Fault("date-real", 'date="2019-05-02" by', 'date="0001-01-01" by', "step[1]/@date"),
    Fault(
        "date-text", 'docDate date="2019-06-03">3', 'docDate date="2019-06-04">3', "docDate/@date"
    ),
    Fault(
        "date-text", 'docDate date="2019-06-03">٣', 'docDate date="2018-06-03">٣', "docDate/@date"
    ),
    Fault("date-text", '"2019-06-03">2019年', '"2019-06-13">2019年', "docDate/@date"),
    Fault(
        "date-order",
        '<FRBRdate date="2019-06-03"',
        '<FRBRdate date="2019-05-01" name="x"/><FRBRdate date="2019-06-03"',
        "FRBRExpression/FRBRdate[1]/@date",
    ),
    Fault(
        "date-order",
        'date="2019-06-04" name',
        'date="2019-06-02" name',
        "FRBRManifestation/FRBRdate/@date",
    ),
    Fault(
        "date-order",
        'publication date="2019-06-03"',
        'publication date="2018-06-03"',
        "publication/@date",
    ),
    Fault(
        "lifecycle-order",
        'date="2019-06-01" source',
        'date="2019-05-01" source',
        "eventRef[2]/@date",
        also=(('end="#eref_2" ', ""),),
    ),
    Fault(
        "workflow-order",
        'date="2019-05-02" by',
        'date="2019-06-04" by',
        "step[2]/@date",
        'eId="step_2"',
    ),
    Fault(
        "interval-order",
        'start="#eref_1" end="#eref_2"',
        'start="#eref_2" end="#eref_1"',
        "timeInterval/@end",
    ),
    Fault("contains", "Fin.</p>", "Fin<ins>.</ins></p>", "p/ins"),
    Fault("contains", 'eId="para_1" ', 'status="removed" eId="para_1" ', "paragraph[1]/@status"),
    Fault(
        "contains-several",
        "singleVersion",
        "multipleVersions",
        "statement/@contains",
        also=((' period="#tmpg_1"', ""),),
    ),
    Fault(
        "contains-lifecycle",
        "<lifecycle",
        "<!-- <lifecycle",
        "statement/@contains",
        "<statement",
        also=(
            ("</lifecycle>", "</lifecycle> -->"),
            ("<temporalData", "<!-- <temporalData"),
            ("</temporalData>", "</temporalData> -->"),
            (' period="#tmpg_1"', ""),
            ('<TLCConcept eId="force"', '<!-- <TLCConcept eId="force"'),
            ('showAs="In force"/>', 'showAs="In force"/> -->'),
        ),
    ),
    Fault("lifecycle-begin", 'type="generation"', 'type="amendment"', "eventRef[1]/@type"),
    Fault(
        "lifecycle-begin",
        'type="amendment"',
        'type="generation"',
        "eventRef[2]/@type",
        'eId="eref_2"',
    ),
    Fault(
        "lifecycle-end", 'date="2019-06-01" source', 'date="2019-06-30" source', "eventRef[2]/@date"
    ),
    Fault("mod-new", '            <new href="#para_2__p_1"/>\n', "", "textualMod", "<textualMod"),
    Fault(
        "mod-side", '<source href="#para_2"', '<source href="/akn/un/doc/2018/1"', "source/@href"
    ),
]
