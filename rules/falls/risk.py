"""Everything this chapter knows of one person, put together."""

from __future__ import annotations

from collections.abc import Iterator

from rules.answers import Answer
from rules.context import Context
from rules.facts import Facts, PatientRecord
from rules.falls.answer import FallRisk, Reason, Stratum
from rules.falls.drugs import are_known, classes_agreed, drug_classes, drugs_taken, polypharmacy, risk_drugs
from rules.falls.history import History, history
from rules.falls.scales import ORTHOSTATIC, morse, orthostatic, screen
from rules.falls.stratum import stratum
from rules.falls.warnings import warnings


def fall_risk(record: PatientRecord, facts: Facts, context: Context) -> FallRisk:
    """The fall risk of a person on the day of a context, and what would settle more of it."""
    falls, taken, known = history(record, context.day), drugs_taken(record), are_known(record)
    level, because = stratum(record, facts, falls)
    band = morse(facts)
    drop, values = orthostatic(record, facts)
    dropped = (Reason(ORTHOSTATIC, values),) if drop is Answer.MET else ()
    return FallRisk(
        stratum=level,
        because=because,
        screen=screen(record, facts, falls),
        morse=band,
        orthostatic=drop,
        drop=values,
        drugs=risk_drugs(record) if taken else (),
        drugs_known=known,
        drug_count=len(taken),
        classes_matched=len(drug_classes()),
        classes_agreed=classes_agreed(),
        warnings=warnings(record, facts, context.site.criteria, dropped, band, taken),
        asks=tuple(_asks(record, facts, falls, level, drop, known)),
        polypharmacy=polypharmacy(record),
    )


def _asks(
    record: PatientRecord, facts: Facts, falls: History, level: Stratum, drop: Answer, drugs_known: bool
) -> Iterator[str]:
    """What is worth asking or measuring: falls are often not written down, and some things could not be read."""
    if record.unread("Condition"):
        yield "conditions_unread"
    elif not falls.falls and not falls.serious:
        yield "falls_of_last_year"
    if falls.falls and not falls.serious:
        yield "contacts_unread" if record.unread("Encounter") else "how_the_fall_was"
    if not drugs_known:
        yield "drugs_unread"
    if level is not Stratum.HIGH and facts.get("gait_m_per_s") is None and facts.get("tug_s") is None:
        yield "gait_or_tug"
    if drop is Answer.NOT_KNOWN:
        yield "standing_pressure"
