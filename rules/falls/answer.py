"""What is known of a person's risk of falling: stratum, scales, drugs, fall of pressure, early warnings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.answers import Answer
from rules.evidence import Evidence
from rules.facts import Fact
from rules.quick import quickly_made


class Stratum(StrEnum):
    """The strata of the World Falls Guidelines; not known where nothing settles it."""

    HIGH = "high"
    INTERMEDIATE = "intermediate"
    LOW = "low"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is said: an id whose words stand in the rules, and what in the record stands behind it."""

    id: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """One test or scale of falls held against the limit of one purpose; `rule` is the record that names both."""

    rule: str
    answer: Answer
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """The STEADI screen: not met only where its questionnaire was filled in; `tests` are those of its second step."""

    answer: Answer
    because: tuple[Reason, ...] = ()
    tests: tuple[Scale, ...] = ()


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """A pooled odds ratio for falls with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RiskDrug:
    """One class of fall-risk-increasing drugs that this person is on; `rule` is its record."""

    rule: str
    drugs: tuple[Evidence, ...]
    odds_ratio: OddsRatio | None
    never_abruptly: bool


@quickly_made
@dataclass(frozen=True, slots=True)
class Polypharmacy:
    """Whether many drugs are in use, how many different ones that are, and the odds ratio for falls of many."""

    answer: Answer
    count: int
    odds_ratio: OddsRatio


@dataclass(frozen=True, slots=True)
class FallRisk:
    """The answer of this chapter.

    `because` are the reasons of the stratum. `drug_count` counts the drugs of `drugs`, not classes; `classes_matched`
    of `classes_agreed` are looked for. `polypharmacy` counts every drug. `warnings` ask for a look now. `asks` are ids
    of what would settle more.
    """

    stratum: Stratum
    because: tuple[Reason, ...]
    screen: Screen
    morse: Scale | None
    orthostatic: Answer
    drop: tuple[Evidence, ...]
    drugs: tuple[RiskDrug, ...]
    drugs_known: bool
    drug_count: int
    classes_matched: int
    classes_agreed: int
    warnings: tuple[Reason, ...]
    asks: tuple[str, ...]
    polypharmacy: Polypharmacy | None = None
