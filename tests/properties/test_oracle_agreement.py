"""The service against a second encoding of the clinical knowledge, on random people: no disagreement.

The second encoding (`tests/support/second_encoding`) was written from the published tables without the rules. Where the
two differ, one is wrong: the message names the person by a seed, and `random_person(seed)` is that person again.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from typing import Any

import orjson
import pytest

from fhir_profiles.reading import read_whole
from rules.catalogue import record as rule
from rules.measures import measures
from tests.support import oracle_catalogue as catalogue
from tests.support.cases import CASES
from tests.support.oracle_agreement import disagreements, wanted
from tests.support.oracle_people import PARTS, OraclePerson, random_person
from tests.support.oracle_values import EDGES
from tests.support.reference_people import TODAY, case_bundle
from tests.support.reference_people import cases as reference_cases
from tests.support.second_encoding import expected
from tests.support.second_encoding.nourishment import TABLE
from tests.support.staging_tables import rows

BLOCKS = 8
SHOWN = 20
AS_OF = datetime.combine(TODAY, time(18), tzinfo=UTC)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_service_and_the_second_encoding_say_the_same_of_every_random_person(block: int) -> None:
    found = [one for seed in range(block, CASES, BLOCKS) for one in disagreements(seed)]
    assert not found, "\n".join(found[:SHOWN])


# ── the second encoding itself ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", reference_cases(), ids=lambda case: case["id"])
def test_the_second_encoding_gives_what_was_worked_out_by_hand_for_every_reference_case(case: dict[str, Any]) -> None:
    second = expected(read_whole(orjson.dumps(case_bundle(case)), AS_OF), AS_OF)
    for criteria, stage in case["stages"].items():
        assert getattr(second.stages, criteria) == stage
    training, want = second.training, case["exercise"]
    assert training.state == want["state"]
    if "level" in want:
        plus, provisional = want.get("plus", False), want.get("provisional", False)
        assert (training.level, training.plus, training.provisional) == (want["level"], plus, provisional)
    protein = case["protein"]
    assert second.nutrition.row == protein["row"]
    if protein["row"] != "P0":
        assert list(second.nutrition.g_per_kg or ()) == protein["g_per_kg"]
        assert second.nutrition.grams == (tuple(protein["grams"]) if "grams" in protein else None)


def test_the_second_encoding_holds_the_same_numbers_as_the_records_of_the_protein_table() -> None:
    for name, (low, high, ceiling) in TABLE.items():
        values = rule(f"nutrition.{name}").values
        assert (*values["g_per_kg_per_day"], values["ceiling_g_per_kg_per_day"]) == (low, high, ceiling)


# ── the random people ───────────────────────────────────────────────────────────────────────────────────────────────


@cache
def people() -> tuple[OraclePerson, ...]:
    return tuple(random_person(seed) for seed in range(2000))


def test_a_seed_is_the_same_person_on_every_day() -> None:
    assert [random_person(seed) for seed in range(50)] == list(people()[:50])


def test_the_random_people_reach_every_stage_state_level_and_row() -> None:
    found = [wanted(person) for person in people()]
    for definition in ("awgs2019", "awgs2025", "ewgsop2"):
        stages = {getattr(one.stages, definition) for one in found}
        assert stages - {"not_applicable"} == {row["stage"] for row in rows(definition)}
    assert {one.training.state for one in found} == {"allowed", "modified", "stop", "unknown"}
    assert {(one.training.level, one.training.plus) for one in found} >= {(x, y) for x in "ABCD" for y in (True, False)}
    assert {one.nutrition.row for one in found} == {"", "P0", *TABLE}
    assert {one.nutrition.state for one in found} == {"given", "stop", "unknown"}


def test_the_random_people_have_every_problem_in_both_code_worlds_and_every_part_unread() -> None:
    codes = {(one.codes, one.label) for person in people() for one in person.record.conditions if one.active}
    known = [catalogue.problem(one) for one in (*catalogue.GRAVE, *catalogue.MILDER)]
    assert all(one is not None and (one.codes, one.label) in codes for one in known)
    unread = {part for person in people() for part in PARTS if person.record.unread(part)}
    assert unread == set(PARTS) - {"Patient"}


@pytest.mark.parametrize("name", EDGES)
def test_the_random_people_stand_on_every_limit_and_a_step_to_either_side(name: str) -> None:
    step, limits = EDGES[name]
    seen = {round(one.value, 3) for person in people() for one in person.record.series.get(name, ())}
    known = measures()[name]
    beside = {round(limit + step * way, 3) for limit in limits for way in (-1, 0, 1)}
    assert {value for value in beside if known.low <= value <= known.high} <= seen
