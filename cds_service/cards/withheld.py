"""A prescription card without a prescription: what is in the way, and what settles it. Never silent."""

from __future__ import annotations

from cds_service.cards.findings import finding_text, graded_sources, is_unread, places
from cds_service.cards.shared import footer, partial
from cds_service.cards.signing import out_of_date
from cds_service.cards.speaking import is_comfort_only
from cds_service.cards.unused import for_plan
from cds_service.cards.views import CardView, WithheldBody, fitted
from cds_service.cards.words import Words
from rules.assessment import Assessment, Finding, Severity, Withheld
from rules.catalogue import record, records

COMFORT_OPTIONS = ("safety_card.option_comfort",)
OPTIONS = ("option_clear", "option_refer", "option_nothing")


def card(kind: str, withheld: Withheld, assessment: Assessment, w: Words) -> CardView:
    """The card of one kind (`exercise`, `nutrition`) that says why it holds no plan."""
    blocking = _blocking(kind, assessment)
    said = {finding.id for finding in blocking}
    comfort = is_comfort_only(assessment)
    reasons = [w.clinical("reason", name) for name in withheld.reasons if name not in said]
    body = WithheldBody(
        headline=w.paragraph([w.say(f"{kind}_card.withheld_headline"), *reasons, out_of_date(withheld, w)]),
        message=w.say(f"{kind}_card.withheld_message"),
        partial=partial(assessment, w),
        findings=tuple(finding_text(finding, w) for finding in blocking),
        clear_first=() if comfort else tuple(w.clinical("clear_first", name) for name in withheld.clear_first),
        options=tuple(w.say(name) for name in (COMFORT_OPTIONS if comfort else _options(kind))),
        unused=for_plan(kind, assessment, w),
        ledger=places(blocking, assessment, w),
        evidence=graded_sources(blocking, w),
        footer=footer(assessment, w),
    )
    return CardView(
        kind=kind,
        summary=_summary(kind, reasons, blocking, w),
        indicator="warning" if any(is_unread(finding) for finding in blocking) else "info",
        reference=_reference(withheld, blocking),
        body=body,
    )


def _options(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}_card.{name}" for name in OPTIONS)


def _summary(kind: str, reasons: list[str], blocking: tuple[Finding, ...], w: Words) -> str:
    """That there is no plan, and the first reasons that fit."""
    short = [w.clause(text) for text in (*(w.say(finding.id) for finding in blocking), *reasons)]
    base = w.say(f"summary.{kind}_withheld")
    named = fitted(base, *short[:1], glue=w.say("glue.colon"))
    return named if named == base else fitted(named, *short[1:], glue=w.say("glue.clause"))


def _blocking(kind: str, assessment: Assessment) -> tuple[Finding, ...]:
    if assessment.safety is None:
        return ()
    return assessment.safety.of(kind, Severity.STOP, Severity.UNKNOWN)


def _reference(withheld: Withheld, blocking: tuple[Finding, ...]) -> str:
    rule = withheld.rule if withheld.rule in records() else (blocking[0].id if blocking else "")
    return record(rule).sources[0][0] if rule else "project"
