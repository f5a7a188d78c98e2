"""The admission card: whom to screen, what to measure before the stay takes its toll."""

from __future__ import annotations

from cds_service.cards.criteria import criterion_rows, definition_evidence, measure_line, shared_source
from cds_service.cards.drafts import suggestions_for
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import capital, footer, partial, shown_staging, stage_name
from cds_service.cards.speaking import stops
from cds_service.cards.unused import for_stage
from cds_service.cards.views import CardView, MomentBody, fitted
from cds_service.cards.words import Words
from rules.answers import Answer
from rules.assessment import Assessment, Staging
from rules.catalogue import record
from rules.moments.admission import MEASURE, Admission

OPTIONS = ("option_measure", "option_other", "option_nothing")
_TOLD_BY_TRIGGER = "case_finding"


def card(assessment: Assessment, asked: CardRequest, _others: tuple[str, ...], w: Words) -> CardView | None:
    """The admission card, or none where nothing is asked."""
    occasion, staging = assessment.occasion, shown_staging(assessment)
    if occasion is None or occasion.admission is None or staging is None:
        return None
    found = occasion.admission
    rows = criterion_rows(staging, w)
    kind = _kind(found)
    names = {"stage": stage_name(staging, w), "criteria": w.say(f"criteria.{staging.criteria}")}
    steps = staging.measure_next if found.straight_to_testing else ()
    body = MomentBody(
        headline=w.say(f"admission_card.headline_{kind}", **(names | {"stage": capital(names["stage"])})),
        message=_why_now(assessment, staging, found, w),
        partial=partial(assessment, w),
        rows=rows,
        limits_from=shared_source(rows, w),
        asks=asks(found, w),
        measures=tuple(measure_line(staging.criteria, step, w) for step in steps),
        points=tuple(w.clinical("point", name) for name in found.points),
        unused=for_stage(assessment, staging, w),
        options=tuple(w.say(f"measure_card.{name}") for name in OPTIONS),
        evidence=(*definition_evidence(staging, w), *sources(MEASURE, w, beside=str(staging.criteria))),
        limits=w.say("measure_card.limits"),
        footer=footer(assessment, w),
    )
    wanted = (*found.screen, *found.baseline)
    return CardView(
        kind="admission",
        summary=fitted(
            w.say(f"summary.admission_{kind}", **names),
            _named((*wanted, *found.body), w),
            glue=w.say("glue.clause"),
        ),
        indicator="info",
        reference=record(MEASURE).sources[0][0],
        body=body,
        suggestions=() if stops(assessment) else suggestions_for(assessment, (*wanted, *found.body), asked, w),
    )


def _named(measures: tuple[str, ...], w: Words) -> str:
    names = w.listed(w.inner(w.measure(name)) for name in measures)
    return w.say("summary.admission_measure", measures=names) if names else ""


def _kind(found: Admission) -> str:
    if found.known:
        return "known"
    return "test" if found.straight_to_testing else "screen"


def asks(found: Admission, w: Words) -> tuple[str, ...]:
    """What to measure, in three lines."""
    groups = (("screen", found.screen), ("baseline", found.baseline), ("body", found.body))
    return tuple(
        w.say(f"admission_card.{name}", measures=w.listed(w.inner(w.measure(item)) for item in items))
        for name, items in groups
        if items
    )


def _why_now(assessment: Assessment, staging: Staging, found: Admission, w: Words) -> str:
    """The triggers, and what is known to be low already."""
    if not found.straight_to_testing:
        return w.say("admission_card.message")
    triggers = [w.say(f"trigger.{name}") for name in assessment.triggers]
    known = [
        w.say(f"low.{step}") for step in staging.steps_with(Answer.MET) if step != _TOLD_BY_TRIGGER or not triggers
    ]
    return w.say("measure_card.trigger", triggers=w.listed([*triggers, *known]))


def sources(rule: str, w: Words, beside: str) -> tuple[str, ...]:
    """The publications behind a record, with its grade, without the definition that is named already."""
    found = record(rule)
    return tuple(w.reference(key, found.grade) for key, _ in found.sources if key != beside)
