"""What was understood once is remembered, and never where it would mean something else."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_profiles.concept_terms import standard_terms
from fhir_profiles.site_codes import SiteCodes
from tests.support.fhir_resources import concept, record_of

LOCAL = "https://hospital.example/problems"


def problem(code: dict[str, Any], **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "clinicalStatus": concept("x", "active"),
        "code": code,
    } | elements


def concepts_of(code: dict[str, Any], codes: SiteCodes | None = None, **elements: Any) -> set[str]:
    return {name for one in record_of(problem(code, **elements), codes=codes).conditions for name in one.concepts}


def test_a_site_s_own_code_is_not_read_as_what_the_shared_terms_had_remembered() -> None:
    unknown = concept(LOCAL, "P1", text="Local problem one")
    assert concepts_of(unknown) == set()
    assert concepts_of(unknown, SiteCodes(conditions={(LOCAL, "P1"): "gout"})) == {"gout"}
    assert concepts_of(unknown) == set()


def test_the_terms_of_a_site_are_worked_out_once() -> None:
    codes = SiteCodes(conditions={(LOCAL, "P1"): "gout"})
    assert codes.added_to(standard_terms()) is codes.added_to(standard_terms())


def test_a_suspicion_remembered_is_not_taken_for_a_settled_problem() -> None:
    code, suspected = concept(text="rule out gout"), concept("x", "provisional")
    settled = concepts_of(code)
    assert concepts_of(code, verificationStatus=suspected) == {"gout"}
    assert concepts_of(code) == settled == set()


@pytest.mark.parametrize(("length", "is_kept"), [(200, True), (201, False)])
def test_only_short_names_are_remembered(length: int, is_kept: bool) -> None:
    text = "gout ".ljust(length, "x")
    concepts_of(concept(text=text))
    assert any(asked[1] == text for asked in standard_terms().problems) is is_kept  # type: ignore[index]


def test_a_remembered_name_reads_as_it_did_the_first_time() -> None:
    code = concept(text="Heart failure")
    first, again = (record_of(problem(code)).conditions[0] for _ in range(2))
    assert first == again


def test_what_severity_and_notes_add_is_never_remembered() -> None:
    code = concept(text="Aortic stenosis")
    severe = record_of(problem(code, severity=concept(text="severe"))).conditions[0]
    assert "severe" in severe.qualifiers
    assert "severe" not in record_of(problem(code)).conditions[0].qualifiers
