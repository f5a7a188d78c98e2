"""The answer to one request, as plain values: standing, stage, safety, prescriptions, and what is not known.

Everything is said by ids and numbers; the words come from the rule records and the locale. Grams, kilocalories and
percentages stand in the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.answers import Answer
from rules.context import Criteria, Signature
from rules.diet import Nourishment, Nutrient, Texture, VitaminD
from rules.evidence import Evidence
from rules.facts import Fact, Facts, Ignored, Sex, Source
from rules.quick import quickly_made

if TYPE_CHECKING:
    from rules.falls.answer import FallRisk
    from rules.follow_up.answer import FollowUp
    from rules.moments.occasion import Occasion
    from rules.risk.factor import Origin, RiskFactor


class Standing(StrEnum):
    """Whether this person can be assessed at all, and if not, why."""

    ASSESSED = "assessed"
    DECEASED = "deceased"
    UNDER_AGE = "under_age"
    AGE_UNKNOWN = "age_unknown"
    SEX_UNKNOWN = "sex_unknown"
    SEX_NOT_COVERED = "sex_not_covered"
    NO_DATA = "no_data"


class State(StrEnum):
    """How a prescription may go ahead."""

    ALLOWED = "allowed"
    MODIFIED = "modified"
    STOP = "stop"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """What a safety finding does."""

    STOP = "stop"
    UNKNOWN = "unknown"
    MODIFY = "modify"
    NOTE = "note"


# ── staging ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CutOff:
    """One published limit as it applied to this person."""

    value: float
    unit: str
    met_when: str
    source: str
    grade: str


@quickly_made
@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion for this person: the answer, the value behind it and the limit it was held against.

    `step` is case_finding, strength, mass, performance or function. `note` is an id (between_cut_offs, unable, …).
    """

    id: str
    step: str
    answer: Answer
    fact: Fact | None = None
    cut_off: CutOff | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One possible result of a missing test and the stage it would lead to.

    `met_when` and `value` say the range in the criterion's own words (`below` 18 kg); None is "otherwise".
    `name` is the fact that the range is about, for tests that bring more than one value.
    """

    stage: str
    met_when: str | None = None
    value: float | None = None
    unit: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class MeasureNext:
    """A missing measurement that would change the stage, and what each result would mean.

    `measure` is a fact name, or mass_by_dxa / mass_by_bia; `why` an id of the locale.
    """

    measure: str
    why: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Staging:
    """Where the person stands by one definition.

    `met`, `not_met` and `not_known` are the step ids of `steps`; `criteria` keeps every single test. `notes` are ids
    (severity_not_assessable, low_mass_so_far, provisional, mass_by_bmi_index, band_changed, …).
    """

    criteria: Criteria
    stage: str
    steps: Mapping[str, Answer] = field(default_factory=dict)
    results: tuple[CriterionResult, ...] = ()
    measure_next: tuple[MeasureNext, ...] = ()
    notes: tuple[str, ...] = ()

    def steps_with(self, answer: Answer) -> tuple[str, ...]:
        """The ids of the steps that got this answer."""
        return tuple(name for name, given in self.steps.items() if given is answer)


# ── safety ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@quickly_made
@dataclass(frozen=True, slots=True)
class Finding:
    """One safety rule that applies: how strictly, on what evidence, and which parts of a plan it changes.

    `id` is the rule (`K04.stop`); `domain` exercise or nutrition. `urgency` orders the list, 0 first.
    `changes` are ids that the prescriptions honour (max_load_60, no_breath_holding, level_b_at_most, …).
    `cleared` names the clearance that lifted it, if any: it is then a note.
    """

    id: str
    domain: str
    severity: Severity
    urgency: int
    evidence: tuple[Evidence, ...] = ()
    changes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    cleared: str = ""


@dataclass(frozen=True, slots=True)
class Safety:
    """What is dangerous, what must be changed, and what could not be decided, most urgent first."""

    exercise: State
    nutrition: State
    findings: tuple[Finding, ...] = ()

    def of(self, domain: str, *severities: Severity) -> tuple[Finding, ...]:
        """Findings of one domain, optionally of some severities only."""
        return tuple(f for f in self.findings if f.domain == domain and (not severities or f.severity in severities))

    def changes(self, domain: str) -> frozenset[str]:
        """Every change that the findings of a domain ask of its prescription."""
        return frozenset(change for finding in self.of(domain) for change in finding.changes)


# ── prescriptions ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Withheld:
    """No prescription, and why: ids of findings or reasons, and what has to be cleared or read first."""

    reasons: tuple[str, ...]
    clear_first: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Effort:
    """An effort range on a named scale: `omni_0_10` (0-10 effort), `borg_6_20` or `cr10`."""

    scale: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement in a phase: which, how much, how hard; its words stand in the movement's record.

    `turn` is 0 for one that every session holds, else 1 or 2: sessions take turns with those.
    """

    id: str
    sets: tuple[int, int]
    repetitions: tuple[int, int]
    turn: int = 0


