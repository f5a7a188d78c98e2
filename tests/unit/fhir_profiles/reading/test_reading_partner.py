"""Whether somebody lives with a partner, and how long they sleep, as records say it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fhir_profiles.reading import read_whole
from rules.eligibility import standing
from rules.facts import PatientRecord
from tests.support.fhir_resources import AS_OF, ME, patient, reasons_of

MARITAL = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"


def read(**elements: Any) -> PatientRecord:
    return read_whole(json.dumps(patient(**elements)).encode(), AS_OF)


def concepts(record: PatientRecord) -> list[str]:
    return [name for one in record.conditions for name in one.concepts]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("S", ["without_partner"]),
        ("D", ["without_partner"]),
        ("W", ["without_partner"]),
        ("U", ["without_partner"]),
        ("30", ["without_partner"]),
        ("M", ["with_partner"]),
        ("T", ["with_partner"]),
        ("20", ["with_partner"]),
        ("L", []),
        ("A", []),
        ("UNK", []),
    ],
)
def test_the_marital_status_says_whether_there_is_a_partner(code: str, told: list[str]) -> None:
    record = read(maritalStatus={"coding": [{"system": MARITAL, "code": code}]})
    assert concepts(record) == told
    assert [str(one.source).endswith("#maritalStatus") for one in record.conditions] == [True] * len(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [("丧偶", ["without_partner"]), ("已婚", ["with_partner"]), ("Never Married", ["without_partner"]), ("其他", [])],
)
def test_a_marital_status_in_words_is_understood(text: str, told: list[str]) -> None:
    assert concepts(read(maritalStatus={"text": text})) == told


def test_a_bare_code_is_shown_with_the_name_of_its_element() -> None:
    (bare,) = read(maritalStatus={"coding": [{"system": MARITAL, "code": "W"}]}).conditions
    (named,) = read(maritalStatus={"coding": [{"system": MARITAL, "code": "W", "display": "Widowed"}]}).conditions
    assert (bare.label, named.label) == ("maritalStatus W", "Widowed")


def test_two_codes_that_contradict_each_other_say_nothing() -> None:
    coding = [{"system": MARITAL, "code": "M"}, {"system": MARITAL, "code": "W"}]
    assert concepts(read(maritalStatus={"coding": coding})) == []


def test_a_marital_status_of_the_wrong_type_is_ignored_and_the_rest_is_read() -> None:
    record = read(maritalStatus="W", gender="female")
    assert record.sex == "female"
    assert reasons_of(record) == [("maritalStatus", "wrong_type")]


def test_a_marital_status_alone_is_no_record_to_go_by() -> None:
    bare, said = read(), read(maritalStatus={"coding": [{"system": MARITAL, "code": "W"}]})
    assert standing(said, AS_OF.date()) is standing(bare, AS_OF.date())


def observation(value: float, unit: str) -> bytes:
    sleep = {
        "resourceType": "Observation",
        "id": "sleep",
        "status": "final",
        "subject": {"reference": f"Patient/{ME}"},
        "effectiveDateTime": "2026-05-20",
        "code": {"coding": [{"system": "http://loinc.org", "code": "93832-4"}]},
        "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": unit},
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": patient()}, {"resource": sleep}],
    }
    return json.dumps(bundle).encode()


@pytest.mark.parametrize(
    ("value", "unit", "hours"), [(7, "h", 7), (7.5, "h/d", 7.5), (300, "min", 5), (480, "min/d", 8)]
)
def test_sleep_is_read_in_hours_and_in_minutes(value: float, unit: str, hours: float) -> None:
    (one,) = read_whole(observation(value, unit), AS_OF).series["sleep_hours_per_day"]
    assert one.value == pytest.approx(hours)


@pytest.mark.parametrize("value", [-1, 25])
def test_a_day_has_no_more_than_24_hours_of_sleep(value: float) -> None:
    assert "sleep_hours_per_day" not in read_whole(observation(value, "h"), AS_OF).series
