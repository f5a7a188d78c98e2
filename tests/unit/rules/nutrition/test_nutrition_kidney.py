"""Dialysis, contradictions, acute change and outdated tests: when the kidneys leave no safe number."""

from __future__ import annotations

import pytest

from rules.assessment import Severity
from rules.catalogue import words
from rules.context import Clearance
from tests.support.nutrition import (
    Person,
    condition,
    days_ago,
    findings,
    person,
    plan,
    procedure,
    series,
    severities,
    stay,
    withheld,
)

DRY = {"dry_weight_kg": 60.0}


@pytest.mark.parametrize(("ago", "dialysis"), [(0, True), (30, True), (31, False)])
def test_a_dialysis_session_counts_for_thirty_days(ago: int, dialysis: bool) -> None:
    found = plan(person(procedure("dialysis", ago=ago), egfr=10, **DRY))
    assert (found.row == "P1") is dialysis


def test_an_earlier_session_asks_whether_dialysis_goes_on() -> None:
    found = plan(person(procedure("dialysis", ago=31), egfr=10))
    assert found.row == "P3"
    assert "dialysis_status" in found.asks


@pytest.mark.parametrize(
    "code",
    [
        condition("dialysis_status"),
        condition("end_stage_renal_disease", code="N18.6"),
        condition("end_stage_renal_disease", code="http://hl7.org/fhir/sid/icd-10-cm|N18.6"),
    ],
)
def test_a_code_of_dialysis_dependence_is_dialysis(code: object) -> None:
    assert plan(person(code, egfr=None, **DRY)).row == "P1"  # type: ignore[arg-type]


def test_kidney_failure_without_a_word_on_dialysis_gives_no_number_and_is_not_called_a_contradiction() -> None:
    found = withheld(person(condition("end_stage_renal_disease", code="46177005"), egfr=9))
    assert found.reasons == ("K16.dialysis_open",)
    assert "contradict" not in words()["K16.dialysis_open"]["en"] + words()["action.K16.dialysis_open"]["en"]
    assert found.clear_first == ("dialysis_status",)


def test_a_session_settles_what_the_end_stage_code_leaves_open() -> None:
    assert plan(person(condition("end_stage_renal_disease"), procedure("dialysis"), egfr=9, **DRY)).row == "P1"


@pytest.mark.parametrize(("egfr", "contradicts"), [(29.9, False), (30.0, True), (30.1, True)])
def test_dialysis_against_an_egfr_of_30_gives_no_number(egfr: float, contradicts: bool) -> None:
    someone = person(condition("dialysis_status", ago=30), egfr=egfr, **DRY)
    assert ("K16.contradiction" in findings(someone)) is contradicts


@pytest.mark.parametrize(("egfr", "contradicts"), [(14.9, False), (15.0, True), (15.1, True)])
def test_an_old_dialysis_code_without_sessions_is_doubted_from_an_egfr_of_15(egfr: float, contradicts: bool) -> None:
    someone = person(condition("dialysis_status", ago=366), egfr=egfr, **DRY)
    assert ("K16.contradiction" in findings(someone)) is contradicts


@pytest.mark.parametrize(("ago", "contradicts"), [(364, False), (365, False), (366, True), (None, True)])
def test_a_dialysis_code_is_old_after_twelve_months_or_without_a_date(ago: int | None, contradicts: bool) -> None:
    someone = person(condition("dialysis_status", ago=ago), egfr=20, **DRY)
    assert ("K16.contradiction" in findings(someone)) is contradicts


def test_a_session_keeps_an_old_code_true() -> None:
    assert plan(person(condition("dialysis_status", ago=900), procedure("dialysis"), egfr=20, **DRY)).row == "P1"


@pytest.mark.parametrize("egfr", [12.0, 45.0, 90.0, None])
def test_a_transplant_gives_no_number(egfr: float | None) -> None:
    found = withheld(person(condition("kidney_transplant"), egfr=egfr))
    assert found.reasons == ("K16.transplant",)
    assert found.rule == "K16.transplant"
    assert found.clear_first == ("transplant_team",)


def test_a_transplant_alone_contradicts_nothing_but_beside_dialysis_it_does() -> None:
    assert "K16.contradiction" not in findings(person(condition("kidney_transplant"), egfr=52))
    both = findings(person(condition("kidney_transplant"), condition("dialysis_status", ago=30), egfr=None))
    assert "K16.transplant" not in both
    assert len(both["K16.contradiction"].evidence) == 2


