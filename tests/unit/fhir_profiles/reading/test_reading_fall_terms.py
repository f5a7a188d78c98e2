"""Fall-risk-increasing drugs and what else falls ask for, by ATC, RxNorm and names in both languages."""

from __future__ import annotations

import pytest

from fhir_profiles.concept_terms import standard_terms
from fhir_profiles.terminology import table
from rules.falls.drugs import drug_classes
from tests.support.fhir_resources import concept

ATC = "http://www.whocc.no/atc"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def classes_of(system: str, code: str) -> frozenset[str]:
    return standard_terms().drugs.by_coding(system, code)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("N05BA01", {"benzodiazepine", "sedative"}),
        ("N05CF02", {"benzodiazepine", "sedative"}),
        ("N05BE01", {"sedative"}),
        ("N05BB01", {"sedative", "sedating_antihistamine"}),
        ("N05AN01", set()),
        ("N05AH04", {"antipsychotic"}),
        ("N02AX02", {"opioid"}),
        ("N06AB06", {"antidepressant"}),
        ("N03AE01", {"antiepileptic", "benzodiazepine"}),
        ("N04AA01", {"anticholinergic"}),
        ("N04BA02", {"levodopa"}),
        ("R06AA02", {"sedating_antihistamine"}),
        ("R06AD02", {"sedating_antihistamine"}),
        ("R06AE05", {"sedating_antihistamine"}),
        ("R06AE07", set()),
        ("R06AX13", set()),
        ("R06AX17", {"sedating_antihistamine"}),
        ("G04BD08", {"overactive_bladder_drug"}),
        ("G04CA02", {"alpha_blocker_prostate"}),
        ("G04CB01", set()),
        ("C02CA04", {"alpha_blocker_pressure"}),
        ("C02AC01", {"central_antihypertensive"}),
        ("C02LA01", {"central_antihypertensive"}),
        ("C01DA14", {"cardiac_vasodilator"}),
        ("C01AA05", {"digoxin"}),
        ("C03CA01", {"diuretic", "loop_diuretic"}),
    ],
)
def test_atc_codes_stand_for_their_classes_and_no_other(code: str, wanted: set[str]) -> None:
    assert classes_of(ATC, code) == wanted


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("1049630", {"sedating_antihistamine"}),
        ("995258", {"sedating_antihistamine", "sedative"}),
        ("905269", {"anticholinergic"}),
        ("197626", {"alpha_blocker_pressure"}),
        ("313217", {"alpha_blocker_prostate"}),
        ("884173", {"central_antihypertensive"}),
        ("999999", set()),
    ],
)
def test_rxnorm_codes_stand_for_their_classes(code: str, wanted: set[str]) -> None:
    assert classes_of(RXNORM, code) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("盐酸苯海索片", {"anticholinergic"}),
        ("酒石酸唑吡坦片", {"benzodiazepine", "sedative"}),
        ("马来酸氯苯那敏片", {"sedating_antihistamine"}),
        ("复方氨酚烷胺片", {"sedating_antihistamine"}),
        ("富马酸酮替芬滴眼液", set()),
        ("氯雷他定片", set()),
        ("盐酸西替利嗪片", set()),
        ("盐酸坦索罗辛缓释胶囊", {"alpha_blocker_prostate"}),
        ("甲磺酸多沙唑嗪缓释片", {"alpha_blocker_pressure"}),
        ("复方利血平氨苯蝶啶片", {"central_antihypertensive", "diuretic"}),
        ("盐酸可乐定滴眼液", set()),
        ("单硝酸异山梨酯缓释片", {"cardiac_vasodilator"}),
        ("尼可地尔片", {"cardiac_vasodilator"}),
        ("琥珀酸索利那新片", {"overactive_bladder_drug"}),
        ("米拉贝隆缓释片", {"overactive_bladder_drug"}),
        ("丁溴东莨菪碱注射液", set()),
        ("Diphenhydramine 25 MG Oral Capsule", {"sedating_antihistamine"}),
        ("Diphenhydramine cream 2 %", set()),
        ("Tamsulosin hydrochloride 0.4 MG", {"alpha_blocker_prostate"}),
        ("Isosorbide mononitrate 30 MG", {"cardiac_vasodilator"}),
        ("Loratadine 10 MG", set()),
        ("Amlodipine 5 MG", set()),
    ],
)
def test_names_in_both_languages_stand_for_their_classes(text: str, wanted: set[str]) -> None:
    assert standard_terms().drugs.find((), (text,)) == wanted


def test_every_class_of_the_list_has_terms() -> None:
    known = table("drugs")
    for found in drug_classes():
        for name in found.classes:
            assert known[name]["atc"], name
            assert known[name]["en"], name
            assert known[name]["zh"], name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("步态不稳", {"unsteadiness"}),
        ("跌倒恐惧", {"fear_of_falling"}),
        ("害怕跌倒", {"fear_of_falling"}),
        ("Fear of falling", {"fear_of_falling"}),
        ("Unsteadiness on feet", {"unsteadiness"}),
        ("双眼视力下降", {"visual_impairment"}),
        ("红绿色盲", set()),
    ],
)
def test_what_the_key_questions_ask_is_understood(text: str, wanted: set[str]) -> None:
    assert standard_terms().conditions.find((), (text,)) == wanted


@pytest.mark.parametrize("text", ["跌倒，倒地后不能自行起身", "Fall at home, unable to get up for two hours"])
def test_a_long_time_on_the_floor_is_understood(text: str) -> None:
    assert "long_lie" in standard_terms().qualifiers.by_words(text.casefold())


@pytest.mark.parametrize("text", ["运动处方", "Resistance training programme", "抗阻训练"])
def test_an_order_for_training_is_understood(text: str) -> None:
    assert "exercise_programme" in standard_terms().orders.find((), (text,))
    assert concept(text=text)["text"] == text
