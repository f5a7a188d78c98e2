"""Refeeding risk by NICE CG32, with three answers: high, not high, not known.

One criterion of the first list or two of the second make it high; limits stand in `refeeding.toml`. A criterion that
was not read could always be met; one that was read and not measured counts only where the person looks starved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rules.answers import Answer
from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition.evidence import conditions, drugs, of_condition, of_entry, of_value, procedures, recent
from rules.nutrition.weight import body_mass_index, overload
from rules.nutrition.windows import within_months

MET, NOT_MET, NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN
_DRUG_READS = ("MedicationRequest", "MedicationStatement")
_NO_INTAKE = ("no_oral_intake",)


@dataclass(frozen=True, slots=True)
class Refeeding:
    """The answer, what stands behind it, and what would have to be read before it could be known.

    `undecided_underweight` says that the answer is open in a person whose body-mass index is low by itself; `extreme`
    is the evidence that a high risk is an extreme one. `unmeasured` says that nothing points to a risk, but that the
    weight course or an electrolyte that would exclude it is not known.
    """

    answer: Answer
    evidence: tuple[Evidence, ...] = ()
    unread: tuple[str, ...] = ()
    undecided_underweight: bool = False
    extreme: tuple[Evidence, ...] = ()
    unmeasured: bool = False

    @property
    def excluded(self) -> bool:
        """Is the risk known not to be high, by a weight course and electrolytes that were measured?"""
        return self.answer is Answer.NOT_MET and not self.unmeasured


@dataclass(frozen=True, slots=True)
class _Criterion:
    answer: Answer
    evidence: tuple[Evidence, ...] = ()
    unread: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def _without_evidence(answer: Answer, unread: tuple[str, ...] = ()) -> _Criterion:
    return _Criterion(answer, unread=unread)


@dataclass(frozen=True, slots=True)
class _Body:
    """The body-mass index, whether fluid hides the true weight because no dry weight is known, and unread parts."""

    index: float | None
    hidden: bool
    unread_vitals: tuple[str, ...]
    unread_problems: tuple[str, ...]


def refeeding(record: PatientRecord, facts: Facts, day: date, overloaded: Answer | None = None) -> Refeeding:
    """Is the risk of refeeding problems high? `overloaded` says of fluid what the caller knows already."""
    body = _body(record, facts, day, overloaded)
    first = (*_starved(record, facts, day, body, "nutrition.refeeding_one_of"), _electrolytes(record, facts, day))
    starved = _starved(record, facts, day, body, "nutrition.refeeding_two_of")
    second = (*starved, _alcohol_or_drugs(record, day))
    alone, together = _met(first), _met(second)
    pair = rule("nutrition.refeeding_two_of").values["at_least"]
    if alone or len(together) >= pair:
        met = (*alone, *(together if len(together) >= pair else ()))
        evidence = tuple(dict.fromkeys(item for one in met for item in one.evidence))
        return Refeeding(MET, evidence, extreme=_extreme(record, facts, day, body))
    unread_first = [one for one in first if one.unread]
    unread_second = [one for one in second if one.unread]
    if unread_first or (unread_second and len(together) + len(unread_second) >= pair):
        parts = (part for one in (*unread_first, *unread_second) for part in one.unread)
        return Refeeding(NOT_KNOWN, unread=tuple(dict.fromkeys(parts)))
    unmeasured = any(one.answer is NOT_KNOWN for one in first)
    looks_starved = _met(starved)
    if body.index is None or body.hidden or (looks_starved and unmeasured):
        evidence = tuple(item for one in looks_starved for item in one.evidence)
        return Refeeding(NOT_KNOWN, evidence, undecided_underweight=starved[0].answer is MET)
    return Refeeding(NOT_MET, unmeasured=unmeasured)


def _extreme(record: PatientRecord, facts: Facts, day: date, body: _Body) -> tuple[Evidence, ...]:
    limits = rule("nutrition.refeeding_extreme").values
    found = (
        _index(facts, body, limits["bmi_below"]),
        _no_intake(record, body, limits["no_intake_days_above"], day),
    )
    return tuple(item for one in _met(found) for item in one.evidence)


def _met(criteria: Iterable[_Criterion]) -> tuple[_Criterion, ...]:
    return tuple([one for one in criteria if one.answer is MET])


def _body(record: PatientRecord, facts: Facts, day: date, overloaded: Answer | None) -> _Body:
    unread_vitals, unread_problems = record.unread("Observation:vital-signs"), record.unread("Condition")
    index, dry = body_mass_index(facts), facts.value("dry_weight_kg")
    hidden = index is not None and dry is None and (overloaded or overload(record, day)[0]) is MET
    return _Body(index, hidden, unread_vitals, unread_problems)


def _starved(record: PatientRecord, facts: Facts, day: date, body: _Body, list_id: str) -> tuple[_Criterion, ...]:
    """What both lists look at, each with its own limits: body-mass index, weight loss, no intake."""
    limits = rule(list_id).values
    return (
        _index(facts, body, limits["bmi_below"]),
        _loss(facts, body, limits["weight_loss_percent_above"]),
        _no_intake(record, body, limits["no_intake_days_above"], day),
    )


def _index(facts: Facts, body: _Body, below: float) -> _Criterion:
    """Low body-mass index; above the limit it says nothing while fluid hides the weight."""
    if body.index is None:
        return _without_evidence(NOT_KNOWN, body.unread_vitals)
    if body.index < below:
        shown = (facts.get(name) for name in ("bmi_kg_per_m2", "weight_kg", "dry_weight_kg", "height_cm"))
        return _Criterion(MET, tuple(of_value(fact) for fact in shown if fact is not None))
    return _without_evidence(NOT_KNOWN if body.hidden else NOT_MET)


def _loss(facts: Facts, body: _Body, above: float) -> _Criterion:
    loss = facts.get("weight_loss_percent_6_months")
    if loss is None:
        return _without_evidence(NOT_KNOWN, body.unread_vitals)
    return _Criterion(MET, (of_value(loss),)) if loss.value > above else _without_evidence(NOT_MET)


def _no_intake(record: PatientRecord, body: _Body, days_above: int, day: date) -> _Criterion:
    found = [
        item
        for item in record.indexes.problems.under(_NO_INTAKE)
        if item.since_earliest is not None and (day - item.since_earliest).days > days_above
    ]
    if found:
        return _Criterion(MET, tuple(map(of_condition, found)))
    return _without_evidence(NOT_MET, body.unread_problems)


def _electrolytes(record: PatientRecord, facts: Facts, day: date) -> _Criterion:
    limits = rule("nutrition.refeeding_electrolytes").values
    days = limits["counts_for_days"]
    values = [(recent(facts, name, days, day), below) for name, below in limits["below"].items()]
    low = [fact for fact, below in values if fact is not None and fact.value < below]
    if low:
        return _Criterion(MET, tuple(map(of_value, low)))
    if any(fact is None for fact, _ in values):
        return _without_evidence(NOT_KNOWN, record.unread("Observation:laboratory"))
    return _without_evidence(NOT_MET)


def _alcohol_or_drugs(record: PatientRecord, day: date) -> _Criterion:
    """Alcohol misuse and the listed drugs, which the guideline counts as one criterion."""
    meaning = rule("nutrition.refeeding_two_of").values
    months = meaning["procedure_counts_for_months"]
    given = [item for item in procedures(record, meaning["procedures"]) if within_months(item.since, months, day)]
    found = (
        *conditions(record, meaning["conditions"]),
        *drugs(record, meaning["drug_classes"]),
        *map(of_entry, given),
    )
    if found:
        return _Criterion(MET, found)
    return _without_evidence(NOT_MET, record.unread("Condition", *_DRUG_READS))
