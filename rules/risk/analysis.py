"""Every risk factor held against one record, and ranked for this person: modifiable and strong first.

Nothing is added up: each factor stands with its own published association.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rules.answers import Answer
from rules.context import Association, Context
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.risk.factor import RiskFactor
from rules.risk.rule import ANY_DRUG, ANY_STAY, PARTS, Factor, awake, factors
from rules.risk.signs import LOOKS, Case
from rules.risk.standing import Numbers, Rank, Told, told
from rules.signing import numbers_signing

if TYPE_CHECKING:
    from rules.assessment import Staging

_NOBODY: frozenset[str] = frozenset()
_CONDITION = "Condition"


class _Found(NamedTuple):
    """What a record says of one factor, and the evidence for it."""

    told: Told
    evidence: tuple[Evidence, ...] = ()


_MET = Told(Answer.MET)
_ABSENT = _Found(Told(Answer.NOT_MET))


class _Reader(NamedTuple):
    """What every factor needs besides the record: sex, unread parts, and how the numbers of its rule stand.

    `hidden` are rules whose unchecked numbers await a signature, `not_valid` those that do not apply on this day.
    """

    sex: str
    unread: frozenset[str]
    hidden: frozenset[str]
    not_valid: frozenset[str] = frozenset()
    production: bool = False

    def numbers(self, rule: str) -> Numbers:
        """Which numbers of a rule are shown."""
        if rule in self.not_valid:
            return Numbers.NONE if self.production else Numbers.OUT_OF_DATE
        return Numbers.CHECKED if rule in self.hidden else Numbers.ALL


def risk_factors(record: PatientRecord, facts: Facts, staging: Staging, context: Context) -> tuple[RiskFactor, ...]:
    """Every factor of the catalogue for this person: found ones first, then those not known, then those not found.

    Found and modifiable ones stand before the rest, strong before weak, a higher published odds ratio before a lower.
    """
    case = Case.of(record, facts)
    reader = _reader(facts.sex, frozenset(record.unread(*PARTS)), context)
    woken = awake(*_present(case))
    ranked = [one for place, one in _quiet(reader) if place not in woken]
    ranked += [_examined(factors()[place], case, staging, reader) for place in woken]
    ranked.sort(key=_rank)
    found = tuple([one for _, one in ranked])
    associations = context.site.associations
    return _with_local(found, associations) if associations else found


def _present(case: Case) -> tuple[Iterable[str], ...]:
    """Every name that stands in the record, by kind."""
    indexes, record = case.indexes, case.record
    stays = (ANY_STAY,) if record.encounters else ()
    drugs = (ANY_DRUG,) if indexes.drugs.entries else ()
    named = (indexes.problems.places, indexes.drugs.places, indexes.procedures.places, case.facts.by_name)
    return (*named, stays, drugs, (case.facts.sex,))


def _rank(ranked: tuple[Rank, RiskFactor]) -> Rank:
    return ranked[0]


@lru_cache(maxsize=256)
def _quiet(reader: _Reader) -> tuple[tuple[int, tuple[Rank, RiskFactor]], ...]:
    """Every factor, by its place, as it stands for a record that says nothing of it; in the order of their ranks."""
    stand = [(one.order, _told(one, _silent(one, reader.unread), _NOBODY, reader)) for one in factors()]
    return tuple(sorted(stand, key=_rank_of_placed))


def _rank_of_placed(placed: tuple[int, tuple[Rank, RiskFactor]]) -> Rank:
    return placed[1][0]


def _silent(factor: Factor, unread: frozenset[str]) -> Told:
    """A factor of which the record says nothing: absent, unless something was unread or has to be measured."""
    needed = (_CONDITION,) if factor.requires else factor.parts
    if missing := tuple([part for part in needed if part in unread]):
        return Told(Answer.NOT_KNOWN, unread=missing)
    if factor.requires or factor.absence == "read":
        return Told(Answer.NOT_MET)
    return Told(Answer.NOT_KNOWN, ask=factor.ask)


def _examined(factor: Factor, case: Case, staging: Staging, reader: _Reader) -> tuple[Rank, RiskFactor]:
    found = _look(factor, case, reader.unread)
    if factor.with_step and found.told.answer is Answer.MET:
        found = _beside_step(found, factor, staging)
    here = _problems_here(factor, case) if found.told.answer is Answer.MET else _NOBODY
    rank, one = _told(factor, found.told, here, reader)
    return rank, (one.on(found.evidence) if found.evidence else one)


def _told(factor: Factor, said: Told, here: frozenset[str], reader: _Reader) -> tuple[Rank, RiskFactor]:
    return told(factor.order, said, reader.sex, here, reader.numbers(factor.id))


def _look(factor: Factor, case: Case, unread: frozenset[str]) -> _Found:
    """What a record says of one factor; what could not be read, or was not measured, leaves it not known."""
    if factor.requires and not case.indexes.problems.has(factor.requires):
        return _Found(_silent(factor, unread))
    evidence: tuple[Evidence, ...] = ()
    undecided: tuple[Evidence, ...] = ()
    is_met = is_open = speaks_against = False
    for sign in factor.signs:
        looked = LOOKS[sign.finds](case, sign)
        if looked is None:
            continue
        answer, shown = looked
        if answer is Answer.MET:
            if sign.decides:
                return _Found(_MET, shown)
            is_met, evidence = True, evidence + shown
        elif answer is Answer.NOT_KNOWN:
            is_open, undecided = True, undecided + shown
        elif sign.decides:
            return _ABSENT
        else:
            speaks_against = True
    if is_met:
        return _Found(_MET, evidence)
    if is_open:  # values between two limits are shown, and leave it not known
        return _Found(Told(Answer.NOT_KNOWN, differ=factor.limits_differ), undecided)
    return _absent(factor, case, unread, speaks_against)


def _absent(factor: Factor, case: Case, unread: frozenset[str], speaks_against: bool) -> _Found:
    """Whether it is known to be absent: where its parts were read, and a value speaks against it if one has to."""
    if unread and (missing := tuple([part for part in factor.parts if part in unread])):
        return _Found(Told(Answer.NOT_KNOWN, unread=missing))
    if factor.absence == "read" or (factor.absence == "measured" and speaks_against):
        return _ABSENT
    return _Found(Told(Answer.NOT_KNOWN, ask=tuple([name for name in factor.ask if case.facts.get(name) is None])))


def _beside_step(found: _Found, factor: Factor, staging: Staging) -> _Found:
    """A factor that counts only beside a step of staging takes over the answer of that step."""
    step = staging.steps.get(factor.with_step, Answer.NOT_KNOWN)
    if step is Answer.MET:
        return found
    return _Found(Told(step, ask=factor.ask_for_step if step is Answer.NOT_KNOWN else ()))


def _problems_here(factor: Factor, case: Case) -> frozenset[str]:
    """Those problems of this person for which some of the factor's effects were published."""
    return frozenset(factor.asked_of & case.indexes.problems.places.keys()) if factor.asked_of else _NOBODY


def _with_local(found: tuple[RiskFactor, ...], associations: tuple[Association, ...]) -> tuple[RiskFactor, ...]:
    """The same factors, those of which the site has associations of its own with them beside the published ones."""
    local = _local(associations)
    return tuple([replace(one, local=local[one.id]) if one.id in local else one for one in found])


@lru_cache(maxsize=16)
def _local(associations: tuple[Association, ...]) -> dict[str, tuple[Association, ...]]:
    names = dict.fromkeys(one.factor for one in associations)
    return {name: tuple(one for one in associations if one.factor == name) for name in names}


def _reader(sex: str, unread: frozenset[str], context: Context) -> _Reader:
    """In production the unchecked numbers of rules that nobody has signed are hidden."""
    found = numbers_signing(_rules(), context)
    production = context.site.production
    hidden = frozenset(found.unsigned) if production else _NOBODY
    return _Reader(sex, unread, hidden, frozenset(found.not_valid), production)


@cache
def _rules() -> tuple[str, ...]:
    return tuple(one.id for one in factors())
