"""Refeeding risk by NICE CG32: every limit on both sides, one of the first list or two of the second."""

from __future__ import annotations

import pytest

from rules.answers import Answer
from rules.assessment import Severity
from rules.context import Clearance
from rules.nutrition.refeeding import refeeding
from tests.support.facts import fact
from tests.support.nutrition import (
    DAY,
    Person,
    condition,
    days_ago,
    drug,
    findings,
    person,
    plan,
    procedure,
    series,
    severities,
    withheld,
)

ELECTROLYTES = {"potassium_mmol_per_l": 4.2, "phosphate_mmol_per_l": 1.1, "magnesium_mmol_per_l": 0.9}


def at_bmi(bmi: float, *items: object, **values: float) -> Person:
    """A person of 160 cm with this body-mass index and normal electrolytes."""
    return person(*items, weight_kg=bmi * 1.6**2, bmi_kg_per_m2=bmi, **{**ELECTROLYTES, **values})  # type: ignore[arg-type]


def risk(someone: Person) -> Answer:
    return refeeding(someone.record, someone.facts, DAY).answer


@pytest.mark.parametrize(("bmi", "expected"), [(15.9, Answer.MET), (16.0, Answer.NOT_MET), (16.1, Answer.NOT_MET)])
def test_a_bmi_below_16_alone_is_high_risk(bmi: float, expected: Answer) -> None:
    assert risk(at_bmi(bmi, weight_loss_percent_6_months=0)) is expected


@pytest.mark.parametrize(("loss", "expected"), [(14.9, Answer.NOT_MET), (15.0, Answer.NOT_MET), (15.1, Answer.MET)])
def test_a_weight_loss_above_15_percent_alone_is_high_risk(loss: float, expected: Answer) -> None:
    assert risk(at_bmi(24, weight_loss_percent_6_months=loss)) is expected


@pytest.mark.parametrize(("days", "expected"), [(9, Answer.NOT_MET), (10, Answer.NOT_MET), (11, Answer.MET)])
def test_no_intake_for_more_than_10_days_alone_is_high_risk(days: int, expected: Answer) -> None:
    someone = at_bmi(24, condition("no_oral_intake", ago=days), weight_loss_percent_6_months=0)
    assert risk(someone) is expected


@pytest.mark.parametrize(
    ("name", "limit"),
    [("potassium_mmol_per_l", 3.5), ("phosphate_mmol_per_l", 0.8), ("magnesium_mmol_per_l", 0.7)],
)
def test_low_potassium_phosphate_or_magnesium_alone_is_high_risk(name: str, limit: float) -> None:
    assert risk(at_bmi(24, **{name: limit - 0.01})) is Answer.MET
    assert risk(at_bmi(24, **{name: limit})) is Answer.NOT_MET
    assert risk(at_bmi(24, **{name: limit + 0.01})) is Answer.NOT_MET


@pytest.mark.parametrize(("ago", "expected"), [(30, Answer.MET), (31, Answer.NOT_MET)])
def test_low_electrolytes_count_for_thirty_days(ago: int, expected: Answer) -> None:
    someone = person()
    low = fact("phosphate_mmol_per_l", 0.6, on=days_ago(ago))
    someone.facts.by_name["phosphate_mmol_per_l"] = low  # type: ignore[index]
    assert risk(someone) is expected


SECOND_LIST = {
    "bmi": (18.4, 18.5),
    "loss": (10.1, 10.0),
    "intake": (6, 5),
    "drug": (True, False),
}


def second(met: frozenset[str]) -> Person:
    """A person who meets these criteria of the second list by one step, and misses the others by one step."""
    side = {name: values[0 if name in met else 1] for name, values in SECOND_LIST.items()}
    items = [condition("no_oral_intake", ago=int(side["intake"]))]
    items += [condition("alcohol_misuse")] if side["drug"] else []
    return at_bmi(float(side["bmi"]), *items, weight_loss_percent_6_months=float(side["loss"]))


@pytest.mark.parametrize("met", [frozenset({name}) for name in SECOND_LIST] + [frozenset()])
def test_one_of_the_second_list_is_not_high_risk(met: frozenset[str]) -> None:
    assert risk(second(met)) is Answer.NOT_MET


@pytest.mark.parametrize(
    "met", [frozenset({one, other}) for one in SECOND_LIST for other in SECOND_LIST if one < other]
)
def test_any_two_of_the_second_list_are_high_risk(met: frozenset[str]) -> None:
    assert risk(second(met)) is Answer.MET