@pytest.mark.parametrize("stage", ["ckd_4", "ckd_5"])
@pytest.mark.parametrize(("egfr", "contradicts"), [(59.9, False), (60.0, True)])
def test_an_advanced_kidney_code_against_a_normal_egfr_gives_no_number(
    stage: str, egfr: float, contradicts: bool
) -> None:
    assert ("K16.contradiction" in findings(person(condition(stage), egfr=egfr))) is contradicts


@pytest.mark.parametrize(
    "someone",
    [
        person(condition("ckd_4"), egfr=None),
        person(condition("ckd_5"), egfr=50, egfr_ago=366),
        person(egfr=29, egfr_ago=366),
        person(condition("pneumonia", ago=3), egfr=29, egfr_ago=93),
    ],
)
def test_advanced_disease_without_a_current_egfr_is_not_treated_as_unknown_kidneys(someone: Person) -> None:
    found = withheld(someone)
    assert found.reasons == ("K17.outdated",)
    assert found.clear_first == ("creatinine_and_cystatin_c",)
    assert severities(someone)["K17.outdated"] is Severity.UNKNOWN


def test_an_outdated_moderate_egfr_is_unknown_with_a_warning() -> None:
    found = plan(person(egfr=45, egfr_ago=366))
    assert found.row == "P6"
    assert "last_egfr_was_low" in found.notes


@pytest.mark.parametrize("ago", [0, 92, None])
def test_acute_kidney_injury_gives_no_number(ago: int | None) -> None:
    found = withheld(person(condition("acute_kidney_injury", ago=ago), egfr=70))
    assert found.reasons == ("K17.acute",)
    assert "nephrologist_review" in found.clear_first


def test_an_old_kidney_injury_is_history_once_the_kidneys_were_tested_since() -> None:
    assert plan(person(condition("acute_kidney_injury", ago=400), egfr=70)).row == "P9"


@pytest.mark.parametrize("egfr_ago", [93, 94])
def test_an_old_kidney_injury_stands_without_a_later_test(egfr_ago: int) -> None:
    found = withheld(person(condition("acute_kidney_injury", ago=93), egfr=70, egfr_ago=egfr_ago))
    assert found.reasons == ("K17.acute",)


@pytest.mark.parametrize(
    ("earlier", "latest", "rule"),
    [(100, 150, None), (100, 151, "K17.acute"), (100, 149, None), (100, 50, None), (100, 49, "K17.falling")],
)
def test_a_creatinine_change_of_more_than_half_gives_no_number_and_says_its_direction(
    earlier: float, latest: float, rule: str | None
) -> None:
    values = series("creatinine_umol_per_l", (60, earlier), (1, latest))
    someone = person(earlier={"creatinine_umol_per_l": values})
    assert {"K17.acute", "K17.falling"} & set(findings(someone)) == ({rule} if rule else set())
    if rule:
        assert withheld(someone).reasons == (rule,)
        assert ("falling" in words()[rule]["en"], "下降" in words()[rule]["zh-CN"]) == (rule == "K17.falling",) * 2


def test_a_falling_creatinine_in_acute_kidney_injury_is_still_acute_injury() -> None:
    values = series("creatinine_umol_per_l", (10, 300), (1, 100))
    someone = person(condition("acute_kidney_injury", ago=10), earlier={"creatinine_umol_per_l": values})
    assert {"K17.acute", "K17.falling"} & set(findings(someone)) == {"K17.acute"}


@pytest.mark.parametrize(("ago", "acute"), [(93, True), (94, False)])
def test_the_change_is_looked_for_within_three_months_of_the_latest_creatinine(ago: int, acute: bool) -> None:
    values = series("creatinine_umol_per_l", (ago, 80), (1, 160))
    assert ("K17.acute" in findings(person(earlier={"creatinine_umol_per_l": values}))) is acute


def test_a_swing_hidden_between_is_found() -> None:
    values = series("creatinine_umol_per_l", (60, 100), (30, 260), (1, 105))
    assert "K17.falling" in findings(person(earlier={"creatinine_umol_per_l": values}))


def test_a_swing_of_long_ago_is_not_acute() -> None:
    values = series("creatinine_umol_per_l", (500, 80), (450, 200))
    assert "K17.acute" not in findings(person(egfr=None, earlier={"creatinine_umol_per_l": values}))


