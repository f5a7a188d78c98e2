"""An assessment as text for a clinician at a terminal: what the cards say, then every value and what was not used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cds_service.cards.answering import WRITERS
from cds_service.cards.rendering import markdown
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import fact_value, footer, partial
from cds_service.cards.speaking import stops
from cds_service.cards.words import Words, words
from cds_service.documents.exercise_json import begun
from cds_service.documents.plain_text import columns, padded, plain, wrapped
from cds_service.documents.risk_text import risk_text
from cds_service.documents.weeks_text import heading, weeks_text
from cds_service.meals import sample_day_text, sample_day_view
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Standing

KINDS = ("stage", "exercise", "nutrition")


def text(assessment: Assessment, asked: CardRequest) -> str:
    """The whole report in the language asked for; it ends with a newline."""
    w = words(asked.language)
    return "\n".join(_parts(assessment, asked, w))


def _parts(assessment: Assessment, asked: CardRequest, w: Words) -> Iterator[str]:
    title = w.say("report.title", date=assessment.as_of.isoformat())
    yield f"{title}\n{'═' * columns(title)}\n{_person(assessment, w)}\n"
    kinds = _kinds(assessment)
    for kind in kinds:
        view = WRITERS[kind](assessment, asked, tuple(other for other in kinds if other != kind), w)
        if view is not None:
            body = replace(view.body, footer="")
            yield f"{_heading(w.say(f'card.{kind}'))}\n{plain(markdown(body, w.language))}"
    if factors := risk_text(assessment, w):
        yield f"{_heading(w.say('report.risks'))}\n{factors}\n"
    plan = assessment.exercise
    if isinstance(plan, ExercisePlan) and plan.phases:
        first = begun(assessment)
        yield f"{_heading(heading(plan, first, w))}\n{weeks_text(plan, first, w)}\n"
    if isinstance(assessment.nutrition, NutritionPlan):
        day = sample_day_view(assessment.nutrition, w)
        yield f"{_heading(day.title)}\n{sample_day_text(day, w)}\n"
    if assessment.standing is not Standing.ASSESSED:
        yield wrapped(w.say(f"report.standing.{assessment.standing}")) + "\n"
    if unread := partial(assessment, w):
        yield f"{_heading(w.say('report.unread'))}\n{wrapped(unread)}\n"
    yield f"{_heading(w.say('report.facts'))}\n{_facts(assessment, w)}\n"
    yield f"{_heading(w.say('report.ignored'))}\n{_ignored(assessment, w)}\n"
    yield f"{plain(footer(assessment, w))}"


def _kinds(assessment: Assessment) -> tuple[str, ...]:
    if assessment.standing is not Standing.ASSESSED:
        return ()
    return ("safety", *KINDS) if stops(assessment) else KINDS


def _person(assessment: Assessment, w: Words) -> str:
    sex = w.say(f"sex.{assessment.patient.sex}")
    age_years = assessment.patient.age_years
    return sex if age_years is None else w.say("report.person", sex=sex, age=age_years)


def _heading(text: str) -> str:
    return f"{text}\n{'─' * columns(text)}"


def _facts(assessment: Assessment, w: Words) -> str:
    rows = [
        (
            w.measure(fact.name),
            fact_value(fact, w),
            fact.on.isoformat(),
            w.say("report.stale") if fact.stale else "",
        )
        for fact in sorted(assessment.facts, key=lambda fact: fact.name)
    ]
    if not rows:
        return w.say("report.none")
    widths = [max(columns(row[at]) for row in rows) for at in range(3)]
    return "\n".join(
        "  " + "  ".join([*(padded(cell, width) for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    )


def _ignored(assessment: Assessment, w: Words) -> str:
    if not assessment.ignored:
        return w.say("report.none")
    counted = Counter((item.source.resource_type, item.reason) for item in assessment.ignored)
    return "\n".join(
        f"  {count:>4} × {kind}: {w.say(f'ignored_because.{reason}')}"
        for (kind, reason), count in sorted(counted.items())
    )