@pytest.mark.parametrize("name", ["insulin", "chemotherapy", "antacid", "diuretic", "loop_diuretic", "thiazide", "mra"])
def test_each_listed_drug_counts_beside_a_low_bmi(name: str) -> None:
    assert risk(at_bmi(18.4, drug(name), weight_loss_percent_6_months=0)) is Answer.MET


def test_insulin_with_a_diuretic_and_alcohol_are_one_criterion_of_the_guideline() -> None:
    someone = at_bmi(24, drug("insulin"), drug("loop_diuretic"), condition("alcohol_misuse"))
    assert risk(someone) is Answer.NOT_MET


@pytest.mark.parametrize(("ago", "expected"), [(92, Answer.MET), (93, Answer.NOT_MET)])
def test_chemotherapy_given_counts_for_three_months(ago: int, expected: Answer) -> None:
    someone = at_bmi(18.4, procedure("chemotherapy", ago=ago), weight_loss_percent_6_months=0)
    assert risk(someone) is expected


def test_high_risk_stops_the_plan_and_names_its_evidence() -> None:
    someone = at_bmi(15.9)
    stop = findings(someone)["K18.refeeding"]
    assert stop.severity is Severity.STOP
    assert {"no_protein_target", "no_energy_target", "no_supplement"} <= set(stop.changes)
    assert "bmi_kg_per_m2" in {item.label for item in stop.evidence}
    assert withheld(someone).rule == "nutrition.P0"


def test_a_low_bmi_with_the_rest_of_the_history_unknown_gives_no_number_until_it_is_decided() -> None:
    someone = person(weight_kg=17 * 1.6**2, mna_sf=5)
    assert severities(someone)["K18.underweight_undecided"] is Severity.UNKNOWN
    found = withheld(someone)
    assert found.reasons == ("K18.underweight_undecided",)
    assert found.clear_first == ("refeeding_history",)
    assert found.rule == "nutrition.P0"


@pytest.mark.parametrize(("bmi", "undecided"), [(18.4, True), (18.5, False)])
def test_below_18_5_an_open_refeeding_risk_leaves_no_number(bmi: float, undecided: bool) -> None:
    assert ("K18.underweight_undecided" in severities(person(weight_kg=bmi * 1.6**2))) is undecided


def test_an_open_refeeding_risk_at_a_normal_weight_keeps_energy_and_supplement_back() -> None:
    someone = person(weight_loss_percent_6_months=11, mna_sf=5)
    found = plan(someone)
    assert found.row == "P7"
    assert found.energy_kcal_per_kg_per_day is None
    assert "energy_waits_for_refeeding" in found.notes
    assert "refeeding_not_excluded" in found.no_supplement_because
    assert "refeeding_history" in found.asks
    assert severities(someone)["K18.not_excluded"] is Severity.MODIFY


def test_the_same_look_with_normal_electrolytes_and_weight_course_is_decided() -> None:
    found = plan(at_bmi(17, mna_sf=5, weight_loss_percent_6_months=2))
    assert found.energy_kcal_per_kg_per_day == (32, 38)
    assert "raise_energy_in_steps" in found.notes
    assert found.supplement is not None


def test_without_a_weight_refeeding_risk_is_not_excluded() -> None:
    found = plan(person(weight_kg=None))
    assert found.energy_kcal_per_kg_per_day is None
    assert "refeeding_not_excluded" in found.no_supplement_because


def test_fluid_hides_a_low_weight_until_the_dry_weight_is_known() -> None:
    swollen = person(condition("ascites"), weight_kg=52)
    assert risk(swollen) is Answer.NOT_KNOWN
    assert risk(person(condition("ascites"), weight_kg=52, dry_weight_kg=40)) is Answer.MET
    assert risk(person(condition("ascites"), weight_kg=52, dry_weight_kg=50)) is Answer.NOT_MET


def test_unread_vital_signs_leave_no_plan() -> None:
    someone = person(weight_kg=None).unread("Observation:vital-signs")
    assert severities(someone)["unread.refeeding"] is Severity.UNKNOWN
    assert "unread.refeeding" in withheld(someone).reasons


def test_unread_drugs_matter_only_where_they_could_make_the_second_criterion() -> None:
    well = at_bmi(24, weight_loss_percent_6_months=0).unread("MedicationRequest")
    thin = at_bmi(18.4, weight_loss_percent_6_months=0).unread("MedicationRequest")
    assert "unread.refeeding" not in findings(well)
    assert findings(thin)["unread.refeeding"].unread == ("MedicationRequest",)
    assert withheld(thin).reasons == ("unread.refeeding",)