def test_creatinine_before_and_after_dialysis_is_no_acute_injury() -> None:
    values = series("creatinine_umol_per_l", (3, 800), (1, 300))
    someone = person(procedure("dialysis"), egfr=None, earlier={"creatinine_umol_per_l": values}, **DRY)
    assert plan(someone).row == "P1"


def test_a_named_clinician_can_clear_an_acute_kidney_finding() -> None:
    someone = person(condition("acute_kidney_injury", ago=10), egfr=70)
    cleared = Clearance("K17.acute", days_ago(5), "nephrologist on duty", days_ago(-20))
    assert plan(someone, clearances=(cleared,)).row == "P9"
    assert findings(someone, (cleared,))["K17.acute"].severity is Severity.NOTE


def test_no_kidney_test_is_a_note_and_not_an_unread_kidney() -> None:
    someone = person(egfr=None)
    assert severities(someone) == {"K17.unknown": Severity.NOTE}
    assert plan(someone).row == "P6"


def test_unread_kidney_tests_leave_no_plan() -> None:
    someone = person(egfr=None).unread("Observation:laboratory")
    assert severities(someone)["unread.kidney"] is Severity.UNKNOWN
    assert "unread.kidney" in withheld(someone).reasons


def test_creatinine_in_little_muscle_asks_for_cystatin_c() -> None:
    found = plan(person(stage="sarcopenia"))
    assert "creatinine_reads_high" in found.notes
    assert "cystatin_c" in found.asks


@pytest.mark.parametrize("name", ["egfr_cystatin_ml_per_min", "egfr_combined_ml_per_min", "cystatin_c_mg_per_l"])
def test_cystatin_c_on_record_ends_that_warning(name: str) -> None:
    assert "creatinine_reads_high" not in plan(person(stage="sarcopenia", **{name: 1.0})).notes


def test_diabetes_without_a_urine_albumin_asks_for_it() -> None:
    assert "uacr" in plan(person(condition("diabetes"))).asks
    assert "uacr" not in plan(person(condition("diabetes"), uacr_mg_per_g=20)).asks
    assert "uacr" not in plan(person()).asks


def test_malnutrition_on_dialysis_aims_at_the_upper_end() -> None:
    found = plan(person(procedure("dialysis"), egfr=None, mna_sf=5, **DRY))
    assert {"aim_at_upper_end", "dialysis_not_restricted"} <= set(found.also)
    assert found.refer == ("renal_dietitian",)


# ── an early stage beside dialysis ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("stage_ago", "dialysis_ago", "contradicts"),
    [(10, 100, True), (100, 100, True), (101, 100, False), (900, 100, False), (None, 100, True), (900, None, True)],
)
def test_an_early_stage_recorded_with_or_after_dialysis_contradicts_it(
    stage_ago: int | None, dialysis_ago: int | None, contradicts: bool
) -> None:
    someone = person(
        condition("ckd_1_to_3", ago=stage_ago), condition("dialysis_status", ago=dialysis_ago), egfr=None, **DRY
    )
    assert ("K16.contradiction" in findings(someone)) is contradicts
    if contradicts:
        assert withheld(someone).clear_first == ("dialysis_status",)
        labels = {item.label for item in findings(someone)["K16.contradiction"].evidence}
        assert labels == {"ckd_1_to_3", "dialysis_status"}
    else:
        assert plan(someone).row == "P1"


@pytest.mark.parametrize(("egfr", "contradicts"), [(14.9, False), (15.0, True), (15.1, True)])
def test_an_egfr_below_15_decides_for_dialysis(egfr: float, contradicts: bool) -> None:
    someone = person(condition("ckd_1_to_3", ago=10), procedure("dialysis", ago=12), egfr=egfr, **DRY)
    assert ("K16.contradiction" in findings(someone)) is contradicts


def test_an_early_stage_alone_contradicts_nothing() -> None:
    assert "K16.contradiction" not in findings(person(condition("ckd_1_to_3", ago=10), egfr=50))


@pytest.mark.parametrize(
    ("qualifiers", "ago", "here", "row"),
    [
        (("decompensated",), 3, True, "P4"),
        (("decompensated",), 3, False, "P5"),
        (("decompensated",), 200, True, "P5"),
        (("nyha_2",), 3, True, "P5"),
    ],
)
def test_an_admission_for_decompensated_heart_failure_is_an_acute_admission(
    qualifiers: tuple[str, ...], ago: int, here: bool, row: str
) -> None:
    heart = condition("heart_failure", ago=ago, qualifiers=qualifiers)
    assert plan(person(heart, *([stay()] if here else []), egfr=50)).row == row
