"""The functions that look for one sign of a risk factor each, by the name that records use.

Each answers met, not met or not known together with its evidence, or None where the record says nothing of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.answers import Answer
from rules.bounds import ABOVE
from rules.drugs import distinct
from rules.evidence import Evidence
from rules.facts import Condition, Fact, Facts, Indexes, Medication, PatientRecord, Procedure
from rules.facts import Source as Place
from rules.nutrition.windows import months_before
from rules.risk.rule import Limit, Sign

AGE, YEARS, STAY, MINUTES, DRUGS = "age_years", "a", "hospital_stay", "exercise_min_per_week", "drugs_in_use"
_DAYS_PER_YEAR = 365.25

Looked = tuple[Answer, tuple[Evidence, ...]] | None
_NOTHING: tuple[Answer, tuple[Evidence, ...]] = (Answer.NOT_MET, ())


@dataclass(frozen=True, slots=True)
class Case:
    """One person as the signs look at them."""

    record: PatientRecord
    facts: Facts
    indexes: Indexes
    day: date

    @classmethod
    def of(cls, record: PatientRecord, facts: Facts) -> Case:
        """The case of a record on the day of its facts."""
        return cls(record, facts, record.indexes, facts.as_of)


def condition(case: Case, sign: Sign) -> Looked:
    """Active problems of these concepts, inside their window where they have one; undated ones count."""
    named = case.indexes.problems.under(sign.names)
    if sign.within_months is not None:
        first = months_before(case.day, sign.within_months)
        named = tuple([one for one in named if one.since is None or one.since >= first])
    return _met(map(of_problem, named)) if named else None


def drug(case: Case, sign: Sign) -> Looked:
    """Drugs of these classes in use."""
    named = case.indexes.drugs.under(sign.names)
    return _met(map(of_entry, named)) if named else None


def procedure(case: Case, sign: Sign) -> Looked:
    """Procedures of these kinds, inside their window where they have one; undated ones do not count there."""
    named = case.indexes.procedures.under(sign.names)
    if sign.within_months is not None:
        first = months_before(case.day, sign.within_months)
        named = tuple([one for one in named if one.since is not None and first <= one.since <= case.day])
    return _met(map(of_entry, named)) if named else None


def value(case: Case, sign: Sign) -> Looked:
    """The value in use against the limits; same-day values that disagree, or an open bound, leave it not known."""
    (name,) = sign.names
    fact = case.facts.get(name)
    if fact is None or (sign.not_beside and case.indexes.problems.has(sign.not_beside)):
        return None
    answer = _held(fact.value, sign, case.facts.sex)
    if (fact.bound or fact.conflicts) and any(_held(one, sign, case.facts.sex) is not answer for one in _others(fact)):
        answer = Answer.NOT_KNOWN
    return _NOTHING if answer is Answer.NOT_MET else (answer, (of_fact(fact),))


def without_limit(case: Case, sign: Sign) -> Looked:
    """A value for which no limit was published: it is shown, and what it means is not known."""
    known = [fact for name in sign.names if (fact := case.facts.get(name)) is not None]
    return (Answer.NOT_KNOWN, tuple(map(of_fact, known))) if known else None


def _others(fact: Fact) -> tuple[float, ...]:
    """What else a fact may stand for: other values of its day, and the end of an open bound."""
    end = () if not fact.bound else (math.inf,) if fact.bound == ABOVE else (-math.inf,)
    return (*end, *fact.conflicts)


def _held(number: float, sign: Sign, sex: str) -> Answer:
    if _beyond(number, sign.limits, sex):
        return Answer.MET
    return Answer.NOT_MET if not sign.not_met or _beyond(number, sign.not_met, sex) else Answer.NOT_KNOWN


def _beyond(number: float, limits: tuple[Limit, ...], sex: str) -> bool:
    return any(limit.sex in ("", sex) and limit.is_met_by(number) for limit in limits)


def activity(case: Case, sign: Sign) -> Looked:
    """Minutes of exercise in a week: days times minutes on such a day, both as asked in the usual questions."""
    found = [case.facts.get(name) for name in sign.names]
    known = [fact for fact in found if fact is not None]
    if len(known) < len(sign.names):
        return None
    minutes = math.prod(fact.value for fact in known)
    met = _beyond(minutes, sign.limits, case.facts.sex)
    evidence = Evidence(MINUTES, known[0].source, minutes, "min/wk", min(fact.on for fact in known))
    return (Answer.MET if met else Answer.NOT_MET), (evidence,)


def age(case: Case, _: Sign) -> Looked:
    """Completed years of age."""
    years = case.facts.age_years
    if years is None:
        return None
    place = Place("Patient", case.record.patient_id, "birthDate")
    return Answer.MET, (Evidence(AGE, place, float(years), YEARS),)


def sex(case: Case, sign: Sign) -> Looked:
    """The person's sex as recorded."""
    met = case.record.sex in sign.names
    return (Answer.MET if met else Answer.NOT_MET), ()