def test_high_risk_is_high_whatever_else_was_unread() -> None:
    someone = at_bmi(15.9).unread("MedicationRequest")
    assert "K18.refeeding" in withheld(someone).reasons


def clearance(given: int, until: int = -30) -> Clearance:
    return Clearance("K18.refeeding", days_ago(given), "dietitian's doctor", days_ago(until))


def dated(days: int) -> Person:
    someone = at_bmi(15.9)
    for name in ("bmi_kg_per_m2", "weight_kg", "height_cm"):
        someone.facts.by_name[name] = fact(name, someone.facts.by_name[name].value, on=days_ago(days))  # type: ignore[index]
    return someone


def test_a_clearance_after_the_evidence_lifts_the_stop_but_never_the_caution_with_energy() -> None:
    found = plan(dated(5), clearances=(clearance(3),))
    assert found.row == "P9"
    assert found.energy_kcal_per_kg_per_day is None
    assert found.supplement is None
    assert findings(dated(5), (clearance(3),))["K18.refeeding"].cleared == "dietitian's doctor"


@pytest.mark.parametrize(
    "given",
    [
        clearance(5),  # the day of the evidence
        clearance(6),  # before it
        clearance(-1),  # not yet given
        clearance(3, until=1),  # run out
        Clearance("K18.training", days_ago(3), "doctor", days_ago(-30)),  # for something else
    ],
)
def test_no_other_clearance_lifts_it(given: Clearance) -> None:
    assert withheld(dated(5), clearances=(given,)).reasons == ("K18.refeeding",)


def test_a_clearance_cannot_follow_evidence_without_a_date() -> None:
    someone = at_bmi(18.4, condition("alcohol_misuse", ago=None), weight_loss_percent_6_months=0)
    assert withheld(someone, clearances=(clearance(0),)).reasons == ("K18.refeeding",)


# ── extreme risk ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("bmi", "extreme"), [(13.9, True), (14.0, False), (14.1, False)])
def test_a_bmi_below_14_is_an_extreme_risk(bmi: float, extreme: bool) -> None:
    assert ("K18.extreme" in findings(at_bmi(bmi, weight_loss_percent_6_months=0))) is extreme


@pytest.mark.parametrize(("days", "extreme"), [(15, False), (16, True)])
def test_no_intake_for_more_than_15_days_is_an_extreme_risk(days: int, extreme: bool) -> None:
    someone = at_bmi(24, condition("no_oral_intake", ago=days), weight_loss_percent_6_months=0)
    assert ("K18.extreme" in findings(someone)) is extreme


def test_an_extreme_risk_stops_comes_first_and_asks_for_the_heart_rhythm() -> None:
    someone = at_bmi(13)
    assert severities(someone)["K18.extreme"] is Severity.STOP
    found = withheld(someone)
    assert found.reasons[:2] == ("K18.extreme", "K18.refeeding")
    assert found.rule == "nutrition.P0"
    assert {"doctor_today", "heart_rhythm_watched", "electrolytes_and_thiamine"} <= set(found.clear_first)


def test_a_clearance_of_the_high_risk_does_not_lift_the_extreme_one() -> None:
    cleared = (Clearance("K18.refeeding", DAY, "Practitioner/1", DAY),)
    someone = person(condition("no_oral_intake", ago=20), **ELECTROLYTES, weight_loss_percent_6_months=0)
    assert "K18.extreme" in withheld(someone, clearances=cleared).reasons


@pytest.mark.parametrize(
    ("earlier", "ago", "again"), [(80, 7, True), (80, 8, False), (62.5, 1, True), (62.4, 1, False)]
)
def test_two_weights_that_cannot_both_be_right_ask_to_weigh_again(earlier: float, ago: int, again: bool) -> None:
    someone = person(weight_kg=50, earlier={"weight_kg": series("weight_kg", (ago, earlier), (0, 50))})
    assert ("K18.weigh_again" in findings(someone)) is again


def test_an_unlikely_loss_keeps_the_stop_and_asks_to_weigh_again() -> None:
    weights = series("weight_kg", (1, 80), (0, 50))
    found = findings(person(weight_kg=50, weight_loss_percent_6_months=37.5, earlier={"weight_kg": weights}))
    assert found["K18.refeeding"].severity is Severity.STOP
    assert "K18.weigh_again" in found
