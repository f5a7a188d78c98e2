"""The numbers of the exercise records, stated once more by hand, and what each of them does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.assessment import Effort
from rules.catalogue import record, records
from rules.exercise.changes import adapted, spoken
from rules.exercise.dosing import within
from rules.exercise.limits import limits
from rules.exercise.programme import for_level, programme

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


A_ROW = ((1, 12), (7, 7), (2, 3), (1, 1), (8, 10), (5, 15), None, None, None)
PHASES: dict[str, tuple[int, list[tuple[object, ...]]]] = {
    "a": (12, [A_ROW]),
    "b": (
        12,
        [
            ((1, 4), (2, 2), (1, 1), (1, 2), (8, 12), (20, 30), (2, 3), (20, 40), (3, 4)),
            ((5, 8), (2, 2), (1, 1), (1, 2), (8, 12), (20, 30), (2, 3), (40, 50), (4, 5)),
            ((9, 12), (2, 2), (1, 1), (1, 2), (8, 12), (20, 30), (2, 3), (50, 60), (5, 6)),
        ],
    ),
    "c": (
        0,
        [
            ((1, 8), (2, 3), (1, 1), (1, 3), (8, 12), (30, 45), (2, 3), (40, 60), (5, 6)),
            ((9, 16), (2, 3), (1, 1), (1, 3), (8, 12), (30, 45), (2, 3), (60, 75), (5, 6)),
            ((17, 24), (2, 3), (1, 1), (1, 3), (8, 12), (30, 45), (2, 3), (70, 75), (5, 6)),
        ],
    ),
    "d": (
        0,
        [
            ((1, 8), (2, 3), (1, 1), (2, 4), (12, 20), (40, 60), (2, 3), (40, 60), (5, 6)),
            ((9, 16), (2, 3), (1, 1), (2, 4), (5, 12), (40, 60), (2, 3), (60, 80), (6, 7)),
            ((17, 24), (2, 3), (1, 1), (2, 4), (5, 8), (40, 60), (2, 3), (70, 85), (6, 7)),
        ],
    ),
    "hospital_b": (2, [((1, 2), (5, 10), (1, 2), (2, 3), (8, 10), (10, 20), (2, 3), (30, 60), (3, 5))]),
    "hospital_c": (2, [((1, 2), (5, 10), (1, 2), (2, 3), (8, 10), (10, 20), (2, 3), (30, 60), (3, 5))]),
    "walking": (0, [((1, 4), (7, 7), (1, 1), (1, 1), (1, 1), (5, 15), None, None, None)]),
}


@pytest.mark.parametrize("name", PHASES)
def test_every_dose_of_a_programme_is_the_one_that_was_checked_by_hand(name: str) -> None:
    supervised, rows = PHASES[name]
    found = programme(f"exercise.programme_{name}")
    assert found.supervised_weeks == supervised
    assert [
        (
            (phase.first_week, phase.last_week),
            phase.sessions_per_week,
            phase.bouts_per_day,
            phase.sets,
            phase.repetitions,
            phase.minutes,
            phase.rest_minutes,
            phase.load_percent_1rm,
            None if phase.effort is None else (phase.effort.low, phase.effort.high),
        )
        for phase in found.phases
    ] == rows


@pytest.mark.parametrize(("sppb", "weeks"), [(2, 12), (5, 12), (8, 0)])
def test_supervision_lasts_as_long_as_the_programme_says(sppb: int, weeks: int) -> None:
    level = {2: "A", 5: "B", 8: "C"}[sppb]
    assert adapted(f"exercise.programme_{level.lower()}", ()).supervised_weeks == weeks


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (("repetitions_8_to_12", "repetitions_8_to_15"), ("repetitions_8_to_12",)),
        (("higher_repetitions", "repetitions_8_to_12"), ("repetitions_8_to_12",)),
        (("high_repetitions", "higher_repetitions"), ("high_repetitions",)),
        (("high_repetitions", "repetitions_8_to_12"), ("high_repetitions", "repetitions_8_to_12")),
        (("longer_rest", "repetitions_8_to_15"), ("longer_rest", "repetitions_8_to_15")),
    ],
)
def test_a_range_of_repetitions_that_a_narrower_one_includes_is_not_said_beside_it(
    changes: tuple[str, ...], said: tuple[str, ...]
) -> None:
    assert spoken(changes) == said
