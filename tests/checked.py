"""A file of another house, with much of what Akoma Ntoso has, in which nothing is wrong."""

from engine.text.vocabulary import AKN

WORK = "/akn/un/statement/deliberation/ga/2019-05-02/L-1"

CLEAN = f"""<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="{AKN}">
  <statement name="declaration" contains="singleVersion">
    <meta>
      <identification source="#house">
        <FRBRWork>
          <FRBRthis value="{WORK}/!main"/>
          <FRBRuri value="{WORK}"/>
          <FRBRdate date="2019-05-02" name="opening"/>
          <FRBRauthor href="#ga" as="#author"/>
          <FRBRcountry value="un"/>
          <FRBRsubtype value="deliberation"/>
          <FRBRnumber value="L-1" showAs="L/1"/>
        </FRBRWork>
        <FRBRExpression>
          <FRBRthis value="{WORK}/fra@2/!main"/>
          <FRBRuri value="{WORK}/fra@2"/>
          <FRBRdate date="2019-06-03" name="issuance"/>
          <FRBRauthor href="#ga" as="#author"/>
          <FRBRversionNumber value="2"/>
          <FRBRmasterExpression href="{WORK}/eng@1" showAs="First draft"/>
          <FRBRlanguage language="fra"/>
          <FRBRtranslation href="{WORK}/eng@2" fromLanguage="eng" by="#house"/>
        </FRBRExpression>
        <FRBRManifestation>
          <FRBRthis value="{WORK}/fra@2/!main.xml"/>
          <FRBRuri value="{WORK}/fra@2.xml"/>
          <FRBRdate date="2019-06-04" name="markup"/>
          <FRBRauthor href="#house" as="#editor"/>
          <FRBRformat value="application/xml"/>
        </FRBRManifestation>
      </identification>
      <publication date="2019-06-03" name="document" showAs="Second draft" number="L/1"/>
      <lifecycle source="#house">
        <eventRef eId="eref_1" date="2019-05-02" source="#first" type="generation"/>
        <eventRef eId="eref_2" date="2019-06-01" source="#ga" type="amendment" href="{WORK}/eng@2"/>
      </lifecycle>
      <workflow source="#house">
        <step eId="step_1" date="2019-05-02" by="#ga" as="#author" outcome="#issued"/>
        <step eId="step_2" date="2019-06-03" by="#ga" as="#author" outcome="#issued"/>
      </workflow>
      <analysis source="#house">
        <activeModifications>
          <textualMod eId="textualMod_1" type="substitution">
            <source href="#para_2"/>
            <destination href="/akn/un/statement/deliberation/ga/2018-01-01/K-7/eng@/~para_4"/>
            <new href="#para_2__p_1"/>
          </textualMod>
        </activeModifications>
        <parliamentary>
          <voting eId="voting_1" outcome="#issued">
            <count eId="count_1" value="12" refersTo="#yes"/>
          </voting>
        </parliamentary>
      </analysis>
      <temporalData source="#house">
        <temporalGroup eId="tmpg_1">
          <timeInterval start="#eref_1" end="#eref_2" refersTo="#force"/>
        </temporalGroup>
      </temporalData>
      <references source="#house">
        <original eId="first" href="{WORK}/eng@1" showAs="First draft"/>
        <TLCOrganization eId="ga" href="/akn/ontology/organization/un/generalAssembly" showAs="General Assembly"/>
        <TLCOrganization eId="house" href="/akn/ontology/organization/ch.house" showAs="House"/>
        <TLCConcept eId="force" href="/akn/ontology/concept/un/force" showAs="In force"/>
        <TLCConcept eId="issued" href="/akn/ontology/concept/un/issued" showAs="Issued"/>
        <TLCConcept eId="yes" href="/akn/ontology/concept/un/yes" showAs="In favour"/>
        <TLCRole eId="author" href="/akn/ontology/role/un/author" showAs="Author"/>
        <TLCRole eId="editor" href="/akn/ontology/role/un/editor" showAs="Editor"/>
      </references>
      <notes source="#house">
        <note eId="note_1">
          <p>To be seen again.</p>
        </note>
      </notes>
    </meta>
    <coverPage eId="coverPage">
      <p eId="coverPage__p_1"><docDate date="2019-06-03">3 juin 2019</docDate></p>
      <p eId="coverPage__p_2"><docDate date="2019-06-03">٣ حزيران/يونيه ٢٠١٩</docDate></p>
      <p eId="coverPage__p_3"><docDate date="2019-06-03">2019年6月3日</docDate></p>
    </coverPage>
    <preamble eId="preamble">
      <container name="recalling" eId="preamble__container_1">
        <p eId="preamble__container_1__p_1" xml:lang="fr-CH">Rappelant ce qui est,</p>
      </container>
      <container name="noting" eId="preamble__container_2">
        <p eId="preamble__container_2__p_1">Notant ce qui n’est pas,</p>
      </container>
    </preamble>
    <mainBody eId="body">
      <paragraph eId="para_1" wId="para_1" GUID="g-1" period="#tmpg_1">
        <num eId="para_1__num">1.</num>
        <content eId="para_1__content">
          <p eId="para_1__p_1">Décide ce qu’elle veut<noteRef href="#note_1" marker="1"/>;</p>
        </content>
      </paragraph>
      <paragraph eId="para_2" wId="para_3" GUID="g-2">
        <num eId="para_2__num">(2)</num>
        <content eId="para_2__content">
          <p eId="para_2__p_1">Voir <ref eId="para_2__p_1__ref_1" href="#para_1">1</ref>, du <date date="2019-05-02">2 mai 2019</date>;</p>
          <ul eId="para_2__ul_1">
            <li eId="para_2__ul_1__li_1"><p eId="para_2__ul_1__li_1__p_1">un</p></li>
            <li eId="para_2__ul_1__li_2"><p eId="para_2__ul_1__li_2__p_1">deux</p></li>
            <li eId="para_2__ul_1__li_3"><p eId="para_2__ul_1__li_3__p_1">trois</p></li>
          </ul>
        </content>
      </paragraph>
      <section eId="sec_三">
        <num eId="sec_三__num">三、</num>
        <heading eId="sec_三__heading">Chinois</heading>
        <paragraph eId="sec_三__para_4">
          <num eId="sec_三__para_4__num">٤ -</num>
          <content eId="sec_三__para_4__content">
            <p eId="sec_三__para_4__p_1">Fin.</p>
          </content>
        </paragraph>
      </section>
    </mainBody>
  </statement>
</akomaNtoso>
"""  # noqa: E501  # lines are what is tested