def stay(case: Case, sign: Sign) -> Looked:
    """A hospital stay that is going on, or that ended inside the window."""
    first = months_before(case.day, sign.within_months or 0)
    stays = [one for one in case.record.encounters if one.inpatient]
    named = [one for one in stays if one.running or _within(one.end or one.start, first, case.day)]
    return _met(Evidence(STAY, one.source, on=one.end or one.start) for one in named) if named else None


def _within(on: date | None, first: date, last: date) -> bool:
    return on is not None and first <= on <= last


def drug_count(case: Case, sign: Sign) -> Looked:
    """So many different drugs in use, of whatever class; their number stands before them."""
    different = distinct(case.indexes.drugs.entries)
    if sign.count is None or len(different) < sign.count:
        return _NOTHING
    number = Evidence(DRUGS, different[0].source, float(len(different)))
    return _met((number, *map(of_entry, different)))


def duration(case: Case, sign: Sign) -> Looked:
    """For how many years a problem has been known, where its onset is dated."""
    dated = [one for one in case.indexes.problems.under(sign.names) if one.onset is not None]
    first = min(dated, key=lambda one: one.onset or case.day, default=None)
    if first is None or first.onset is None or sign.count is None:
        return None
    years = (case.day - first.onset).days / _DAYS_PER_YEAR
    if years < sign.count:
        return _NOTHING
    return Answer.MET, (Evidence(first.label, first.source, float(int(years)), YEARS, first.onset),)


def partner(case: Case, sign: Sign) -> Looked:
    """Whether the record says that the person lives without a partner; the second concept says the opposite."""
    without, together = (case.indexes.problems.under((name,)) for name in sign.names)
    if bool(without) == bool(together):
        return (Answer.NOT_KNOWN, ()) if without else None
    return (Answer.MET if without else Answer.NOT_MET), tuple(of_problem(one) for one in without)


def _met(found: Iterable[Evidence]) -> Looked:
    """Met on this evidence, each piece once."""
    shown = tuple(found)
    return Answer.MET, shown if len(shown) == 1 else tuple(dict.fromkeys(shown))


def of_problem(one: Condition) -> Evidence:
    """A problem with the day on which it began or was recorded."""
    return Evidence(one.label, one.source, on=one.onset or one.recorded)


def of_entry(one: Medication | Procedure) -> Evidence:
    """A drug or procedure with its day."""
    return Evidence(one.label, one.source, on=one.on)


def of_fact(fact: Fact) -> Evidence:
    """A value in use under its fact name."""
    return Evidence(fact.name, fact.source, fact.value, fact.unit, fact.on, fact.bound)


LOOKS: Mapping[str, Callable[[Case, Sign], Looked]] = {
    "condition": condition,
    "drug": drug,
    "procedure": procedure,
    "value": value,
    "without_limit": without_limit,
    "activity": activity,
    "age": age,
    "sex": sex,
    "stay": stay,
    "drug_count": drug_count,
    "duration": duration,
    "partner": partner,
}
