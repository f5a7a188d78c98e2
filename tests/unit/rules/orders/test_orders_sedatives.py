"""A drafted sedative against what is taken already: again, beside another one, beside an opioid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.facts import ReadState
from tests.support.fhir_resources import Json
from tests.support.moments import concerns, drug, problem, said, sarcopenia, strong

DIAZEPAM = drug("Diazepam 5 mg")


def taken(text: str, of: str = "m9", code: str = "") -> Json:
    """A drug on the active list, with its ATC code where one is given."""
    concept: Json = {"text": text}
    if code:
        concept["coding"] = [{"system": "http://www.whocc.no/atc", "code": code}]
    held = {"status": "active", "subject": {"reference": "Patient/p1"}, "medicationCodeableConcept": concept}
    return drug(text, of) | held


def test_a_new_sedative_beside_another_one_is_a_warning_and_not_called_again() -> None:
    (found,) = concerns(sarcopenia(taken("Zopiclone 3.75 mg")), DIAZEPAM)
    assert (found.id, found.severity) == ("orders.sedative_added", "modify")
    assert [item.label for item in found.evidence] == ["Zopiclone 3.75 mg"]


def test_a_new_sedative_with_an_end_beside_another_one_is_a_warning_all_the_same() -> None:
    assert said(sarcopenia(taken("Zopiclone 3.75 mg")), drug("Diazepam 5 mg", days=3)) == {
        "orders.sedative_added": "modify"
    }


@pytest.mark.parametrize(("held", "draft"), [("Tramadol 50 mg", "Diazepam 5 mg"), ("Zolpidem 5 mg", "Morphine 5 mg")])
def test_an_opioid_and_a_sleeping_drug_together_are_a_warning_for_anybody(held: str, draft: str) -> None:
    for record in (sarcopenia(taken(held)), strong(taken(held))):
        (found,) = concerns(record, drug(draft))
        assert (found.id, found.severity) == ("orders.sedative_opioid", "modify")
        assert [item.label for item in found.evidence] == [held]


def test_an_opioid_and_a_sleeping_drug_that_are_drafted_together_are_seen() -> None:
    assert said(strong(), DIAZEPAM, drug("Tramadol 50 mg", "m2")) == {"orders.sedative_opioid": "modify"}


@pytest.mark.parametrize(
    ("held", "draft", "code"),
    [
        ("Zopiclone 3.75 mg", "Zopiclone 7.5 mg", ""),
        ("佐匹克隆片 7.5mg", "Zopiclone 7.5 mg", ""),
        ("Valium", "Diazepam", "N05BA01"),
        ("地西泮片 2.5mg", "地西泮 5mg", ""),
    ],
)
def test_again_is_said_of_the_same_substance_only(held: str, draft: str, code: str) -> None:
    concept: Json = {"text": draft}
    if code:
        concept["coding"] = [{"system": "http://www.whocc.no/atc", "code": code}]
    found = said(sarcopenia(taken(held, code=code)), drug(draft, medicationCodeableConcept=concept))
    assert found == {"orders.sedative_again": "note"}


@pytest.mark.parametrize(
    ("held", "draft"), [("地西泮片", "劳拉西泮片"), ("佐匹克隆片", "右佐匹克隆片"), ("Quetiapine", "Zolpidem")]
)
def test_two_drugs_of_one_class_are_two_drugs(held: str, draft: str) -> None:
    assert said(sarcopenia(taken(held)), drug(draft)) == {"orders.sedative_added": "modify"}


def test_a_sleeping_drug_that_is_taken_already_is_not_warned_of_beside_its_opioid() -> None:
    record = sarcopenia(taken("Diazepam 5 mg"), taken("Tramadol 50 mg", "m8"))
    assert said(record, DIAZEPAM) == {"orders.sedative_again": "note"}


def test_comfort_goes_first_for_opioids_and_sedatives_too() -> None:
    record = sarcopenia(problem("Z51.5", "Palliative care"), taken("Morphine 5 mg"))
    assert said(record, drug("Midazolam 2.5 mg")) == {}


def test_what_is_taken_and_could_not_be_read_is_not_taken_for_nothing() -> None:
    record = sarcopenia()
    record = replace(record, reads=dict(record.reads) | {"MedicationRequest": ReadState.UNREAD})
    assert said(record, drug("Diazepam 5 mg", days=3)) == {
        "orders.sedative_unread": "unknown",
        "orders.sedative_short": "note",
    }
