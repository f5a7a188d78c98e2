"""Loads everything that a first answer needs, so that no clinician waits for it: records, words, templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cds_service.cards import CardRequest
from cds_service.means import Means
from fhir_profiles.prefetch import PARTS
from fhir_profiles.reading import RecordReader
from fhir_profiles.reading.drafts import read_drafts
from rules.catalogue import LANGUAGES
from rules.context import Context, Moment
from rules.facts import Measurement, PatientRecord, ReadState, Sex, Source

_YEARS = 76
_STAYS = (Moment.ENCOUNTER_START, Moment.ENCOUNTER_DISCHARGE)
_DRAFTS = b"""{"resourceType": "Bundle", "entry": [
 {"resource": {"resourceType": "ServiceRequest", "id": "warm", "code": {"text": "Bed rest"}}},
 {"resource": {"resourceType": "MedicationRequest", "id": "warm", "medicationCodeableConcept": {"text": "Prednisone"}}},
 {"resource": {"resourceType": "NutritionOrder", "id": "w", "oralDiet": {"instruction": "2 g/kg protein, milk-free"}}}
]}"""


def warm(means: Means) -> None:
    """Assess one made-up person and write the cards in every language; nothing of it is kept."""
    now = means.clock()
    record = PatientRecord(
        patient_id="warm",
        sex=Sex.FEMALE,
        birth_date=now.date() - timedelta(days=366 * _YEARS),
        series={"grip_kg": (Measurement("grip_kg", 1.0, "kg", now.date(), Source("Observation")),)},
        reads=dict.fromkeys(PARTS, ReadState.READ),
    )
    RecordReader(now, means.codes, record.patient_id).build()
    plain = Context(as_of=now, site=means.site)
    drafted = read_drafts(_DRAFTS, record.patient_id, means.codes)
    signing = replace(plain, moment=Moment.ORDER_SIGN, drafts=drafted.orders, unclear=drafted.unclear)
    for context in (plain, signing, *(replace(plain, moment=moment) for moment in _STAYS)):
        assessment = means.assess(record, context)
        for language in LANGUAGES:
            asked = CardRequest("warm", record.patient_id, None, None, language, frozenset(), False, "")
            means.make_cards(assessment, asked)
