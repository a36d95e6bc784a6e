"""The codes of languages and countries, as their registries give them; both change rarely."""

from __future__ import annotations

LANGUAGES = frozenset(
    """aar abk ace ach ada ady afa afh afr ain aka akk ale alg alt amh ang anp apa ara arc arg
    arn arp art arw asm ast ath aus ava ave awa aym aze bad bai bak bal bam ban bas bat bej
    bel bem ben ber bho bih bik bin bis bla bnt bod bos bra bre btk bua bug bul byn cad cai
    car cat cau ceb cel ces cha chb che chg chk chm chn cho chp chr chu chv chy cmc cnr cop
    cor cos cpe cpf cpp cre crh crp csb cus cym dak dan dar day del den deu dgr din div doi
    dra dsb dua dum dyu dzo efi egy eka ell elx eng enm epo est eus ewe ewo fan fao fas fat
    fij fil fin fiu fon fra frm fro frr frs fry ful fur gaa gay gba gem gez gil gla gle glg
    glv gmh goh gon gor got grb grc grn gsw guj gwi hai hat hau haw heb her hil him hin hit
    hmn hmo hrv hsb hun hup hye iba ibo ido iii ijo iku ile ilo ina inc ind ine inh ipk ira
    iro isl ita jav jbo jpn jpr jrb kaa kab kac kal kam kan kar kas kat kau kaw kaz kbd kha
    khi khm kho kik kin kir kmb kok kom kon kor kos kpe krc krl kro kru kua kum kur kut lad
    lah lam lao lat lav lez lim lin lit lol loz ltz lua lub lug lui lun luo lus mad mag mah
    mai mak mal man map mar mas mdf mdr men mga mic min mis mkd mkh mlg mlt mnc mni mno moh
    mon mos mri msa mul mun mus mwl mwr mya myn myv nah nai nap nau nav nbl nde ndo nds nep
    new nia nic niu nld nno nob nog non nor nqo nso nub nwc nya nym nyn nyo nzi oci oji ori
    orm osa oss ota oto paa pag pal pam pan pap pau peo phi phn pli pol pon por pra pro pus
    que raj rap rar roa roh rom ron run rup rus sad sag sah sai sal sam san sas sat scn sco
    sel sem sga sgn shn sid sin sio sit sla slk slv sma sme smi smj smn smo sms sna snd snk
    sog som son sot spa sqi srd srn srp srr ssa ssw suk sun sus sux swa swe syc syr tah tai
    tam tat tel tem ter tet tgk tgl tha tig tir tiv tkl tlh tli tmh tog ton tpi tsi tsn tso
    tuk tum tup tur tut tvl twi tyv udm uga uig ukr umb und urd uzb vai ven vie vol vot wak
    wal war was wen wln wol xal xho yao yap yid yor ypk zap zbl zen zgh zha zho znd zul zun
    zxx zza""".split()
)
"""ISO 639-2, the terminological codes: `fra`, `zho`; the bibliographic ones are below."""

BIBLIOGRAPHIC = frozenset(
    """alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib wel""".split()
)
"""ISO 639-2/B, where it differs: `fre`, `chi`."""

SHORT = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu
    cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi
    ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks
    ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve
    vi vo wa wo xh yi yo za zh zu""".split()
)
"""ISO 639-1, with which a tag such as `fr-CH` begins (RFC 5646)."""

COUNTRIES = frozenset(
    """ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo
    bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj
    dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp
    gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg
    kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml
    mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe
    pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl
    sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um
    us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw""".split()
)
"""ISO 3166-1 alpha-2, in lower case."""

RESERVED = frozenset({"un", "eu"})
"""What the maintenance agency of ISO 3166 reserves for organisations that make law."""


def is_language(code: str) -> bool:
    """Whether a code of three letters is one of ISO 639-2; `qaa` to `qtz` are for local use."""
    return code in LANGUAGES or code in BIBLIOGRAPHIC or (len(code) == 3 and "qaa" <= code <= "qtz")


def is_language_tag(tag: str) -> bool:
    """Whether a tag of RFC 5646 (`fr`, `fr-CH`, `zho-Hant`) begins with a language; private tags
    (`x-...`) and the registered ones of old (`i-...`) may be anything."""
    first = tag.split("-")[0].lower()
    return first in SHORT or is_language(first) or (first in ("x", "i") and "-" in tag)


def is_country(code: str) -> bool:
    """Whether it is a country, an organisation, or a part of a country (`it-45`)."""
    return code.split("-")[0] in COUNTRIES | RESERVED
