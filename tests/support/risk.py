"""What a made-up person's risk factors are, by id: `known(person(condition("diabetes")))["risk.diabetes"].answer`."""

from __future__ import annotations

from dataclasses import replace

from rules.answers import Answer
from rules.assessment import Staging
from rules.risk import RiskFactor, risk_factors
from tests.support.records import Person, staged


def all_of(who: Person, staging: Staging | None = None) -> tuple[RiskFactor, ...]:
    """Every risk factor of a person, ranked."""
    return risk_factors(who.record, who.facts, staging or staged(), who.context)


def known(who: Person, staging: Staging | None = None) -> dict[str, RiskFactor]:
    """Every risk factor of a person by its id."""
    return {one.id: one for one in all_of(who, staging)}


def found(who: Person, staging: Staging | None = None) -> tuple[str, ...]:
    """The ids of those found, in the order of their ranks."""
    return tuple(one.id for one in all_of(who, staging) if one.answer is Answer.MET)


def with_strength(answer: Answer) -> Staging:
    """A stage whose strength step got this answer."""
    return replace(staged(), steps={"strength": answer})
