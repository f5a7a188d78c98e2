"""Drafted orders, whatever they are: nothing is lost, nothing is silenced by company, nothing breaks."""

from __future__ import annotations

import json
import string
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.cards import answer
from fhir_profiles.reading.drafts import read_drafts
from rules.assessment import Severity
from tests.support.assessments import LANGUAGES, asked
from tests.support.cds_response import faults
from tests.support.fhir_resources import ME, Json, bundle, observation
from tests.support.moments import allergy, concerns, diet, drug, problem, said, sarcopenia, service, signing, supplement

TEXTS = st.sampled_from(
    [
        "Strict bed rest",
        "绝对卧床",
        "Resistance training",
        "抗阻训练",
        "Physiotherapy",
        "Prednisone 20 mg",
        "佐匹克隆",
        "High-protein diet, protein 1.8 g/kg",
        "低蛋白饮食",
        "Whey, milk-free",
        "Nil by mouth",
        "Chest X-ray",
        "",
    ]
) | st.text(max_size=40)
GRAMS = st.none() | st.floats(0, 300, allow_nan=False)
DAYS = st.none() | st.floats(0, 400, allow_nan=False)
MODERATE = settings(max_examples=150, deadline=None)
MANY = settings(max_examples=2_000, deadline=None)
PEOPLE = st.sampled_from(
    [
        sarcopenia(),
        sarcopenia(observation("8480-6", 190, "mm[Hg]", id="sys2", effectiveDateTime="2026-06-01T11:00:00Z")),
        sarcopenia(allergy("Milk"), problem("M17.9", "Knee osteoarthritis")),
        sarcopenia(problem("Z51.5", "Palliative care")),
        sarcopenia(creatinine=250),
    ]
)


@st.composite
def drafts(draw: st.DrawFn) -> list[Json]:
    makers = (
        lambda name: service(draw(TEXTS), name),
        lambda name: drug(draw(TEXTS), name, days=draw(DAYS)),
        lambda name: diet(draw(TEXTS), name, grams=draw(GRAMS)),
        lambda name: supplement(draw(TEXTS), name),
    )
    return [draw(st.sampled_from(makers))(f"d{number}") for number in range(draw(st.integers(0, 5)))]


@MODERATE
@given(PEOPLE, drafts(), st.sampled_from(LANGUAGES))
def test_any_drafts_are_answered_as_the_standard_wants(person: Any, written: list[Json], language: str) -> None:
    given_answer = answer(signing(person, *written), asked(language))
    assert faults({"cards": list(given_answer.cards)}) == []
    assert len(given_answer.cards) <= 2


@MODERATE
@given(PEOPLE, drafts(), st.randoms(use_true_random=False))
def test_the_order_of_the_drafts_changes_nothing(person: Any, written: list[Json], random: Any) -> None:
    shuffled = random.sample(written, len(written))
    assert said(person, *written) == said(person, *shuffled)


@MODERATE
@given(PEOPLE, drafts(), drafts())
def test_no_company_silences_a_stop(person: Any, written: list[Json], more: list[Json]) -> None:
    """Other drafts may settle a warning; what must wait must wait beside any others."""

    def stops(*held: Json) -> set[str]:
        return {item.id for item in concerns(person, *held) if item.severity is Severity.STOP}

    others = [item | {"id": f"more-{number}"} for number, item in enumerate(more)]
    assert stops(*written) <= stops(*written, *others)


@MODERATE
@given(PEOPLE, drafts())
def test_every_draft_is_either_read_or_named(person: Any, written: list[Json]) -> None:
    found = read_drafts(json.dumps(bundle(written)).encode(), ME)
    accounted = {item.source.resource_id for item in (*found.orders, *found.unclear)}
    assert accounted == {item["id"] for item in written}
    assert person.patient_id == ME


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(string.ascii_letters, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_letters, max_size=5), inner),
    max_leaves=8,
)
ELEMENTS = ("code", "status", "subject", "identifier", "oralDiet", "supplement", "dosageInstruction", "id", "contained")


@MANY
@given(st.sampled_from(["ServiceRequest", "MedicationRequest", "NutritionOrder"]), st.sampled_from(ELEMENTS), JSON)
def test_no_element_of_a_draft_breaks_the_reading_and_a_broken_one_is_named(kind: str, name: str, value: Any) -> None:
    plain: Json = {"resourceType": kind, "id": "d", "code": {"text": "Bed rest"}, "oralDiet": {"instruction": "Diet"}}
    plain["medicationCodeableConcept"] = {"text": "Prednisone"}
    found = read_drafts(json.dumps(bundle((plain | {name: value},))).encode(), ME)
    ended = name == "status" and value in ("stopped", "ended", "completed")
    assert found.orders or found.unclear or ended


@MANY
@given(st.lists(JSON, max_size=4))
def test_nothing_in_the_place_of_a_draft_breaks_the_reading(held: list[Any]) -> None:
    raw = json.dumps({"resourceType": "Bundle", "entry": [{"resource": item} for item in held]}).encode()
    read_drafts(raw, ME)
