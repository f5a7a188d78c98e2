"""What a decision depends on besides the record: the moment, the site's choices, signatures and clearances."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rules.drafts import DraftOrder
from rules.facts import Ignored, Source


class Criteria(StrEnum):
    """The published definitions of sarcopenia that this project stages by."""

    AWGS2019 = "awgs2019"
    AWGS2025 = "awgs2025"
    EWGSOP2 = "ewgsop2"


class Moment(StrEnum):
    """The moment of care in which a record system asks: the hooks that are answered."""

    PATIENT_VIEW = "patient-view"
    ENCOUNTER_START = "encounter-start"
    ENCOUNTER_DISCHARGE = "encounter-discharge"
    ORDER_SELECT = "order-select"
    ORDER_SIGN = "order-sign"
    PROBLEM_LIST = "problem-list-item-create"


class MassIndex(StrEnum):
    """Which muscle-mass index decides under AWGS 2025."""

    EITHER = "either"
    HEIGHT2 = "height2"
    BMI = "bmi"


@dataclass(frozen=True, slots=True)
class Clearance:
    """A named clinician's word that a finding no longer stops training; it ends on `until`."""

    finding: str
    given_on: date
    given_by: str
    until: date


@dataclass(frozen=True, slots=True)
class Signature:
    """A site clinician's signature under one rule as it stood (`digest`, in rule set `rule_set`)."""

    rule: str
    digest: str
    rule_set: str
    given_by: str
    given_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Association:
    """What a site found in its own patients about one risk factor (`factor` is the id of its record).

    `measure` is odds_ratio or prevalence_percent, `people` how many were looked at, `cases` how many had sarcopenia.
    """

    factor: str
    measure: str
    value: float
    low: float | None
    high: float | None
    people: int
    source: str
    period: str = ""
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A hospital's choices; `asian` selects the body-mass limits published for Asian adults.

    `associations` are what it found in its own patients, shown beside what was published. `signed_rules` are the ids
    of the rules whose `signatures` count.
    """

    criteria: Criteria = Criteria.AWGS2019
    mass_index: MassIndex = MassIndex.EITHER
    asian: bool = True
    production: bool = False
    signed_rules: frozenset[str] = frozenset()
    associations: tuple[Association, ...] = ()
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The moment of a decision (`as_of`, an instant with a zone) and everything else it may depend on.

    `training` says that a resistance programme has already begun. `whole_day` says that only a day was named: windows
    of hours then count whole days, and a time of that day is never too old or too early.
    `drafts` are the orders being written, `new_problems` those just put on the problem list (they stand in the record
    too), `unclear` what came with the moment and could not be understood; `encounter` is the contact it belongs to.
    `plan_started` is the day on which the plan that is followed up began, `adherence_percent` how much of it was done.
    """

    as_of: datetime
    site: Site = field(default_factory=Site)
    clearances: tuple[Clearance, ...] = ()
    training: bool = False
    whole_day: bool = False
    moment: Moment = Moment.PATIENT_VIEW
    drafts: tuple[DraftOrder, ...] = ()
    new_problems: tuple[Source, ...] = ()
    unclear: tuple[Ignored, ...] = ()
    encounter: str | None = None
    plan_started: date | None = None
    adherence_percent: float | None = None

    @property
    def day(self) -> date:
        """The calendar day of the decision."""
        return self.as_of.date()
