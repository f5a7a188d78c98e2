"""Whether a plan works: judged from the twelfth week, and said where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.context import Criteria
from rules.follow_up import FollowUp, follow_up
from rules.follow_up.answer import Response
from rules.staging import stage
from tests.support.assessments import exercise_plan
from tests.support.records import Measurement, Person, ago, measured, person

GAIN = (measured("grip_kg", 14, days=90), measured("grip_kg", 16, days=3))
LOSS = (measured("grip_kg", 16, days=90), measured("grip_kg", 13, days=3))
SAME = (measured("grip_kg", 16, days=90), measured("grip_kg", 16.5, days=3))
SLOWER = (measured("tug_s", 12, days=90), measured("tug_s", 15, days=3))


def judged(*values: Measurement, started: int | None = 88, adherence: float | None = None, **facts: float) -> FollowUp:
    who: Person = person(*values, **facts)
    context = replace(who.context, plan_started=ago(started), adherence_percent=adherence)
    staging = stage(who.facts, Criteria.AWGS2019)
    return follow_up(who.record, who.facts, staging, exercise_plan(), None, context)


@pytest.mark.parametrize(("started", "early"), [(83, True), (84, False)])
def test_a_plan_is_not_judged_before_its_twelfth_week(started: int, early: bool) -> None:
    assert (judged(*GAIN, started=started).response is Response.TOO_EARLY) is early


@pytest.mark.parametrize(("days", "response"), [(18, Response.RESPONDING), (19, Response.NOT_MEASURED)])
def test_only_values_from_the_tenth_week_on_judge_it(days: int, response: Response) -> None:
    values = measured("grip_kg", 14, days=90), measured("grip_kg", 16, days=days)
    assert judged(*values).response is response


@pytest.mark.parametrize(
    ("values", "adherence", "response"),
    [
        (GAIN, None, Response.RESPONDING),
        (GAIN, 20, Response.RESPONDING),
        ((*GAIN, *SLOWER), 90, Response.MIXED),
        (SAME, None, Response.ADHERENCE_UNKNOWN),
        (SAME, 69.9, Response.ADHERENCE_LOW),
        (SAME, 70, Response.NO_RESPONSE),
        (SAME, 70.1, Response.NO_RESPONSE),
        (LOSS, 90, Response.NO_RESPONSE),
        ((), 90, Response.NOT_MEASURED),
    ],
)
def test_a_plan_that_does_not_work_is_said_to(
    values: tuple[Measurement, ...], adherence: float | None, response: Response
) -> None:
    assert judged(*values, adherence=adherence).response is response


def test_without_a_plan_nothing_is_judged() -> None:
    assert judged(*GAIN, started=None).response is None
    assert judged(*GAIN, started=-1).response is None


def test_what_to_look_at_again_is_named_with_what_is_known() -> None:
    found = judged(*SAME, adherence=80, crp_mg_per_l=14, gds15=8, vitamin_d_nmol_per_l=30).recheck
    told = [item.id for item in found]
    assert told == ["dose", "protein", "inflammation", "thyroid", "vitamin_d", "depression", "drugs"]
    known = {item.id: item.fact.value for item in found if item.fact}
    assert known == {"inflammation": 14, "depression": 8, "vitamin_d": 30}


def test_where_the_plan_works_or_was_not_done_nothing_is_looked_at_again() -> None:
    assert judged(*GAIN, adherence=90).recheck == ()
    assert judged(*SAME, adherence=10).recheck == ()
    assert judged(*SAME).recheck
