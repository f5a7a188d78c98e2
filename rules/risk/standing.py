"""A factor as it stands for people alike: the effects that were published for them, its strength and its rank."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from rules.answers import Answer
from rules.risk.factor import Effect, Kind, RiskFactor, Strength
from rules.risk.rule import Factor, bands, factors

UNVERIFIED, LIMITS_DIFFER, AWAITS_SIGNATURE = "unverified", "limits_differ", "number_awaits_signature"
_STRENGTHS = tuple(Strength)
_ANSWERS = (Answer.MET, Answer.NOT_KNOWN, Answer.NOT_MET)

Rank = tuple[int, bool, bool, int, float, int]


class Numbers(Enum):
    """Which published numbers of a factor are shown, by the note that says why not all are, or that they are old."""

    ALL = ""
    CHECKED = AWAITS_SIGNATURE
    NONE = "number_not_valid"
    OUT_OF_DATE = "rule_not_valid"

    @property
    def note(self) -> str:
        """The id of the note."""
        return self.value

    def shows(self, effect: Effect) -> bool:
        """Is this number shown?"""
        return self is not Numbers.NONE and not (self is Numbers.CHECKED and effect.grade == UNVERIFIED)


class Told(NamedTuple):
    """An answer with what left it open: unread parts, values between two limits, measurements to ask for."""

    answer: Answer
    unread: tuple[str, ...] = ()
    differ: bool = False
    ask: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def told(place: int, said: Told, sex: str, here: frozenset[str], numbers: Numbers) -> tuple[Rank, RiskFactor]:
    """A factor without what is one person's own, and where it ranks.

    `here` are problems for which some effects were published; `numbers` says which of them are shown.
    """
    factor = factors()[place]
    published = _effects(factor, sex, here)
    effects = tuple(one for one in published if numbers.shows(one))
    strength, odds = _strength(factor, effects)
    about = (numbers.note,) if numbers.note and (effects != published or numbers is Numbers.OUT_OF_DATE) else ()
    more = (*((LIMITS_DIFFER,) if said.differ else ()), *about)
    one = RiskFactor(
        id=factor.id,
        answer=said.answer,
        group=factor.group,
        modifiable=factor.modifiable,
        strength=strength,
        effects=effects,
        unread=said.unread,
        ask=said.ask,
        notes=(*factor.notes, *more),
        sources=factor.sources,
        grade=factor.grade,
        lowers=factor.lowers,
        secondary=factor.secondary,
        look_alike=factor.look_alike,
    )
    answer, band = _ANSWERS.index(said.answer), _STRENGTHS.index(strength)
    return (answer, factor.lowers, not factor.modifiable, band, -odds, factor.order), one


def _effects(factor: Factor, sex: str, here: frozenset[str]) -> tuple[Effect, ...]:
    """The effects that were published for people like this one."""
    return tuple(
        one.effect
        for one in factor.published
        if one.sex in ("", sex) and (not one.only_with or not one.only_with.isdisjoint(here))
    )


def _strength(factor: Factor, effects: tuple[Effect, ...]) -> tuple[Strength, float]:
    """The band of the odds ratio nearest to 1, and that odds ratio; without one, the band that the record gives.

    An odds ratio without interval is never strong, one whose interval reaches 1 is weak.
    """
    ratios = [(one.value, one) for one in effects if one.measure is Kind.ODDS_RATIO and not one.about and one.value]
    if not ratios:
        return factor.rank_as, 0.0
    odds, least = min(ratios, key=lambda ratio: ratio[0])
    band = next((name for name, start in bands() if odds >= start), Strength.WEAK)
    if least.low is None:
        return (Strength.MODERATE if band is Strength.STRONG else band), odds
    return (band if least.excludes_no_association else Strength.WEAK), odds