@dataclass(frozen=True, slots=True)
class MachineLoad:
    """A set on a machine in the record, and the load that could be lifted once, estimated from it."""

    movement: str
    load_kg: float
    repetitions: int
    one_rm_kg: float
    on: date
    source: Source


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of weeks with one dose. `load_percent_1rm` is None where load is body weight or a band by effort.

    `tempo` is the id of how fast to move, empty where nothing is lifted.
    """

    id: str
    first_week: int
    last_week: int
    sessions_per_week: tuple[int, int]
    sets: tuple[int, int]
    repetitions: tuple[int, int]
    minutes: tuple[int, int]
    rest_minutes: tuple[float, float] | None
    load_percent_1rm: tuple[float, float] | None
    effort: Effort | None
    movements: tuple[Movement, ...]
    aim: str = ""
    bouts_per_day: tuple[int, int] = (1, 1)
    tempo: str = ""


@quickly_made
@dataclass(frozen=True, slots=True)
class ExercisePlan:
    """An exercise prescription (FITT-VP) for one level of function.

    `balance_emphasis` is the "+" of the published programme. `provisional` says that function is not yet measured.
    `changes` are the safety changes that were built in. `daily` are movements of every day, `traditional` what may
    stand beside the loading. `then` is the programme that follows the one of `rule` (home after hospital).
    `machine_loads` are of machines of the plan that the person was tested on: loads are then said in kilograms too.
    `signed_rules` are the ids of the rules behind its doses that need the site's signature and have it, `not_valid`
    those that do not apply on this day.
    The remaining tuples are ids whose words stand in the records.
    """

    level: str
    balance_emphasis: bool
    provisional: bool
    level_from: str
    phases: tuple[Phase, ...]
    rule: str
    grade: str
    signed: bool
    changes: tuple[str, ...] = ()
    supervised_weeks: int = 0
    balance: tuple[str, ...] = ()
    aerobic: tuple[str, ...] = ()
    progression: tuple[str, ...] = ()
    hold: tuple[str, ...] = ()
    stop_in_session: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    daily: tuple[str, ...] = ()
    traditional: tuple[str, ...] = ()
    then: str = ""
    machine_loads: tuple[MachineLoad, ...] = ()
    signed_rules: tuple[str, ...] = ()
    not_valid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightBasis:
    """The body weight that doses are counted on: actual, adjusted or dry; None in kg means it is not recorded."""

    kind: str
    kg: float | None
    actual_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """An oral nutritional supplement that may be drafted, within the day's protein."""

    id: str
    energy_kcal_per_day: float
    protein_g_per_day: float
    weeks: int
    conditions: tuple[str, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class NutritionPlan:
    """A nutrition prescription: protein by the first row that matches, energy, and what else to mind.

    Grams are None where the weight to use is not recorded. `asks` are measurements wanted before going further,
    `refer` people to involve, `also` and `notes` ids of the locale; `avoid` food groups that nothing may contain.
    `because` are the conditions of the row that this person meets.

    For the meals: `avoid` (allergens, lactose, gluten), `diets` (vegetarian, vegan, no_pork, as the person eats),
    `limits` (tags of foods to leave out: high_potassium, high_phosphate, high_purine, tyramine, free_sugar) and
    `texture` hold together; with `no_sample_day_because` there is no sample day. `snacks` are late_evening and
    between_meals, within the day's amounts. `with_drugs` are drug and food pairs. `exercise` says how training goes
    with it: paired, paired_modified, stopped or unknown. `signed_rules` are the ids of the rules behind its doses that
    need the site's signature and have it, `not_valid` those that do not apply on this day.
    """

    row: str
    protein_g_per_kg_per_day: tuple[float, float]
    ceiling_g_per_kg_per_day: float
    weight: WeightBasis
    protein_g_per_day: tuple[int, int] | None
    protein_g_per_meal: tuple[float, float] | None
    meals_per_day: int
    energy_kcal_per_kg_per_day: tuple[float, float] | None
    energy_kcal_per_day: tuple[int, int] | None
    rule: str
    grade: str
    signed: bool
    supplement: Supplement | None = None
    no_supplement_because: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    refer: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    leucine_g_per_meal: tuple[float, float] | None = None
    energy_rule: str = ""
    energy_deficit_kcal_per_day_at_most: float | None = None
    no_deficit_because: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    texture: Texture | None = None
    no_sample_day_because: tuple[str, ...] = ()
    snacks: tuple[str, ...] = ()
    fluid_l_per_day_at_least: float | None = None
    no_fluid_goal_because: tuple[str, ...] = ()
    vitamin_d: VitaminD | None = None
    no_vitamin_d_because: tuple[str, ...] = ()
    with_drugs: tuple[str, ...] = ()
    nutrients: tuple[Nutrient, ...] = ()
    nourishment: Nourishment | None = None
    exercise: str = ""
    signed_rules: tuple[str, ...] = ()
    not_valid: tuple[str, ...] = ()


# ── the whole ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Patient:
    """Age in completed years and sex: all of a person's identity that an assessment needs."""

    age_years: int | None
    sex: Sex


@quickly_made
@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer. Without staging (`standing` is not assessed), the standing itself is the answer.

    `dosing_staging` is the definition that the prescriptions follow where the chosen one does not apply to this age.
    `triggers` are the reasons for which a missing measurement is worth asking for. `occasion` is the moment of care,
    where that is not simply an opened chart. `risk_factors` are all that are known here, ranked for this person, found
    ones first; `origin` says what else than ageing may stand behind the loss of muscle. `signatures` are those of the
    site that the prescriptions rest on.
    """

    as_of: date
    patient: Patient
    standing: Standing
    facts: Facts
    ignored: tuple[Ignored, ...]
    unread: tuple[str, ...]
    unread_reasons: Mapping[str, str]
    rules_version: str
    staging: Staging | None = None
    dosing_staging: Staging | None = None
    triggers: tuple[str, ...] = ()
    safety: Safety | None = None
    exercise: ExercisePlan | Withheld | None = None
    nutrition: NutritionPlan | Withheld | None = None
    occasion: Occasion | None = None
    falls: FallRisk | None = None
    follow_up: FollowUp | None = None
    risk_factors: tuple[RiskFactor, ...] = ()
    origin: Origin | None = None
    signatures: tuple[Signature, ...] = ()
