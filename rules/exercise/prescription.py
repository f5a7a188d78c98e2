"""The exercise prescription: a programme for the level of function, with every safety change built in, or why none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rules.assessment import ExercisePlan, MachineLoad, Safety, Severity, Staging, State, Withheld
from rules.catalogue import GRADES, Record, records
from rules.catalogue import record as rule
from rules.context import Context, Moment
from rules.exercise.changes import adapted
from rules.exercise.level import EMPHASIS_RULE, LEVEL_RULE, Level, level, lower_of
from rules.exercise.limits import KEPT, Limits, limits
from rules.exercise.load import ESTIMATE_RULE, STEP_RULE
from rules.exercise.machines import SETS_RULE, machine_loads, with_machines
from rules.exercise.programme import Programme, id_for
from rules.facts import Facts, PatientRecord
from rules.nutrition.obesity import is_obese
from rules.quick import changed
from rules.signing import signing, withheld

DOMAIN = "exercise"
CHAPTER = "exercise/"
SEVERE_RULE = "exercise.severe_supervision"
HOSPITAL_RULE = "exercise.hospital_stay"
RESERVE_RULE = "exercise.repetitions_in_reserve"
SESSION_RULES = ("warning_signs", "blood_pressure", "heart_rate", "oxygen", "effort", "pain")


def prescribe(
    record: PatientRecord, facts: Facts, staging: Staging, safety: Safety, context: Context
) -> ExercisePlan | Withheld:
    """A plan for anybody who may train, or the reason why there is none."""
    if safety.exercise in (State.STOP, State.UNKNOWN):
        return _withheld(safety)
    trainee, tested = _Trainee.of(record, facts, staging, safety, context), machine_loads(record, facts)
    plan, used = _plan(trainee, tested) if tested else _shared(trainee)
    found = signing(used, context)
    return withheld(found, context) or changed(
        plan, signed=not found.unsigned, signed_rules=found.signed, not_valid=found.not_valid
    )


def _withheld(safety: Safety) -> Withheld:
    """The stops, else what was not known; and what has to be read or asked before anything is drafted."""
    stops = safety.of(DOMAIN, Severity.STOP)
    unknown = safety.of(DOMAIN, Severity.UNKNOWN)
    asked = (rule(finding.id).values.get("clear_first", finding.id) for finding in unknown)
    return Withheld(tuple(finding.id for finding in stops or unknown), tuple(dict.fromkeys(asked)))


class _Trainee(NamedTuple):
    """All of a person that a plan follows from, tested loads apart: no values, so that many share one plan."""

    found: Level
    changes: tuple[str, ...]
    is_severe: bool
    on_a_ward: bool
    is_obese: bool

    @classmethod
    def of(cls, record: PatientRecord, facts: Facts, staging: Staging, safety: Safety, context: Context) -> _Trainee:
        """This person, as far as training goes. At discharge the stay still runs, and the plan is that for home."""
        in_hospital = any(stay.inpatient and stay.running for stay in record.encounters)
        return cls(
            found=level(record, facts, safety),
            changes=tuple(sorted(safety.changes(DOMAIN))),
            is_severe=staging.stage in rule(SEVERE_RULE).values["stages"],
            on_a_ward=in_hospital and context.moment is not Moment.ENCOUNTER_DISCHARGE,
            is_obese=is_obese(record, facts, context.site),
        )


@lru_cache(maxsize=KEPT)
def _shared(trainee: _Trainee) -> tuple[ExercisePlan, tuple[Record, ...]]:
    """The plan of everybody like this without tested loads: it follows from the records alone."""
    return _plan(trainee, ())


def _plan(trainee: _Trainee, tested: tuple[MachineLoad, ...]) -> tuple[ExercisePlan, tuple[Record, ...]]:
    """The plan, but for its signatures, and the rules that gave it a dose."""
    plan = _draft(trainee, tested)
    used = _dosing_records(plan, trainee.is_severe)
    return replace(plan, grade=_weakest(used), sources=_sources(used)), used


def _draft(trainee: _Trainee, tested: tuple[MachineLoad, ...]) -> ExercisePlan:
    """The plan, but for its grade, signature and sources."""
    found, changes = trainee.found, trainee.changes
    bounds = limits(changes)
    name = found.name if bounds.level_at_most is None else lower_of(found.name, bounds.level_at_most)
    first = rule(HOSPITAL_RULE).values.get(name, "") if trainee.on_a_ward and bounds.is_stable else ""
    chosen = adapted(bounds.programme or id_for(name), changes, first)
    phases, held = with_machines(chosen.phases, name, bounds, tested)
    weeks = rule(SEVERE_RULE).values["weeks"] if trainee.is_severe else 0
    return ExercisePlan(
        level=name,
        balance_emphasis=found.balance_emphasis,
        provisional=found.provisional,
        level_from=found.read_from,
        phases=phases,
        rule=chosen.rule,
        grade="",
        signed=False,
        changes=changes,
        supervised_weeks=max(chosen.supervised_weeks, weeks),
        daily=chosen.daily,
        traditional=chosen.traditional,
        then=chosen.then,
        machine_loads=held,
        balance=(*chosen.balance, *(chosen.balance_emphasis if found.balance_emphasis else ())),
        aerobic=chosen.aerobic,
        progression=chosen.progression,
        hold=chosen.hold,
        stop_in_session=_session(bounds),
        notes=tuple(dict.fromkeys((*_notes(trainee, name), *chosen.notes, *_beside(trainee, chosen)))),
    )


def _notes(trainee: _Trainee, name: str) -> Iterable[str]:
    found = trainee.found
    if found.provisional:
        yield "ask_sppb"
    if found.disagree:
        yield "sppb_and_gait_disagree"
    if name != found.name:
        yield "level_lowered"
    if trainee.is_severe:
        yield "supervised_first_weeks"
        yield "start_at_low_end"


def _beside(trainee: _Trainee, chosen: Programme) -> Iterable[str]:
    if chosen.traditional:
        yield "tai_chi_beside"
    if chosen.trains and trainee.is_obese:
        yield "obesity_train_both"


def _session(bounds: Limits) -> tuple[str, ...]:
    """When a session ends: the usual limits, or the stricter ones that a change puts in their place."""
    kept = (name for name in SESSION_RULES if name not in bounds.without_session)
    return tuple(dict.fromkeys((*kept, *bounds.adds_session)))


def _dosing_records(plan: ExercisePlan, is_severe: bool) -> tuple[Record, ...]:
    """Every record that gave this plan a dose."""
    kinds = (
        ("balance", plan.balance),
        ("aerobic", plan.aerobic),
        ("traditional", plan.traditional),
        ("progression", plan.progression),
        ("hold", plan.hold),
    )
    tempos = dict.fromkeys(f"tempo.{phase.tempo}" for phase in plan.phases if phase.tempo)
    names = [plan.rule, LEVEL_RULE, *([HOSPITAL_RULE, plan.then] if plan.then else ()), *tempos]
    names += [RESERVE_RULE] if tempos else []
    names += [SETS_RULE, STEP_RULE, ESTIMATE_RULE] if plan.machine_loads else []
    names += [*(f"{kind}.{name}" for kind, ids in kinds for name in ids)]
    names += [name for name in (f"note.{note}" for note in plan.notes) if name in records(CHAPTER)]
    names += [EMPHASIS_RULE] if plan.balance_emphasis else []
    names += [SEVERE_RULE] if is_severe else []
    return tuple(rule(name) for name in names)


def _weakest(used: tuple[Record, ...]) -> str:
    return max((item.grade for item in used), key=GRADES.index)


def _sources(used: tuple[Record, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for item in used for key, _ in item.sources))
