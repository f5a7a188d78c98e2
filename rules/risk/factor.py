"""What is said of one risk factor: whether this record shows it, what was published of it, and what to do.

An effect is an association, mostly cross-sectional: it ranks attention, and nothing is added up from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.answers import Answer
from rules.context import Association
from rules.evidence import Evidence
from rules.quick import quickly_made


class Kind(StrEnum):
    """What a published number is: each is named for what it is, and none is turned into another."""

    ODDS_RATIO = "odds_ratio"
    ODDS_RATIO_PER_YEAR = "odds_ratio_per_year"
    ODDS_RATIO_PER_PERCENT = "odds_ratio_per_percent"
    ODDS_RATIO_PER_STEP = "odds_ratio_per_step"
    PREVALENCE_PERCENT = "prevalence_percent"
    INCIDENCE_PERCENT = "incidence_percent"
    MEAN_DIFFERENCE = "mean_difference"
    STANDARDISED_DIFFERENCE = "standardised_difference"
    CHANGE_PERCENT = "change_percent"
    YEARLY_CHANGE_PERCENT = "yearly_change_percent"
    CHANGE = "change"
    SHARE_PERCENT = "share_percent"


class Group(StrEnum):
    """The class of a factor: ageing, the four classes of secondary sarcopenia, social life, or a blood marker."""

    AGE = "age"
    ACTIVITY = "activity"
    DISEASE = "disease"
    NUTRITION = "nutrition"
    DRUG = "drug"
    SOCIAL = "social"
    MARKER = "marker"


class Strength(StrEnum):
    """How much attention a factor deserves, strongest first; our own bands over published odds ratios."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Effect:
    """One published number with its 95 % interval, where it has one, its source and grade.

    Without `value`, `low` and `high` are the range that was published. `about` is an id that says of what the number
    speaks, where that is not sarcopenia itself; `unit` is that of a difference.
    """

    measure: Kind
    source: str
    grade: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    about: str = ""

    @property
    def excludes_no_association(self) -> bool:
        """Does the interval of an odds ratio lie wholly on one side of 1?"""
        return self.low is not None and self.high is not None and (self.low > 1 or self.high < 1)


@quickly_made
@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One factor for this person. `id` is that of its record, whose words name it; `action.<id>` says what to do.

    `unread` are the parts of the record that could not be read and left the answer open; `ask` the measurements that
    would settle it. `notes` are ids (`misprinted_figure`, `estimates_disagree`, `limits_differ`, …). `local` is what
    the site found in its own patients: shown beside what was published, never mixed with it. `lowers` says that the
    factor goes with less sarcopenia; `secondary` that it stands for a class of secondary sarcopenia; `look_alike` that
    it can be mistaken for sarcopenia and is excluded first.
    """

    id: str
    answer: Answer
    group: Group
    modifiable: bool
    strength: Strength
    effects: tuple[Effect, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unread: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    local: tuple[Association, ...] = ()
    sources: tuple[str, ...] = ()
    grade: str = ""
    lowers: bool = False
    secondary: bool = False
    look_alike: bool = False

    @property
    def effect(self) -> Effect | None:
        """The effect that is shown first."""
        return self.effects[0] if self.effects else None

    def on(self, evidence: tuple[Evidence, ...]) -> RiskFactor:
        """The same factor on this evidence; written out, because it is made anew for every person."""
        return RiskFactor(
            self.id,
            self.answer,
            self.group,
            self.modifiable,
            self.strength,
            self.effects,
            evidence,
            self.unread,
            self.ask,
            self.notes,
            self.local,
            self.sources,
            self.grade,
            self.lowers,
            self.secondary,
            self.look_alike,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """What else than ageing stands behind the loss of muscle, as far as the record shows.

    `classes` are those of secondary sarcopenia with a factor found; `only_ageing` is met where everything was read and
    none was found. `course` is acute, chronic or empty where the record does not tell. `exclude_first` are look-alikes
    found; `tests` are those of the look-alike set without a valid value, where the stage asks for them.
    """

    only_ageing: Answer
    classes: tuple[str, ...] = ()
    course: str = ""
    exclude_first: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
