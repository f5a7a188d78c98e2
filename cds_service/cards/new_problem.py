"""The card for sarcopenia as a new entry of the problem list: borne out, still open, or spoken against."""

from __future__ import annotations

from cds_service.cards.admission import sources
from cds_service.cards.criteria import criterion_rows, definition_evidence, measure_line, shared_source
from cds_service.cards.drafts import measurement_suggestions
from cds_service.cards.findings import finding_text
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import capital, footer, partial, provisional_by, shown_staging, stage_name
from cds_service.cards.unused import for_stage
from cds_service.cards.views import CardView, MomentBody, fitted
from cds_service.cards.words import Words
from rules.assessment import Assessment, Finding, Staging
from rules.moments.new_problem import RULE, NewProblem, Verdict

OPTIONS = {
    Verdict.SUPPORTED: ("option_accept", "option_refer", "option_nothing"),
    Verdict.OPEN: ("option_measure", "option_refer", "option_nothing"),
    Verdict.AGAINST: ("option_review", "option_refer", "option_nothing"),
}


def card(assessment: Assessment, asked: CardRequest, _others: tuple[str, ...], w: Words) -> CardView | None:
    """The card, or none where the new problem is another one."""
    occasion, staging = assessment.occasion, shown_staging(assessment)
    if occasion is None or occasion.new_problem is None or staging is None:
        return None
    found = occasion.new_problem
    rows, first = criterion_rows(staging, w), provisional_by(assessment)
    criteria, stage = w.say(f"criteria.{staging.criteria}"), stage_name(staging, w)
    is_open = found.verdict is Verdict.OPEN
    body = MomentBody(
        headline=w.say("problem_card.headline", stage=capital(stage), criteria=criteria),
        message=_message(found, first, w),
        partial=partial(assessment, w),
        rows=rows,
        limits_from=shared_source(rows, w),
        asks=(),
        measures=tuple(measure_line(staging.criteria, step, w) for step in staging.measure_next) if is_open else (),
        points=tuple(finding_text(finding, w) for finding in first),
        unused=for_stage(assessment, staging, w),
        options=tuple(w.say(f"problem_card.{name}") for name in OPTIONS[found.verdict]),
        evidence=(*definition_evidence(staging, w), *sources(RULE, w, beside=str(staging.criteria))),
        limits=w.say("stage_card.limits"),
        footer=footer(assessment, w),
    )
    return CardView(
        kind="problem",
        summary=_provisional(first, w) if first else _summary(found, staging, stage, criteria, w),
        indicator="info" if found.verdict is Verdict.SUPPORTED and not first else "warning",
        reference=str(staging.criteria),
        body=body,
        suggestions=measurement_suggestions(assessment, staging, asked, w) if is_open else (),
    )


def _message(found: NewProblem, first: tuple[Finding, ...], w: Words) -> str:
    """What the measurements say of the entry; while another cause is open, they do not bear it out."""
    verdict = "" if first and found.verdict is Verdict.SUPPORTED else w.say(f"verdict.{found.verdict}")
    return w.paragraph([w.say("stage_card.provisional") if first else "", verdict])


def _provisional(first: tuple[Finding, ...], w: Words) -> str:
    """What has to be excluded before the entry stands."""
    base = w.say("summary.problem_provisional_by")
    named = fitted(base, w.inner(w.clause(w.say(first[0].id))), glue=w.say("glue.colon"))
    return w.say("summary.problem_provisional") if named == base else named


def _summary(found: NewProblem, staging: Staging, stage: str, criteria: str, w: Words) -> str:
    following = [w.say("summary.stage_next", measure=w.inner(w.measure(step.measure))) for step in staging.measure_next]
    base = w.say(f"summary.problem_{found.verdict}", stage=stage, criteria=criteria)
    return fitted(base, *following[:1], glue=w.say("glue.clause"))
