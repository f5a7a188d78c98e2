"""AWGS 2019: sarcopenia is low mass with low strength or low performance; severe with both."""

from __future__ import annotations

from functools import cache

from rules.answers import Answer, any_measured
from rules.facts import Facts
from rules.staging.case_finding.finding import case_finding, shown_beside
from rules.staging.cut_offs import Criterion, criterion
from rules.staging.judgement import NOT_ASSESSABLE, Judgement, Verdict, outside_ages, requested
from rules.staging.mass import BETWEEN, index_answer, index_results, is_undecided
from rules.staging.results import answers, result_of

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN


@cache
def tests() -> dict[str, tuple[Criterion, ...]]:
    """The criteria that each test fills."""
    return {
        "grip": (criterion("awgs2019.low_grip"),),
        "chair_stand": (criterion("awgs2019.slow_chair_stand"),),
        "gait": (criterion("awgs2019.slow_gait"),),
        "sppb": (criterion("awgs2019.low_sppb"),),
        "mass": (criterion("awgs2019.low_asm_height2_dxa"), criterion("awgs2019.low_asm_height2_bia")),
    }


def verdict(strength: Answer, mass: Answer, performance: Answer) -> Verdict:
    """The row of the AWGS 2019 staging table; an answer is met where the value is low."""
    if mass is MET:
        return _low_mass(strength, performance)
    if mass is NOT_MET:
        return _normal_mass(strength, performance)
    return _unknown_mass(strength, performance)


def _unknown_mass(strength: Answer, performance: Answer) -> Verdict:
    confirm = ("mass", "mass_confirms")
    if strength is MET or (strength is NOT_MET and performance is MET):
        return Verdict("possible_sarcopenia", asks=(confirm,))
    if performance is MET:
        return Verdict("possible_sarcopenia", asks=(("grip", "severity_with_mass"), confirm))
    if strength is NOT_KNOWN:
        return Verdict(NOT_ASSESSABLE, asks=(("grip", "strength_missing"),))
    if performance is NOT_KNOWN:
        return Verdict(NOT_ASSESSABLE, asks=(("chair_stand", "performance_missing"),))
    return Verdict("no_sarcopenia", ("normal_function_mass_not_measured",))


def _low_mass(strength: Answer, performance: Answer) -> Verdict:
    function = (strength, performance)
    if function == (MET, MET):
        return Verdict("severe_sarcopenia")
    if MET in function:
        if NOT_KNOWN not in function:
            return Verdict("sarcopenia")
        by_grip = (("grip", "severity_missing"),)
        by_performance = (("chair_stand", "severity_missing"), ("gait", "severity_missing_instead"))
        asks = by_grip if strength is NOT_KNOWN else by_performance
        return Verdict("sarcopenia", ("severity_not_assessable",), asks)
    if NOT_KNOWN not in function:
        return Verdict("low_mass_only", ("low_mass_seek_nutrition",))
    missing = ((strength, ("grip", "strength_missing")), (performance, ("chair_stand", "performance_missing")))
    return Verdict(NOT_ASSESSABLE, ("low_mass_so_far",), tuple(ask for answer, ask in missing if answer is NOT_KNOWN))


def _normal_mass(strength: Answer, performance: Answer) -> Verdict:
    if MET in (strength, performance):
        return Verdict("low_function_normal_mass", ("low_function_normal_mass_seek_causes",))
    missing = NOT_KNOWN in (strength, performance)
    return Verdict("no_sarcopenia", ("function_tests_missing",) if missing else ())


def judge(facts: Facts) -> Judgement:
    """Where this person stands by AWGS 2019, and what the table asks to measure next."""
    outside = outside_ages(facts, "awgs2019.ages")
    if outside is not None:
        return outside
    by_test = tests()
    found = case_finding(facts, "awgs2019")
    strength = result_of(facts, by_test["grip"][0])
    mass = index_results(facts, by_test["mass"])
    performance = tuple([result_of(facts, by_test[name][0]) for name in ("chair_stand", "gait", "sppb")])
    steps = {
        "case_finding": any_measured(answers(found)),
        "strength": strength.answer,
        "mass": index_answer(mass),
        "performance": any_measured(answers(performance)),
    }
    row = verdict(steps["strength"], steps["mass"], steps["performance"])
    return Judgement(
        stage=row.stage,
        steps=steps,
        results=(*found, *shown_beside(facts), strength, *mass, *performance),
        notes=(*row.notes, *((BETWEEN,) if is_undecided(mass) else ())),
        requests=requested(row, by_test),
    )
