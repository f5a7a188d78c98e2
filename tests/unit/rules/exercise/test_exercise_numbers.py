"""The numbers of the exercise records, stated once more by hand, and what each of them does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.assessment import Effort
from rules.catalogue import record, records
from rules.exercise.changes import adapted
from rules.exercise.dosing import within
from rules.exercise.limits import limits
from rules.exercise.programme import for_level

BY_HAND: dict[str, dict[str, Any]] = {
    "change.max_load_60": {"max_percent_1rm": 60, "max_effort_0_10": 6},
    "change.max_load_40": {"max_percent_1rm": 39, "from_percent_1rm": 20, "max_effort_0_10": 4},
    "change.no_near_maximal": {"max_percent_1rm": 70, "max_effort_0_10": 7},
    "change.half_load": {"load_factor": 0.5, "max_effort_0_10": 4},
    "change.borg_11_to_13": {
        "effort": {"scale": "borg_6_20", "low": 11, "high": 13},
        "gives_way_to_effort_0_10": 4,
    },
    "change.aerobic_base": {"aerobic_base_weeks": [3, 4]},
    "exercise.aerobic_base": {"sessions_per_week": [5, 5], "minutes": [10, 20]},
    "balance.sitting_balance": {"days_per_week": 7},
    "balance.sitting_reach_accompanied": {"days_per_week": 7},
    "balance.stance_at_support": {"days_per_week": 3},
    "balance.weight_shift_at_support": {"days_per_week": 3},
    "balance.tandem_stance": {"days_per_week": 3},
    "balance.heel_toe_walk": {"days_per_week": 3},
    "balance.single_leg_stance": {"days_per_week": 3},
    "balance.daily_balance_at_support": {"days_per_week": 7},
    "aerobic.stand_and_step_with_help": {"days_per_week": 7},
    "aerobic.short_walks": {"days_per_week": 5},
    "aerobic.walking_most_days": {"days_per_week": 5},
    "aerobic.interval_walks": {"days_per_week": 5},
    "aerobic.usual_walking": {"days_per_week": 7},
    "aerobic.who_aerobic": {
        "moderate_minutes": [150, 300],
        "vigorous_minutes": [75, 150],
        "balance_days": 3,
        "days_per_week": 5,
    },
    "aerobic.who_aerobic_moderate": {"moderate_minutes": [150, 300], "balance_days": 3, "days_per_week": 5},
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_record_holds_the_numbers_that_were_checked_by_hand(name: str) -> None:
    found = record(name).values
    assert {field: found[field] for field in BY_HAND[name]} == BY_HAND[name]


@pytest.mark.parametrize("name", [name for name in records("exercise/balance") if name in BY_HAND])
def test_every_number_of_a_balance_or_walking_record_was_checked_by_hand(name: str) -> None:
    def is_number(value: object) -> bool:
        return isinstance(value, int | float) or (isinstance(value, list) and all(isinstance(x, int) for x in value))

    numbers = {field for field, value in record(name).values.items() if is_number(value) and value != []}
    assert numbers == set(BY_HAND[name])


def test_every_balance_and_walking_task_says_on_how_many_days() -> None:
    assert all("days_per_week" in item.values for item in records("exercise/balance").values())


def test_a_cap_below_40_per_cent_starts_at_20_with_light_effort() -> None:
    first = adapted("exercise.programme_c", ("max_load_40",)).phases[0]
    assert (first.load_percent_1rm, first.effort) == ((20, 39), Effort("omni_0_10", 3, 4))


def test_a_programme_that_would_begin_above_a_cap_begins_at_it() -> None:
    heavy = replace(for_level("D").phases[2], load_percent_1rm=(70.0, 85.0))
    assert within(heavy, None, limits(("max_load_60",))).load_percent_1rm == (60, 60)


def test_a_cap_keeps_effort_under_its_limit_with_a_step_between_the_ends() -> None:
    hard = replace(for_level("D").phases[0], effort=Effort("omni_0_10", 8, 9))
    assert within(hard, None, limits(("max_load_60",))).effort == Effort("omni_0_10", 5, 6)
    assert within(hard, None, limits(("no_near_maximal",))).effort == Effort("omni_0_10", 6, 7)


@pytest.mark.parametrize(
    ("highest", "kept"),
    [(3, Effort("omni_0_10", 2, 3)), (4, Effort("omni_0_10", 3, 4)), (5, Effort("borg_6_20", 11, 13))],
)
def test_effort_on_borgs_scale_gives_way_to_a_light_cap_only(highest: int, kept: Effort) -> None:
    borg = replace(for_level("D").phases[0], effort=Effort("borg_6_20", 11, 13))
    capped = replace(limits(()), max_effort=highest)
    assert within(borg, None, capped).effort == kept


def test_the_walking_base_takes_the_longer_of_three_to_four_weeks() -> None:
    assert limits(("aerobic_base",)).aerobic_base_weeks == 4


@pytest.mark.parametrize("name", ["aerobic.who_aerobic", "aerobic.who_aerobic_moderate"])
def test_the_minutes_of_aerobic_activity_stand_in_its_words(name: str) -> None:
    entry = record(name)
    for field in ("moderate_minutes", "vigorous_minutes"):
        for number in entry.values.get(field, ()):
            assert all(str(number) in entry.says[language] for language in ("en", "zh-CN"))
