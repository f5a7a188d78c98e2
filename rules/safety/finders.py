"""The functions that look for one kind of evidence each, by the name that records use.

Each answers with what it found, or with None where its trigger does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from rules.answers import Answer
from rules.facts import Condition, Medication
from rules.measures import measures
from rules.safety import calcium, contradictions, falls, muscle, weight
from rules.safety.case import Case, Found, of_condition, of_entry, of_value
from rules.safety.open_bounds import open_bound, proves
from rules.safety.rule import Limit, Trigger
from rules.safety.windows import Days, Window

Finder = Callable[[Case, Trigger], tuple[Found, ...] | None]


def _days(case: Case, trigger: Trigger) -> Days:
    """The days of a trigger's events: inside `within` and before `beyond`."""
    return Days.of(trigger.within, trigger.beyond, case.now)


def condition(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Active problems of these concepts, with or without certain qualifiers, inside their window.

    An `event` (a heart attack, a fracture) runs its window whatever has become of its entry since. An entry that stands
    for one of the concepts under `beside` as well is left to another trigger.
    """
    numbers = trigger.numbers or {}
    if numbers.get("in_admission") and not case.in_hospital:
        return None
    named = case.about(trigger.names)
    if numbers.get("event"):
        named += tuple([item for item in case.indexes.past.under(trigger.names) if item.since is not None])
    if not named:
        return None
    days = _days(case, trigger)
    found = tuple([of_condition(item) for item in named if days.hold(item.since) and _is_meant(case, trigger, item)])
    return found or None


def _is_meant(case: Case, trigger: Trigger, item: Condition) -> bool:
    """Has this problem the qualifiers that are asked for, and none that speaks against it?"""
    said = item.qualifiers
    if (trigger.with_any and not said & trigger.with_any) or said & trigger.without:
        return False
    numbers = trigger.numbers
    if not numbers:
        return True
    return item.concepts.isdisjoint(numbers.get("beside", ())) and not _is_over(case, trigger, item.since)


def _is_over(case: Case, trigger: Trigger, day: date | None) -> bool:
    """Did something that the record names, such as a new valve, end what stood there on that day or without a date?"""
    if not trigger.numbers or "ended_by" not in trigger.numbers:
        return False
    names = frozenset(trigger["ended_by"])
    ends = [item.since for item in case.about(names)] + [item.on for item in case.indexes.procedures.under(names)]
    return any(end is None or day is None or day <= end for end in ends)


def history(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Events of these concepts that are over: resolved, and without a date or before their window."""
    past = case.indexes.past.under(trigger.names)
    end = _days(case, trigger).end
    return tuple(of_condition(item) for item in past if item.since is None or end is None or item.since < end) or None


def order(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Active orders of these kinds."""
    return tuple(map(of_entry, case.indexes.orders.under(trigger.names))) or None


def unmeasured(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Problems inside their window, without a result of the measure that would settle them; never said unread."""
    name: str = trigger["settled_by"]
    if case.record.unread(f"Observation:{measures()[name].group}"):
        return None
    return None if case.latest_within(name, Window(**trigger["measured_within"])) else condition(case, trigger)


def procedure(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Procedures of these kinds inside their window."""
    done = case.indexes.procedures.under(trigger.names)
    days = _days(case, trigger)
    return tuple(of_entry(item) for item in done if days.hold(item.since)) or None


def drug(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Drugs of these classes in use: since before a window (`beyond`), without a date (`undated`), or of any date.

    With `intravenous`, those given into a vein inside their window.
    """
    numbers = trigger.numbers or {}
    if numbers.get("intravenous"):
        return _given_into_a_vein(case, trigger)
    used: Iterable[Medication] = case.indexes.drugs.under(trigger.names)
    if numbers.get("undated"):
        used = (item for item in used if item.on is None)
    elif trigger.beyond is not None:
        days = _days(case, trigger)
        used = (item for item in used if item.on is not None and days.hold(item.on))
    return tuple(map(of_entry, used)) or None


def _given_into_a_vein(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    wanted = (item for item in case.record.medications if item.intravenous and item.classes & trigger.names)
    given = (item for item in wanted if item.active or item.on is not None)
    days = _days(case, trigger)
    return tuple(of_entry(item) for item in given if days.hold(item.on)) or None


def value(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A latest value beyond every limit; where values share a moment, one of them is enough."""
    if trigger.span == "valid":
        return _value_in_use(case, trigger)
    latest = case.latest(trigger)
    if case.indexes.bounded:
        latest = tuple([item for item in latest if proves(item, trigger.limits)])
    for limit in trigger.limits:
        latest = tuple([item for item in latest if limit.is_met_by(item.value)])
    return tuple([of_value(item) for item in latest if not _is_over(case, trigger, item.on)]) or None


def _value_in_use(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    (name,) = trigger.names
    fact = case.facts.get(name)
    if fact is None:
        return None
    values = (fact.value, *fact.conflicts)
    met = any(all(limit.is_met_by(number) for limit in trigger.limits) for number in values)
    return (of_value(fact),) if met else None


def together(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """Several latest values, each beyond its own limit."""
    found: list[Found] = []
    for wanted in trigger["values"]:
        one = Trigger(
            "value",
            frozenset({wanted["measure"]}),
            within=trigger.within,
            limits=(Limit(wanted["met_when"], wanted["value"]),),
        )
        met = value(case, one)
        if met is None:
            return None
        found += met
    return tuple(found)


def missing(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """At least one of these values has no result inside the window; never said of what could not be read."""
    if case.record.unread("Observation:vital-signs"):
        return None
    span = case.resting_window(to_be_sure=True) if trigger.span == "resting" else trigger.within
    return () if any(not case.latest_within(name, span) for name in trigger.names) else None


def unread(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """At least one of these parts of the record could not be read; with `in_admission`, during a running stay."""
    if (trigger.numbers or {}).get("in_admission") and not case.in_hospital:
        return None
    return () if case.record.unread(*trigger.names) else None


def intoxication(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """An intoxication of the current contact: undated, of the last hours, or since a running contact began."""
    starts = [stay.start for stay in case.record.encounters if stay.running and stay.start is not None]
    days = _days(case, trigger)
    current = (
        item
        for item in case.about(trigger.names)
        if days.hold(item.since) or any(item.since is not None and item.since >= start for start in starts)
    )
    return tuple(of_condition(item) for item in current) or None


def at_refeeding_risk(case: Case, _: Trigger) -> tuple[Found, ...] | None:
    """The nutrition chapter's answer to whether refeeding risk is high."""
    if case.refeeding.answer is not Answer.MET:
        return None
    return tuple(Found(item, item.on) for item in case.refeeding.evidence)


def refeeding_undecided(case: Case, _: Trigger) -> tuple[Found, ...] | None:
    """The nutrition chapter's answer that an underweight person's refeeding risk is still open."""
    risk = case.refeeding
    return tuple(Found(item, item.on) for item in risk.evidence) if risk.undecided_underweight else None


def refeeding_unread(case: Case, trigger: Trigger) -> tuple[Found, ...] | None:
    """A sign of refeeding risk that a drug would make high, where nothing but the drugs could not be read."""
    unread = case.refeeding.unread
    return () if unread and set(unread) <= set(trigger.names) else None


def never(_: Case, __: Trigger) -> tuple[Found, ...] | None:
    """Nothing: a finding that only follows a clearance."""
    return None


FINDERS: Mapping[str, Finder] = {
    "condition": condition,
    "procedure": procedure,
    "drug": drug,
    "value": value,
    "history": history,
    "order": order,
    "together": together,
    "unmeasured": unmeasured,
    "missing": missing,
    "unread": unread,
    "intoxication": intoxication,
    "refeeding": at_refeeding_risk,
    "refeeding_undecided": refeeding_undecided,
    "refeeding_unread": refeeding_unread,
    "never": never,
    "weight_gain": weight.weight_gain,
    "over_dry_weight": weight.over_dry_weight,
    "calcium": calcium.calcium,
    "rise": muscle.rise,
    "creatine_kinase": muscle.creatine_kinase,
    "creatine_kinase_without_range": muscle.creatine_kinase_without_range,
    "grip_fall": muscle.grip_fall,
    "open_bound": open_bound,
    "high_fall_risk": falls.high_fall_risk,
    "fall_without_contacts": falls.fall_without_contacts,
    "contradiction": contradictions.contradiction,
    "pressures_swapped": contradictions.pressures_swapped,
}
