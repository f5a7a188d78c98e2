"""Builds made-up assessments from plain values, one by one and at random; every id in them has words in the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import strategies as st

from cds_service.cards import CardRequest
from rules import catalogue
from rules.assessment import (
    Assessment,
    Effort,
    Evidence,
    ExercisePlan,
    Finding,
    Movement,
    NutritionPlan,
    Patient,
    Phase,
    Safety,
    Severity,
    Standing,
    State,
    Supplement,
    WeightBasis,
    Withheld,
)
from rules.context import Criteria
from rules.facts import Facts, Ignored, Source
from rules.measures import measures
from rules.staging import stage
from tests.support.facts import facts
from tests.support.staging_people import random_people

DAY = date(2026, 6, 1)
RECORD_ID = "6f1f3c1e-5a0e-4f53-9d2e-0d6f1f6e2b11"
LANGUAGES = catalogue.LANGUAGES
PARTS = (
    "Patient",
    "Condition",
    "AllergyIntolerance",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "Procedure",
    "Encounter",
    "NutritionOrder",
    "ServiceRequest",
    "CarePlan",
    "Observation:muscle",
    "Observation:vital-signs",
    "Observation:laboratory",
)
UNREAD_REASONS = ("timed_out", "refused", "failed", "not_sent", "truncated", "not_registered", "not_understood")


def asked(language: str = "en", **changes: object) -> CardRequest:
    """A request for cards by a doctor, in one language."""
    usual = CardRequest(
        record_id=RECORD_ID,
        patient_id="p1",
        user="Practitioner/dr1",
        encounter_id="e1",
        language=language,
        quiet=frozenset(),
        unsigned_banner=True,
        base_url="https://cds.example.org",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # a test names the fields that it changes


@cache
def ids(kind: str) -> tuple[str, ...]:
    """Every id of one kind that the rules have words for, without the kind."""
    return tuple(name.partition(".")[2] for name in catalogue.words() if name.partition(".")[0] == kind)


@cache
def finding_rules() -> tuple[catalogue.Record, ...]:
    """Every rule that can become a safety finding."""
    return tuple(rule for rule in catalogue.records().values() if "severity" in rule.values)


def domain_of(rule: catalogue.Record) -> str:
    """Which prescription a safety rule is about."""
    return "nutrition" if rule.chapter.startswith("nutrition") else "exercise"


def finding(rule_id: str, *evidence: Evidence, severity: Severity | None = None) -> Finding:
    """The finding of one safety rule."""
    rule = catalogue.record(rule_id)
    return Finding(
        id=rule_id,
        domain=domain_of(rule),
        severity=severity or Severity(rule.values["severity"]),
        urgency=rule.values["urgency"],
        evidence=evidence,
        changes=tuple(rule.values.get("changes", ())),
    )


def safety(*found: Finding) -> Safety:
    """The findings put together, most urgent first, with the state of both prescriptions."""

    def state(domain: str) -> State:
        severities = {item.severity for item in found if item.domain == domain}
        for severity, answer in (
            (Severity.STOP, State.STOP),
            (Severity.UNKNOWN, State.UNKNOWN),
            (Severity.MODIFY, State.MODIFIED),
        ):
            if severity in severities:
                return answer
        return State.ALLOWED

    ordered = tuple(sorted(found, key=lambda item: (item.urgency, item.id)))
    return Safety(state("exercise"), state("nutrition"), ordered)


def exercise_plan(**changes: object) -> ExercisePlan:
    """A level C plan in three phases."""
    moves = tuple(
        Movement(f"movement.{name}", (1, 3), (8, 12)) for name in ("sit_to_stand", "seated_row", "heel_raise")
    )
    doses = ((1, 8, (40.0, 60.0)), (9, 16, (60.0, 75.0)), (17, 24, (70.0, 75.0)))
    aims = ("learn_and_endurance", "hypertrophy", "strength_and_power")
    phases = tuple(
        Phase(
            id=f"phase_{number}",
            first_week=first,
            last_week=last,
            sessions_per_week=(2, 3),
            sets=(1, 3),
            repetitions=(8, 12),
            minutes=(30, 45),
            rest_minutes=(2.0, 3.0),
            load_percent_1rm=load,
            effort=Effort("omni_0_10", 5, 6),
            movements=moves,
            aim=aim,
        )
        for number, ((first, last, load), aim) in enumerate(zip(doses, aims, strict=True), 1)
    )
    usual = ExercisePlan(
        level="C",
        balance_emphasis=False,
        provisional=False,
        level_from="sppb",
        phases=phases,
        rule="exercise.programme_c",
        grade="synthesis",
        signed=False,
        balance=("stance_at_support",),
        aerobic=("walking_most_days",),
        progression=("two_for_two", "phase_change"),
        hold=("effort_above_target",),
        stop_in_session=("warning_signs", "effort"),
        notes=("band_by_effort", "reassess_at_12_weeks"),
        sources=("wei2022", "vivifrail"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # a test names the fields that it changes


def nutrition_plan(**changes: object) -> NutritionPlan:
    """Row P8 for a person of 48 kg."""
    usual = NutritionPlan(
        row="P8",
        protein_g_per_kg_per_day=(1.2, 1.5),
        ceiling_g_per_kg_per_day=1.5,
        weight=WeightBasis("actual", 48.0, 48.0),
        protein_g_per_day=(58, 72),
        protein_g_per_meal=(19.2, 24.0),
        meals_per_day=3,
        energy_kcal_per_kg_per_day=(30.0, 30.0),
        energy_kcal_per_day=(1440, 1440),
        rule="nutrition.P8",
        grade="unverified",
        signed=False,
        no_supplement_because=("no_malnutrition_evidence",),
        exercise="paired",
        sources=("protage2013", "deutz2014"),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # a test names the fields that it changes


def assessment(person: Facts | None = None, criteria: Criteria = Criteria.AWGS2019, **changes: object) -> Assessment:
    """A woman of 72 with severe sarcopenia and both plans, unless changed."""
    known = person or severe_person()
    usual = Assessment(
        as_of=DAY,
        patient=Patient(known.age_years, known.sex),
        standing=Standing.ASSESSED,
        facts=known,
        ignored=(),
        unread=(),
        unread_reasons={},
        rules_version=catalogue.version(),
        staging=stage(known, criteria),
        safety=safety(),
        exercise=exercise_plan(),
        nutrition=nutrition_plan(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # a test names the fields that it changes


def severe_person() -> Facts:
    """Reference person R01."""
    return facts(
        "female",
        72,
        method="bia",
        grip_kg=17.9,
        chair_stand_5x_s=12.0,
        gait_m_per_s=0.98,
        sppb=9,
        asm_height2_kg_per_m2=5.6,
        weight_kg=48,
        height_cm=155,
        egfr_ml_per_min=78,
    )


# ── at random ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _some(kind: str, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(ids(kind)), max_size=most, unique=True).map(tuple)


hostile_text = st.text(min_size=1, max_size=60) | st.sampled_from(
    [
        "a|b",
        "`code`",
        "<script>alert(1)</script>",
        "\u202egnirts desrever",
        "[click](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "line\n# heading\n\n- item",
        "www.evil.example",
        "&lt;b&gt;",
        "\ud800"[:0] + "慢性肾脏病 <img src=x onerror=alert(1)>",
        "**bold** _x_ ~~y~~",
    ]
)


def _notes() -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from([(), ("band_by_effort",), ("ask_sppb", "trial_limits")])


@st.composite
def _evidence(draw: st.DrawFn) -> Evidence:
    name = draw(st.sampled_from(sorted(measures())) | hostile_text)
    source = Source("Condition", draw(st.sampled_from(["c1", "<b>", "x|y"])))
    if name in measures() and draw(st.booleans()):
        return Evidence(name, source, draw(st.floats(0.1, 300)), measures()[name].unit, DAY)
    return Evidence(name, source, on=draw(st.none() | st.just(DAY)))


@st.composite
def _findings(draw: st.DrawFn) -> tuple[Finding, ...]:
    rules = draw(st.lists(st.sampled_from(finding_rules()), max_size=4, unique_by=lambda rule: rule.id))
    return tuple(finding(rule.id, *draw(st.lists(_evidence(), max_size=2))) for rule in rules)


@st.composite
def _exercise(draw: st.DrawFn, found: Safety) -> ExercisePlan | Withheld:
    blocking = found.of("exercise", Severity.STOP, Severity.UNKNOWN)
    if blocking:
        return Withheld(tuple(item.id for item in blocking), (), blocking[0].id)
    if draw(st.integers(0, 5)) == 0:
        return Withheld(("unsigned_rule",), (), "exercise.programme_c")
    level = draw(st.sampled_from("ABCD"))
    phases = exercise_plan().phases[: draw(st.integers(0, 3))]
    return exercise_plan(
        level=level,
        balance_emphasis=draw(st.booleans()),
        provisional=draw(st.booleans()),
        level_from=draw(st.sampled_from(ids("level_from"))),
        phases=phases,
        signed=draw(st.booleans()),
        changes=draw(_some("change")),
        balance=draw(_some("balance")),
        aerobic=draw(_some("aerobic")),
        progression=draw(_some("progression")),
        hold=draw(_some("hold")),
        stop_in_session=draw(_some("stop_in_session")),
        notes=draw(_notes()),
    )


@st.composite
def _nutrition(draw: st.DrawFn, found: Safety) -> NutritionPlan | Withheld:
    blocking = found.of("nutrition", Severity.STOP, Severity.UNKNOWN)
    if blocking:
        return Withheld(tuple(item.id for item in blocking), draw(_some("clear_first")), blocking[0].id)
    weighed = draw(st.booleans())
    fed = draw(st.booleans())
    given = Supplement("oral_nutritional_supplement", 400, 30, 4, draw(_some("supplement_condition")))
    kind = draw(st.sampled_from(["actual", "adjusted", "dry"]))
    return nutrition_plan(
        row=draw(st.sampled_from([f"P{number}" for number in range(1, 10)])),
        weight=WeightBasis(kind, 48.0 if weighed else None, draw(st.none() | st.just(70.25))),
        protein_g_per_day=(58, 72) if weighed else None,
        protein_g_per_meal=(19.2, 24.0) if weighed else None,
        energy_kcal_per_kg_per_day=(25.0, 35.0) if fed else None,
        energy_kcal_per_day=(1200, 1680) if fed and weighed else None,
        signed=draw(st.booleans()),
        supplement=given if draw(st.booleans()) else None,
        no_supplement_because=draw(_some("no_supplement")),
        asks=draw(_some("ask")),
        refer=draw(_some("refer")),
        also=draw(_some("also")),
        avoid=draw(_some("avoid")),
        because=draw(_some("because")),
    )


def _ignored() -> st.SearchStrategy[Ignored]:
    reasons = [
        name.removeprefix("ignored_because.") for name in _interface_ids() if name.startswith("ignored_because.")
    ]
    return st.builds(
        Ignored,
        source=st.builds(Source, st.just("Observation"), hostile_text),
        reason=st.sampled_from(reasons),
        name=st.sampled_from(["", "grip_kg", "weight_kg", "systolic_mmhg"]),
        detail=st.just("") | hostile_text,
    )


@cache
def _interface_ids() -> tuple[str, ...]:
    from cds_service.locale import interface_words

    return tuple(interface_words("en"))


def _triggers() -> st.SearchStrategy[tuple[str, ...]]:
    return _some("trigger", most=2)


@st.composite
def random_assessments(draw: st.DrawFn) -> Assessment:
    """Any assessment: any standing, stage, findings, plans or reasons against them, with hostile texts."""
    known = draw(random_people())
    standing = draw(st.sampled_from([Standing.ASSESSED] * 9 + list(Standing)))
    unread = tuple(draw(st.lists(st.sampled_from(PARTS), max_size=3, unique=True)))
    whole = assessment(
        known,
        standing=standing,
        ignored=tuple(draw(st.lists(_ignored(), max_size=8))),
        unread=unread,
        unread_reasons={part: draw(st.sampled_from(UNREAD_REASONS)) for part in unread},
    )
    if standing is not Standing.ASSESSED:
        return replace(whole, staging=None, safety=None, exercise=None, nutrition=None)
    criteria = draw(st.sampled_from(list(Criteria)))
    staged = stage(known, criteria)
    younger = stage(known, Criteria.AWGS2025) if staged.stage == "not_applicable" else None
    found = safety(*draw(_findings()))
    return replace(
        whole,
        staging=staged,
        dosing_staging=younger,
        triggers=draw(_triggers()),
        safety=found,
        exercise=draw(_exercise(found)),
        nutrition=draw(_nutrition(found)),
    )


def texts(value: object) -> Iterable[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
