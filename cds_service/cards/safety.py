"""The safety card: what stops a prescription, on which evidence, and what to do about it. It leads every other card."""

from __future__ import annotations

from cds_service.cards.findings import finding_line, finding_text, graded_sources, places
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import footer, partial
from cds_service.cards.short import shorter_and_shorter
from cds_service.cards.speaking import ALERTS, COMFORT, is_comfort_only, stops
from cds_service.cards.views import CardView, SafetyBody, fitted
from cds_service.cards.words import Words
from rules.assessment import Assessment, Finding, Severity, Withheld
from rules.catalogue import record

CONTRADICTION = "contradiction."
# Drugs that may stand behind the stop or add to it: the prescriber hears of them the same day.
PRESCRIBER_TODAY = ("K23.statin_and_muscle", "K22.potassium_taken")
COMFORT_OPTIONS = ("option_comfort",)
OPTIONS = ("option_treat", "option_refer", "option_override")


def card(assessment: Assessment, _asked: CardRequest, _others: tuple[str, ...], w: Words) -> CardView:
    """The safety card; with palliative care on record it speaks of comfort instead."""
    found = stops(assessment)
    comfort = is_comfort_only(assessment)
    stopped = "_".join(sorted({finding.domain for finding in found}))
    kind = "both" if stopped == "exercise_nutrition" else stopped
    body = SafetyBody(
        headline=w.say("safety_card.comfort_headline" if comfort else f"safety_card.headline_{kind}"),
        message=_message(kind, comfort, w),
        partial=partial(assessment, w),
        findings=tuple(finding_text(finding, w) for finding in (_about_comfort(found) if comfort else found)),
        also=tuple(
            _also_told(finding, w) for finding in (_beside_comfort(found) if comfort else _also(found, assessment))
        ),
        clear_first=() if comfort else _clear_first(assessment, w),
        ends="" if comfort else w.say("safety_card.ends"),
        options=tuple(w.say(f"safety_card.{name}") for name in (COMFORT_OPTIONS if comfort else OPTIONS)),
        ledger=places(found, assessment, w),
        evidence=graded_sources(found, w),
        limits=w.say("safety_card.limits"),
        footer=footer(assessment, w),
    )
    return CardView(
        kind="safety",
        summary=w.say("summary.comfort") if comfort else _summary(assessment, found, kind, w),
        indicator=_indicator(found, comfort),
        reference=record(found[0].id).sources[0][0],
        body=body,
    )


def _also(found: tuple[Finding, ...], assessment: Assessment) -> tuple[Finding, ...]:
    """What else changes a stopped plan, could not be decided or contradicts itself, most urgent first."""
    stopped = {finding.domain for finding in found}
    findings = () if assessment.safety is None else assessment.safety.findings
    return tuple(
        item
        for item in findings
        if item.domain in stopped
        and (
            item.severity in (Severity.UNKNOWN, Severity.MODIFY)
            or item.id.startswith(CONTRADICTION)
            or item.id in PRESCRIBER_TODAY
        )
    )


def _also_told(finding: Finding, w: Words) -> str:
    """One more finding: its name and evidence, and what to do only where that cannot wait for the plan."""
    return (finding_text if finding.id in PRESCRIBER_TODAY else finding_line)(finding, w)


def _about_comfort(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The stops that speak of comfort."""
    return tuple(finding for finding in found if finding.id.startswith(COMFORT))


def _beside_comfort(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The other stops of somebody in palliative care: named, and nothing asked for."""
    return tuple(finding for finding in found if not finding.id.startswith(COMFORT))


def _indicator(found: tuple[Finding, ...], comfort: bool) -> str:
    if comfort:
        return "info"
    urgent = any(finding.domain == "exercise" or finding.id in ALERTS for finding in found)
    return "critical" if urgent else "warning"


def _summary(assessment: Assessment, found: tuple[Finding, ...], kind: str, w: Words) -> str:
    """What is held back, the first finding with this person's values, then how many more there are."""
    base = w.say(f"summary.safety_{kind}")
    others = w.say("summary.safety_more", count=len(found) - 1) if len(found) > 1 else ""
    ending = w.say("glue.clause") + others if others else ""
    for told in shorter_and_shorter(found[0], assessment, w):
        named = fitted(base, told, glue=w.say("glue.colon"), room=len(ending))
        if named != base:
            return named + ending
    return fitted(base, w.clause(w.say(found[0].id)), glue=w.say("glue.colon"))


def _clear_first(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """What has to be settled before a plan is drafted; in palliative care nothing has to."""
    withheld = [item for item in (assessment.exercise, assessment.nutrition) if isinstance(item, Withheld)]
    ids = dict.fromkeys(identifier for item in withheld for identifier in item.clear_first)
    return tuple(w.clinical("clear_first", identifier) for identifier in ids)


def _message(kind: str, comfort: bool, w: Words) -> str:
    if comfort:
        return w.say("safety_card.comfort_message")
    parts = ["" if kind == "nutrition" else w.say("safety.stop_means"), w.say(f"safety_card.nothing_drafted_{kind}")]
    return w.paragraph(parts)
