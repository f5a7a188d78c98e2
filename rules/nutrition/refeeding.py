"""Refeeding risk by NICE CG32, with three answers: high, not high, not known.

One criterion of the first list or two of the second make it high; limits stand in `refeeding.toml`. A criterion that
was not read could always be met; one that was read and not measured counts only where the person looks starved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.answers import Answer
from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.nutrition.evidence import conditions, drugs, of_condition, of_entry, of_value, procedures, recent
from rules.nutrition.weight import body_mass_index, overload
from rules.nutrition.windows import within_months

_DRUG_READS = ("MedicationRequest", "MedicationStatement")


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


@dataclass(frozen=True, slots=True)
class _Size:
    """The body-mass index, and whether fluid hides the true weight because no dry weight is known."""

    index: float | None
    hidden: bool


def refeeding(record: PatientRecord, facts: Facts, day: date, overloaded: Answer | None = None) -> Refeeding:
    """Is the risk of refeeding problems high? `overloaded` says of fluid what the caller knows already."""
    size = _size(record, facts, day, overloaded)
    first = (*_body(record, facts, day, size, "nutrition.refeeding_one_of"), _electrolytes(record, facts, day))
    starved = _body(record, facts, day, size, "nutrition.refeeding_two_of")
    second = (*starved, _alcohol_or_drugs(record, day))
    alone, together = _those(first, Answer.MET), _those(second, Answer.MET)
    pair = rule("nutrition.refeeding_two_of").values["at_least"]
    if alone or len(together) >= pair:
        met = (*alone, *(together if len(together) >= pair else ()))
        evidence = tuple(dict.fromkeys(item for one in met for item in one.evidence))
        return Refeeding(Answer.MET, evidence, extreme=_extreme(record, facts, day, size))
    unread_first = [one for one in first if one.unread]
    unread_second = [one for one in second if one.unread]
    if unread_first or (unread_second and len(together) + len(unread_second) >= pair):
        parts = (part for one in (*unread_first, *unread_second) for part in one.unread)
        return Refeeding(Answer.NOT_KNOWN, unread=tuple(dict.fromkeys(parts)))
    unmeasured = any(one.answer is Answer.NOT_KNOWN for one in first)
    looks_starved = _those(starved, Answer.MET)
    if _index(record, facts, size).answer is Answer.NOT_KNOWN or (looks_starved and unmeasured):
        evidence = tuple(item for one in looks_starved for item in one.evidence)
        return Refeeding(Answer.NOT_KNOWN, evidence, undecided_underweight=starved[0].answer is Answer.MET)
    return Refeeding(Answer.NOT_MET, unmeasured=unmeasured)


def _extreme(record: PatientRecord, facts: Facts, day: date, size: _Size) -> tuple[Evidence, ...]:
    limits = rule("nutrition.refeeding_extreme").values
    found = (
        _index(record, facts, size, limits["bmi_below"]),
        _no_intake(record, limits["no_intake_days_above"], day),
    )
    return tuple(item for one in _those(found, Answer.MET) for item in one.evidence)


def _those(criteria: tuple[_Criterion, ...], answer: Answer) -> tuple[_Criterion, ...]:
    return tuple(one for one in criteria if one.answer is answer)


def _size(record: PatientRecord, facts: Facts, day: date, overloaded: Answer | None) -> _Size:
    index, dry = body_mass_index(facts), facts.value("dry_weight_kg")
    if index is None or dry is not None:
        return _Size(index, hidden=False)
    return _Size(index, hidden=(overloaded or overload(record, day)[0]) is Answer.MET)


def _body(record: PatientRecord, facts: Facts, day: date, size: _Size, list_id: str) -> tuple[_Criterion, ...]:
    """What both lists look at, each with its own limits: body-mass index, weight loss, no intake."""
    limits = rule(list_id).values
    return (
        _index(record, facts, size, limits["bmi_below"]),
        _loss(record, facts, limits["weight_loss_percent_above"]),
        _no_intake(record, limits["no_intake_days_above"], day),
    )


def _index(record: PatientRecord, facts: Facts, size: _Size, below: float = 0.0) -> _Criterion:
    """Low body-mass index; above the limit it says nothing while fluid hides the weight."""
    if size.index is None:
        return _Criterion(Answer.NOT_KNOWN, unread=record.unread("Observation:vital-signs"))
    if size.index < below:
        shown = (facts.get(name) for name in ("bmi_kg_per_m2", "weight_kg", "dry_weight_kg", "height_cm"))
        return _Criterion(Answer.MET, tuple(of_value(fact) for fact in shown if fact is not None))
    return _Criterion(Answer.NOT_KNOWN if size.hidden else Answer.NOT_MET)


def _loss(record: PatientRecord, facts: Facts, above: float) -> _Criterion:
    loss = facts.get("weight_loss_percent_6_months")
    if loss is None:
        return _Criterion(Answer.NOT_KNOWN, unread=record.unread("Observation:vital-signs"))
    return _Criterion(Answer.MET, (of_value(loss),)) if loss.value > above else _Criterion(Answer.NOT_MET)


def _no_intake(record: PatientRecord, days_above: int, day: date) -> _Criterion:
    found = [
        item
        for item in record.active_conditions("no_oral_intake")
        if item.since_earliest is not None and (day - item.since_earliest).days > days_above
    ]
    if found:
        return _Criterion(Answer.MET, tuple(map(of_condition, found)))
    return _Criterion(Answer.NOT_MET, unread=record.unread("Condition"))


def _electrolytes(record: PatientRecord, facts: Facts, day: date) -> _Criterion:
    limits = rule("nutrition.refeeding_electrolytes").values
    values = {name: recent(facts, name, limits["counts_for_days"], day) for name in limits["below"]}
    low = [fact for name, fact in values.items() if fact is not None and fact.value < limits["below"][name]]
    if low:
        return _Criterion(Answer.MET, tuple(map(of_value, low)))
    if None in values.values():
        return _Criterion(Answer.NOT_KNOWN, unread=record.unread("Observation:laboratory"))
    return _Criterion(Answer.NOT_MET)


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
        return _Criterion(Answer.MET, found)
    return _Criterion(Answer.NOT_MET, unread=record.unread("Condition", *_DRUG_READS))
