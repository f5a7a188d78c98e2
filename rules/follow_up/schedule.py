"""When to look again: the reviews of a plan, the interval after it, and what asks for a look at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from rules.answers import Answer
from rules.assessment import NutritionPlan, Staging, Withheld
from rules.catalogue import Record, records
from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.follow_up.answer import Cause, Review, ReviewState
from rules.nutrition.windows import months_before

REFEEDING = "K18."


@dataclass(frozen=True, slots=True)
class Concerns:
    """What a review looks at only in some people."""

    supplement: bool = False
    refeeding: bool = False
    kidney: bool = False
    vitamin_d: bool = False


def concerns(record: PatientRecord, facts: Facts, nutrition: NutritionPlan | Withheld | None) -> Concerns:
    """What concerns this person: a supplement, refeeding risk, kidneys, vitamin D."""
    egfr, kidney = facts.value("egfr_ml_per_min"), rule("follow_up.kidney").values
    deficient = "vitamin_d_deficiency" in record.indexes.problems.places
    held = nutrition.reasons if isinstance(nutrition, Withheld) else ()
    return Concerns(
        supplement=isinstance(nutrition, NutritionPlan) and nutrition.supplement is not None,
        refeeding=any(name.startswith(REFEEDING) for name in held),
        kidney=record.indexes.problems.has(kidney["concepts"]) or (egfr is not None and egfr < kidney["egfr_below"]),
        vitamin_d=deficient,
    )


@cache
def _visits() -> tuple[Record, ...]:
    found = (entry for entry in records("follow_up/reviews").values() if "items" in entry.values)
    return tuple(sorted(found, key=lambda entry: entry.values["week"]))


@lru_cache(maxsize=16)
def planned(of_concern: Concerns) -> tuple[Review, ...]:
    """The reviews of a plan without their days."""
    names = [f"if_{name}" for name in Concerns.__dataclass_fields__ if getattr(of_concern, name)]
    return tuple(
        Review(
            entry.id,
            entry.values["week"],
            (*entry.values["items"], *(item for name in names for item in entry.values.get(name, ()))),
        )
        for entry in _visits()
    )


def reviews(record: PatientRecord, day: date, started: date | None, of_concern: Concerns) -> tuple[Review, ...]:
    """The reviews of a plan; with a first day each has its own day and where it stands."""
    every = planned(of_concern)
    if started is None:
        return every
    found: list[Review] = []
    for review in every:
        due = started + timedelta(weeks=review.week)
        state = _state(record, day, due, rule(review.rule).values["measures"])
        if state is ReviewState.LATER and not any(item.state is ReviewState.DUE for item in found):
            state = ReviewState.DUE
        found.append(Review(review.rule, review.week, review.items, state, due))
    return tuple(found)


def _state(record: PatientRecord, day: date, due: date, names: list[str]) -> ReviewState:
    """Done with a measurement from shortly before its day on; late some weeks after it; due now, or later."""
    numbers = rule("follow_up.done").values
    first = due - timedelta(days=numbers["early_days"])
    last = due + timedelta(days=numbers["late_days"])
    if any(first <= one.on <= last for name in names for one in record.series.get(name, ()) if one.on <= day):
        return ReviewState.DONE
    if day < first:
        return ReviewState.LATER
    if day <= last and (names or day <= due):
        return ReviewState.DUE
    return ReviewState.OVERDUE if names else ReviewState.PAST


def then_months(staging: Staging, facts: Facts) -> int | None:
    """After how many months to look again once the plan is over, or without one; None where nothing asks for it."""
    numbers = rule("follow_up.after").values
    if staging.stage in rule("follow_up.reversed").values["stages"]:
        return int(numbers["months_with_sarcopenia"])
    old = facts.age_years is not None and facts.age_years >= numbers["age_from"]
    return int(numbers["months_at_risk"]) if old or is_at_risk(staging) else None


def is_at_risk(staging: Staging) -> bool:
    """Is at least one step of the definition met, case finding included?"""
    return Answer.MET in staging.steps.values()


def at_once(record: PatientRecord, facts: Facts) -> Iterator[Cause]:
    """What has happened since strength or function was last tested, inside the window."""
    numbers, indexes = rule("follow_up.at_once").values, record.indexes
    named = [
        (name, (*indexes.problems.under(numbers[name]), *indexes.past.under(numbers[name])))
        for name in ("fall", "fracture")
    ]
    loss = facts.get(numbers["weight_loss"])
    lost = loss is not None and loss.value > numbers["weight_loss_above"]
    if not lost and not record.encounters and not any(items for _, items in named):
        return
    tested = [one.on for name in numbers["tests"] if (one := facts.by_name.get(name)) is not None]
    first = max([months_before(facts.as_of, numbers["months"]), *(day + timedelta(days=1) for day in tested)])
    for name, items in named:
        recent = [item for item in items if item.since is not None and item.since >= first]
        if recent:
            yield Cause(name, tuple(Evidence(item.label, item.source, on=item.since) for item in recent))
    stays = [stay for stay in record.encounters if stay.inpatient and (on := stay.end or stay.start) and on >= first]
    if stays:
        yield Cause("admission", tuple(Evidence("", stay.source, on=stay.end or stay.start) for stay in stays))
    if loss is not None and lost and loss.on >= first:
        yield Cause("weight_loss", (Evidence(loss.name, loss.source, loss.value, loss.unit, loss.on),))
