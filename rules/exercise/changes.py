"""Safety changes built into a programme: caps on load and effort, what takes another's place, who is beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rules.assessment import Movement, Phase
from rules.catalogue import record, records
from rules.exercise.dosing import lightened, within
from rules.exercise.level import LEVELS
from rules.exercise.limits import KEPT, Limits, limits
from rules.exercise.programme import Programme, programme
from rules.exercise.substitution import in_reach, substituted

_NEXT_PHASE = "phase_change"
_UNDER_A_CAP = "within_safety_limit"
_BASE_RULE = "exercise.aerobic_base"
_PAIR_RULE = "change.systolic_rise_20_within_180"

__all__ = ["adapted", "apply", "limits", "spoken"]


@lru_cache(maxsize=KEPT)
def adapted(identifier: str, changes: tuple[str, ...], before: str = "") -> Programme:
    """The programme of this id with these changes built in: it follows from the records alone.

    `before` is the programme that comes first, where there is one: the hospital's before the one for home.
    """
    chosen, found = programme(identifier), limits(changes)
    if found.aerobic_base_weeks or not before:
        return apply(chosen, found)
    first = programme(before)
    return replace(apply(chosen.after(first), found), rule=before, then=identifier)


def apply(programme: Programme, limits: Limits) -> Programme:
    """The programme within its limits. A phase that would begin at or above a cap repeats the dose before it."""
    moved = tuple(_moved(phase, programme.level, limits) for phase in programme.phases)
    phases: list[Phase] = []
    for phase in moved:
        phases.append(within(phase, phases[-1] if phases else None, limits))
    whole = _with_base(programme, [lightened(*pair, limits) for pair in zip(phases, moved, strict=True)], limits)
    last = max(phase.last_week for phase in whole)
    base = whole[0].last_week if whole[0].id != programme.phases[0].id else 0
    supervised = programme.supervised_weeks and programme.supervised_weeks + base
    return replace(
        programme,
        phases=whole,
        supervised_weeks=last if limits.supervised else supervised,
        balance=_allowed("balance", programme.balance, limits),
        balance_emphasis=_allowed("balance", programme.balance_emphasis, limits),
        aerobic=_milder("aerobic", programme.aerobic, limits),
        traditional=_milder("traditional", programme.traditional, limits),
        daily=_daily(programme, limits),
        progression=_progression(programme.progression, limits),
        hold=(*programme.hold, *(name for name in limits.adds_hold if name not in programme.hold)),
        notes=tuple(name for name in programme.notes if name not in limits.without_notes),
    )


def _daily(programme: Programme, limits: Limits) -> tuple[str, ...]:
    """The movements of every day in a form that the level and its positions allow."""
    if not programme.trains:
        return ()
    return in_reach(limits.adds_daily, programme.level, limits.allow, programme.phases[-1].movements)


def _moved(phase: Phase, level: str, limits: Limits) -> Phase:
    """The phase with movements that the limits allow, those for the legs first where a change asks for it."""
    movements = substituted(phase.movements, level, limits.allow) if level in LEVELS else phase.movements
    if limits.lower_first:
        movements = tuple(sorted(movements, key=lambda item: "lower" not in record(item.id).values["tags"]))
    return replace(phase, movements=movements)


def _with_base(programme: Programme, phases: list[Phase], limits: Limits) -> tuple[Phase, ...]:
    """The phases behind some weeks of walking alone, where a change asks for them and the legs may walk."""
    weeks, values = limits.aerobic_base_weeks, record(_BASE_RULE).values
    if not weeks or phases[0].load_percent_1rm is None or not limits.allow(values["unless_barred"]):
        return tuple(phases)
    base = replace(
        phases[0],
        id=values["phase"],
        first_week=1,
        last_week=weeks,
        sessions_per_week=tuple(values["sessions_per_week"]),
        sets=(1, 1),
        repetitions=(1, 1),
        minutes=tuple(values["minutes"]),
        rest_minutes=None,
        load_percent_1rm=None,
        movements=(Movement(values["movement"], (1, 1), (1, 1)),),
        aim=values["aim"],
        tempo="",
    )
    return (base, *_later(phases, weeks, programme.plan_weeks))


def _later(phases: list[Phase], weeks: int, end: int) -> Iterator[Phase]:
    """The phases so many weeks later, as far as they lie before the end of the plan."""
    for phase in phases:
        if phase.first_week + weeks <= end:
            yield replace(phase, first_week=phase.first_week + weeks, last_week=min(phase.last_week + weeks, end))


def _allowed(kind: str, tasks: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    return tuple(name for name in tasks if limits.allow(f"{kind}.{name}"))


def _milder(kind: str, names: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    """Each of these, or the next milder one until one is allowed, each once; one that has none is left out."""
    found = []
    for name in names:
        milder: str | None = name
        while milder is not None and not limits.allow(f"{kind}.{milder}"):
            milder = record(f"{kind}.{milder}").values.get("instead")
        found.append(milder)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _progression(rules: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    """Under a cap nobody moves on to a heavier phase."""
    if not rules or not limits.hold_the_load:
        return rules
    return (*(name for name in rules if name != _NEXT_PHASE), _UNDER_A_CAP)


@lru_cache(maxsize=KEPT)
def spoken(changes: tuple[str, ...]) -> tuple[str, ...]:
    """The changes worth saying: nothing that is not of training, no cap or range that a stricter one includes.

    Two that one sentence says together are said by that one.
    """
    known = records()
    rules = {change: known[f"change.{change}"].values for change in changes if f"change.{change}" in known}
    caps = {change: rule["max_percent_1rm"] for change, rule in rules.items() if "max_percent_1rm" in rule}
    ranges = {change: _range(rule) for change, rule in rules.items() if _range(rule) != _ANY}
    weaker = {change for change, cap in caps.items() if cap > min(caps.values())}
    weaker |= {
        one for one, wide in ranges.items() for narrow in ranges.values() if narrow != wide and _in(narrow, wide)
    }
    weaker |= {change for change, rule in rules.items() if not rule.get("of_training", True)}
    return _together(tuple(change for change in changes if change not in weaker))


def _together(changes: tuple[str, ...]) -> tuple[str, ...]:
    """The changes, those that another sentence says together said once by it."""
    pair, both = record(_PAIR_RULE).values["instead_of"], _PAIR_RULE.removeprefix("change.")
    if not set(pair) <= set(changes):
        return changes
    return tuple(dict.fromkeys(both if change in pair else change for change in changes))


_ANY = (0.0, float("inf"))


def _range(rule: Mapping[str, Any]) -> tuple[float, float]:
    return rule.get("repetitions_at_least", _ANY[0]), rule.get("repetitions_at_most", _ANY[1])


def _in(narrow: tuple[float, float], wide: tuple[float, float]) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]
