"""The guards of the nutrition plan: what stops it, what changes it, and what could not be decided (`guards.toml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from rules.answers import Answer
from rules.assessment import Finding, Severity
from rules.catalogue import record as rule
from rules.context import Context
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition import allergies, pairs, swallowing
from rules.nutrition.evidence import conditions, of_entry, of_value, orders, procedures, recent
from rules.nutrition.illness import inpatient
from rules.nutrition.kidney import Kidney
from rules.nutrition.look import Look, look
from rules.nutrition.malnutrition import low_intake
from rules.nutrition.refeeding import Refeeding
from rules.nutrition.windows import within_months

DOMAIN = "nutrition"
_OF_UNREAD = (
    *("unread.nutrition_problems", "unread.allergies", "unread.kidney", "unread.nutrition_drugs"),
    *("unread.dialysis", "unread.refeeding", "unread.swallowing"),
)


@dataclass(frozen=True, slots=True)
class Examination:
    """One person at one moment, looked at once: what was seen, and every guard that follows from it."""

    record: PatientRecord
    facts: Facts
    context: Context
    seen: Look
    findings: tuple[Finding, ...]

    def is_of(self, record: PatientRecord, facts: Facts, context: Context) -> bool:
        """Was it made of this very record, with these facts, at this moment?"""
        return self.record is record and self.facts is facts and self.context is context


def examine(record: PatientRecord, facts: Facts, context: Context) -> Examination:
    """Look at a person once, for those who need the guards and the plan."""
    seen = look(record, facts, context.day)
    return Examination(record, facts, context, seen, _guards(record, facts, context, seen))


def findings(record: PatientRecord, facts: Facts, context: Context) -> tuple[Finding, ...]:
    """Every guard that applies to this person, most urgent first; an unread need is a finding of its own."""
    return examine(record, facts, context).findings


def _guards(record: PatientRecord, facts: Facts, context: Context, seen: Look) -> tuple[Finding, ...]:
    day, kidney = context.day, seen.kidney
    comfort = _comfort(record, day)
    found = [
        *_stops(record, context, seen, comfort),
        *_undecided(kidney),
        *_unread(record, kidney, seen.refeeding),
        *_kidney_changes(record, kidney, facts, day),
        *_body_changes(seen, comfort),
        *_if_any(("K18.weigh_again", () if comfort else _unlikely_weights(record, day))),
        *_food_changes(record, seen),
        *_liver(record, facts, day),
        *_if_any(("K24.vitamin_d", seen.against_vitamin_d)),
        *_drugs_with_food(record, facts, kidney, day),
    ]
    return tuple(sorted(found, key=lambda finding: finding.urgency))


def _finding(identifier: str, evidence: tuple[Evidence, ...] = (), unread: tuple[str, ...] = ()) -> Finding:
    values = rule(identifier).values
    return Finding(
        id=identifier,
        domain=DOMAIN,
        severity=Severity(values["severity"]),
        urgency=values["urgency"],
        evidence=evidence,
        changes=tuple(values.get("changes", ())),
        unread=unread,
    )


def _if_any(*found: tuple[str, tuple[Evidence, ...]]) -> list[Finding]:
    """A finding for each guard that has evidence."""
    return [_finding(identifier, evidence) for identifier, evidence in found if evidence]


def _stops(record: PatientRecord, context: Context, seen: Look, comfort: tuple[Evidence, ...]) -> list[Finding]:
    risk, kidney = seen.refeeding, seen.kidney
    clearable = _if_any(
        ("K18.refeeding", risk.evidence if risk.answer is Answer.MET else ()),
        ("K18.extreme", risk.extreme),
        ("K17.acute", kidney.acute),
        ("K17.falling", kidney.falling),
    )
    return [
        *_if_any(
            ("K25.comfort", comfort),
            ("K19.no_oral_intake", swallowing.no_oral_intake(record)),
            ("K20.metabolism", conditions(record, rule("K20.metabolism").values["concepts"])),
        ),
        *[_unless_cleared(finding, context) for finding in clearable],
    ]


def _comfort(record: PatientRecord, day: date) -> tuple[Evidence, ...]:
    """Palliative care as a problem, an order, or a procedure of the last months."""
    meaning = rule("K25.comfort").values
    concepts, months = meaning["concepts"], meaning["procedure_counts_for_months"]
    given = (item for item in procedures(record, concepts) if within_months(item.since, months, day))
    return (*conditions(record, concepts), *orders(record, concepts), *map(of_entry, given))


def _unless_cleared(finding: Finding, context: Context) -> Finding:
    """The finding, or a note where a named clinician cleared it after its newest evidence and the clearance runs."""
    dates = [item.on for item in finding.evidence]
    if None in dates:
        return finding
    newest = max(day for day in dates if day is not None)
    for clearance in context.clearances:
        if clearance.finding == finding.id and newest < clearance.given_on <= context.day <= clearance.until:
            return Finding(
                finding.id, DOMAIN, Severity.NOTE, finding.urgency, finding.evidence, cleared=clearance.given_by
            )
    return finding


def _undecided(kidney: Kidney) -> list[Finding]:
    return _if_any(
        ("K16.contradiction", kidney.contradiction),
        ("K16.transplant", kidney.transplant),
        ("K16.dialysis_open", kidney.dialysis_open),
        ("K17.outdated", kidney.outdated),
    )


@cache
def _needs() -> Mapping[str, tuple[str, ...]]:
    """The parts of a record that the guards of unread parts ask for."""
    return {identifier: tuple(rule(identifier).values["needs"]) for identifier in _OF_UNREAD}


@cache
def _every_need() -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for parts in _needs().values() for part in parts))


def _unread(record: PatientRecord, kidney: Kidney, risk: Refeeding) -> Iterator[Finding]:
    if not record.unread(*_every_need()):
        return
    needs = _needs()
    for identifier in ("unread.nutrition_problems", "unread.allergies", "unread.kidney", "unread.nutrition_drugs"):
        missing = record.unread(*needs[identifier])
        if missing:
            yield _finding(identifier, unread=missing)
    if record.unread("Procedure") and not kidney.dialysis:
        yield _finding("unread.dialysis", unread=("Procedure",))
    missing = tuple(part for part in risk.unread if part in needs["unread.refeeding"])
    if missing:
        yield _finding("unread.refeeding", unread=missing)
    missing = record.unread(*needs["unread.swallowing"])
    if missing and (inpatient(record) or record.unread("Encounter")):
        yield _finding("unread.swallowing", unread=missing)


def _kidney_changes(record: PatientRecord, kidney: Kidney, facts: Facts, day: date) -> Iterator[Finding]:
    yield from _if_any(("K16.dialysis", kidney.dialysis))
    if kidney.unknown and not record.unread("Observation:laboratory"):
        yield _finding("K17.unknown", () if kidney.last_egfr is None else (of_value(kidney.last_egfr),))
    if not kidney.dialysis and not kidney.acute:
        low = kidney.egfr if kidney.severely_low or kidney.moderately_low else None
        heavy = kidney.uacr if kidney.albuminuria_heavy else None
        yield from _if_any(("K15.ceiling", tuple([of_value(fact) for fact in (low, heavy) if fact is not None])))
    values = rule("K12.potassium_in_food").values
    potassium = recent(facts, "potassium_mmol_per_l", values["counts_for_days"], day)
    if potassium is not None and potassium.value >= values["potassium_mmol_per_l_at_least"]:
        yield _finding("K12.potassium_in_food", (of_value(potassium),))


def _body_changes(seen: Look, comfort: tuple[Evidence, ...]) -> Iterator[Finding]:
    """What fluid and an open refeeding risk change; where comfort leads, nothing is asked for to decide the latter."""
    yield from _if_any(("K02.dry_weight", seen.fluid))
    if comfort:
        return
    if seen.refeeding.undecided_underweight:
        yield _finding("K18.underweight_undecided", seen.refeeding.evidence)
    elif seen.refeeding.answer is Answer.NOT_KNOWN and not seen.refeeding.unread:
        yield _finding("K18.not_excluded", seen.refeeding.evidence)


def _food_changes(record: PatientRecord, seen: Look) -> list[Finding]:
    return _if_any(
        ("K19.screen", seen.swallowing.to_screen),
        ("K19.texture", () if seen.swallowing.to_screen else seen.swallowing.trouble),
        ("K20.allergy", allergies.allergy_evidence(record)),
        ("K20.lactose", allergies.lactose_evidence(record)),
    )


def _liver(record: PatientRecord, facts: Facts, day: date) -> list[Finding]:
    values = rule("K21.liver").values
    sodium = recent(facts, "sodium_mmol_per_l", values["counts_for_days"], day)
    low = sodium is not None and sodium.value < values["sodium_mmol_per_l_below"]
    measured = (of_value(sodium),) if sodium is not None and low else ()
    liver = conditions(record, values["concepts"])
    return _if_any(("K21.liver", (*liver, *measured) if liver else ()), ("K21.low_sodium", () if liver else measured))


def _drugs_with_food(record: PatientRecord, facts: Facts, kidney: Kidney, day: date) -> Iterator[Finding]:
    """Drugs that hold potassium back, where it would add up; an SGLT2 inhibitor with little intake."""
    values = rule("K22.potassium").values
    drugs = tuple(item for pair in values["pairs"] for item in pairs.taken(record, pair))
    if drugs:
        potassium = recent(facts, "potassium_mmol_per_l", values["counts_for_days"], day)
        high = potassium is not None and potassium.value >= values["potassium_mmol_per_l_at_least"]
        behind = [of_value(fact) for fact in (potassium if high else None, kidney.egfr) if fact is not None]
        if high or kidney.severely_low:
            yield _finding("K22.potassium", (*drugs, *behind))
    yield from _potassium_taken(record, facts, kidney, day)
    if low_intake(facts):
        yield from _if_any(("K22.ketoacidosis", pairs.taken(record, "sglt2_inhibitor")))


def _potassium_taken(record: PatientRecord, facts: Facts, kidney: Kidney, day: date) -> Iterator[Finding]:
    """Potassium on the medication list, where it is at the upper end or the kidneys fail."""
    values = rule("K22.potassium").values
    taken = pairs.taken(record, rule("K22.potassium_taken").values["pair"])
    potassium = recent(facts, "potassium_mmol_per_l", values["counts_for_days"], day)
    high = potassium is not None and potassium.value >= values["potassium_mmol_per_l_at_least"]
    if taken and (high or kidney.severely_low or kidney.acute):
        behind = (of_value(potassium),) if potassium is not None and high else kidney.acute
        yield _finding("K22.potassium_taken", (*taken, *behind))


def _unlikely_weights(record: PatientRecord, day: date) -> tuple[Evidence, ...]:
    """The latest weight and one of the days before it that differs by more than a body changes in so few days."""
    values = rule("K18.weigh_again").values
    series = [item for item in record.series.get("weight_kg", ()) if item.on <= day]
    if not series:
        return ()
    latest, share = series[-1], values["change_percent_at_least"] / 100
    near = (item for item in series[:-1] if (latest.on - item.on).days <= values["days"])
    found = (item for item in near if abs(latest.value - item.value) >= share * item.value)
    return next(((of_value(item), of_value(latest)) for item in found), ())
