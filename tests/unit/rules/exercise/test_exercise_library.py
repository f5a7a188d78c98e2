"""The library of movements: wide enough, whole in both languages, a ladder that never leads back to where it began."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import pytest

from fhir_profiles.terminology import table
from rules.catalogue import LANGUAGES, BadRecordError, Record, record, records, words
from rules.exercise import library as module
from rules.exercise.library import (
    CAUTIONS_RULE,
    CHAPTER,
    PHASES,
    LibraryMovement,
    cautions,
    easier,
    harder,
    library,
    movement,
)
from tests.support.records import condition, done, person

MOVEMENTS = list(library().values())
POSITIONS = {"bed", "chair", "standing_supported", "standing", "gym"}
LOADS = {"body_weight", "band", "dumbbell", "ankle_weight", "machine"}
NEEDED = {
    *("push", "pull", "vertical_pull", "vertical_push", "elbow_flexion", "elbow_extension", "scapular", "grip"),
    *("squat", "lunge", "hinge", "hip_flexion", "hip_abduction", "hip_extension", "knee_extension", "knee_flexion"),
    *("ankle_plantarflexion", "ankle_dorsiflexion", "back_extension", "core", "balance", "gait", "carry"),
}
known_concepts = set(table("conditions")) | set(table("procedures"))


def names(found: LibraryMovement | None) -> str | None:
    return found and found.id.removeprefix("movement.")


def test_at_least_fifty_movements_stand_in_the_library() -> None:
    assert len(MOVEMENTS) >= 50


def test_at_least_twenty_four_movements_differ_in_pattern_position_or_muscle() -> None:
    assert len({(found.pattern, found.position, frozenset(found.muscles)) for found in MOVEMENTS}) >= 24


def test_every_place_load_and_pattern_is_there() -> None:
    assert {found.position for found in MOVEMENTS} == POSITIONS
    assert {load for found in MOVEMENTS for load in found.loading} == LOADS
    assert {found.pattern for found in MOVEMENTS} >= NEEDED


def test_every_level_has_movements_for_legs_and_for_arms() -> None:
    for level in "ABCD":
        tags = Counter(tag for found in MOVEMENTS if level in found.levels for tag in found.tags)
        assert tags["lower"] >= 6
        assert tags["upper"] >= 3


def test_the_five_movements_of_the_trial_are_in_the_library() -> None:
    trial = ("lying_leg_lift", "standing_leg_raise", "biceps_curl", "reverse_curl", "seated_pull_down")
    assert {f"movement.{name}" for name in trial} <= set(library())


@pytest.mark.parametrize("found", MOVEMENTS, ids=lambda found: found.id)
def test_every_phrase_of_a_movement_stands_in_both_languages(found: LibraryMovement) -> None:
    said = {found.id, found.name, *found.cues, *found.cautions.values(), f"pattern.{found.pattern}"}
    said |= {f"position.{found.position}", f"counted.{found.counted}"}
    said |= {f"muscle.{name}" for name in found.muscles} | {f"equipment.{name}" for name in found.equipment}
    said |= {f"loading.{name}" for name in found.loading} | {f"tag.{name}" for name in found.tags}
    for phrase in said:
        assert set(words()[phrase]) == set(LANGUAGES)
        assert all(words()[phrase].values())


@pytest.mark.parametrize("found", MOVEMENTS, ids=lambda found: found.id)
def test_every_movement_has_cues_and_cautions_of_known_conditions(found: LibraryMovement) -> None:
    assert len(found.cues) >= 2
    assert found.cautions
    assert set(found.cautions) <= known_concepts


@pytest.mark.parametrize("found", MOVEMENTS, ids=lambda found: found.id)
def test_no_movement_is_its_own_way_up_or_down(found: LibraryMovement) -> None:
    seen, queue = set[str](), list(found.progressions)
    while queue:
        name = queue.pop()
        assert name != found.id
        if name not in seen:
            seen.add(name)
            queue += movement(name).progressions


def test_every_movement_but_walking_has_an_easier_or_a_harder_one() -> None:
    alone = {found.id for found in MOVEMENTS if not found.regressions and not found.progressions}
    assert alone == {"movement.usual_walk"}


def test_the_library_lists_what_is_easier_first() -> None:
    order = {name: place for place, name in enumerate(library())}
    for found in MOVEMENTS:
        assert all(order[name] < order[found.id] for name in found.regressions)


def test_no_name_is_given_twice() -> None:
    for language in LANGUAGES:
        said = Counter(words()[found.name][language] for found in MOVEMENTS)
        assert [name for name, count in said.items() if count > 1] == []


def test_no_movement_is_a_sit_up_a_twist_or_a_jump() -> None:
    assert not {"spine_twist", "impact"} & {tag for found in MOVEMENTS for tag in found.tags}


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("head_down", {"bridge_in_bed", "prone_chest_lift", "all_fours_reach", "hip_hinge"}),
        ("spine_flexion", {"hip_hinge", "single_arm_row"}),
        ("long_lever", {"lying_leg_lift", "side_lying_leg_raise"}),
        ("deep_flexion", {"split_squat_at_support", "goblet_squat"}),
        ("isometric", {"loaded_carry"}),
        ("abdominal", {"lying_leg_lift", "lying_heel_tap", "prone_chest_lift", "all_fours_reach"}),
        ("overhead", {"seated_pull_down", "seated_overhead_press", "wall_arm_slide", "machine_pull_down"}),
        ("prone", {"prone_chest_lift"}),
        (
            "unsupported",
            {
                *("tandem_stand_at_support", "step_up", "hip_hinge", "side_step_with_band", "single_leg_stand"),
                *("loaded_carry", "goblet_squat"),
            },
        ),
    ],
)
def test_what_speaks_against_a_movement_is_said_by_its_tag(tag: str, wanted: set[str]) -> None:
    assert {names(found) for found in MOVEMENTS if tag in found.tags} == wanted


def test_every_upper_limb_movement_that_loads_a_hand_but_pushes_no_wall_needs_a_grip() -> None:
    held = {"dumbbell", "band", "machine"}
    for found in MOVEMENTS:
        if "upper" in found.tags and held & set(found.loading) and "body_weight" not in found.loading:
            assert "grip" in found.tags, found.id


def test_what_is_done_standing_bears_weight_and_what_is_done_lying_does_not() -> None:
    for found in MOVEMENTS:
        if found.position in ("bed", "chair"):
            assert "weight_bearing" not in found.tags
        elif found.position == "standing_supported":
            assert "weight_bearing" in found.tags


def test_the_nearest_easier_movement_that_fits_is_found() -> None:
    assert names(easier("movement.goblet_squat", lambda _: True)) == "sit_to_stand"
    seated = easier("movement.goblet_squat", lambda found: found.position == "chair")
    assert names(seated) == "seated_knee_extension"
    assert easier("movement.goblet_squat", lambda _: False) is None
    assert easier("movement.ankle_pump_in_bed", lambda _: True) is None


def test_the_nearest_harder_movement_that_fits_is_found() -> None:
    assert names(harder("movement.assisted_sit_to_stand", lambda _: True)) == "high_seat_sit_to_stand"
    assert names(harder("movement.assisted_sit_to_stand", lambda found: "D" in found.levels)) == "sit_to_stand"
    assert harder("movement.leg_press", lambda _: True) is None


def test_a_caution_is_said_to_whom_it_concerns_and_to_nobody_else() -> None:
    assert cautions("movement.hip_hinge", person().record) == ()
    osteoporosis = ("movement.hip_hinge.caution.osteoporosis",)
    assert cautions("movement.hip_hinge", person(condition("osteoporosis")).record) == osteoporosis
    assert cautions("movement.hip_hinge", person(condition("old_vertebral_fracture")).record) == osteoporosis
    assert cautions("movement.hip_hinge", person(condition("gout")).record) == ()


def test_a_caution_hears_an_operation_too() -> None:
    said = cautions("movement.assisted_sit_to_stand", person(done("cabg", days=100)).record)
    assert said == ("movement.assisted_sit_to_stand.caution.sternotomy",)


def test_cautions_of_two_conditions_are_both_said() -> None:
    who = person(condition("hypertension"), condition("knee_osteoarthritis")).record
    assert cautions("movement.sit_to_stand", who) == (
        "movement.sit_to_stand.caution.knee_osteoarthritis",
        "movement.sit_to_stand.caution.hypertension",
    )


@pytest.mark.parametrize("heard", sorted(record(CAUTIONS_RULE).values["also_for"].items()), ids=lambda pair: pair[0])
def test_whoever_needs_the_same_care_hears_the_same_caution(heard: tuple[str, list[str]]) -> None:
    concept, others = heard
    (first, *_) = (found for found in MOVEMENTS if concept in found.cautions)
    assert set(others) <= known_concepts
    for other in others:
        entry = done(other, days=400) if other in table("procedures") else condition(other)
        assert first.cautions[concept] in cautions(first.id, person(entry).record)


def changed(monkeypatch: pytest.MonkeyPatch, movement_name: str, **values: Any) -> None:
    """The catalogue with one movement changed."""
    entry = records()[f"movement.{movement_name}"]
    others = {**records(CHAPTER), entry.id: dataclasses.replace(entry, values={**entry.values, **values})}
    monkeypatch.setattr(module, "records", lambda _="": others)
    monkeypatch.setattr(module, "record", lambda identifier: others[identifier])


@pytest.mark.parametrize(
    ("name", "field", "value", "told"),
    [
        ("biceps_curl", "muscles", ["liver"], r"'muscles' must be a value with words"),
        ("biceps_curl", "muscles", [], r"'muscles' must be given"),
        ("biceps_curl", "tags", "upper", r"'tags' must be a list"),
        ("biceps_curl", "tags", ["sideways"], r"\[tag\.sideways\] in exercise/movements/words\.toml"),
        ("biceps_curl", "equipment", ["trapeze"], r"equipment\.trapeze"),
        ("biceps_curl", "loading", ["gravity"], r"loading\.gravity"),
        ("biceps_curl", "loading", [], r"'loading' must be given"),
        ("biceps_curl", "pattern", "wriggle", r"pattern\.wriggle"),
        ("biceps_curl", "position", "ceiling", r"position\.ceiling"),
        ("biceps_curl", "counted", "laps", r"counted\.laps"),
        ("biceps_curl", "levels", ["E"], r"'levels' must be some of A, B, C, D"),
        ("biceps_curl", "levels", [], r"'levels' must be some of A, B, C, D"),
        ("biceps_curl", "poses", {"start": "x"}, r"'poses' must be one pose for each of start, end"),
        ("biceps_curl", "cues", [], r"'cues' must be given"),
        ("biceps_curl", "name", {}, r"'name' must be given"),
        ("biceps_curl", "progressions", ["movement.flying"], r"ids of movements, not 'movement\.flying'"),
        ("biceps_curl", "regressions", ["movement.flying"], r"ids of movements, not 'movement\.flying'"),
        ("biceps_curl", "progressions", [], r"movement\.biceps_curl: 'progressions' must be complete"),
        ("reverse_curl", "regressions", [], r"movement\.reverse_curl: 'regressions' must be complete"),
    ],
)
def test_a_movement_that_cannot_be_used_is_refused_with_file_and_remedy(
    name: str, field: str, value: object, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(monkeypatch, name, **{field: value})
    with pytest.raises(BadRecordError, match=told) as refused:
        library.__wrapped__()
    assert str(refused.value).startswith("rules/exercise/movements/chair.toml, rule record movement.")


def test_a_ladder_that_leads_back_to_where_it_began_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = records()["movement.biceps_curl"], records()["movement.reverse_curl"]
    circle = {
        one.id: dataclasses.replace(one, values={**one.values, "regressions": [other.id]}),
        other.id: dataclasses.replace(other, values={**other.values, "progressions": [one.id]}),
    }
    others: dict[str, Record] = {**records(CHAPTER), **circle}
    monkeypatch.setattr(module, "records", lambda _="": others)
    monkeypatch.setattr(module, "record", lambda identifier: others[identifier])
    with pytest.raises(
        BadRecordError, match=r"a ladder, not a circle \(movement\.biceps_curl, movement\.reverse_curl\)"
    ):
        library.__wrapped__()


def test_both_poses_of_every_movement_are_named() -> None:
    for found in MOVEMENTS:
        assert tuple(found.poses) == PHASES
        assert found.poses["start"] != found.poses["end"]


def test_all_is_counted_in_repetitions_but_standing_still_walking_and_carrying() -> None:
    others = {names(found): found.counted for found in MOVEMENTS if found.counted != "repetitions"}
    assert others == {
        "tandem_stand_at_support": "seconds",
        "single_leg_stand": "seconds",
        "loaded_carry": "steps",
        "usual_walk": "minutes",
    }
