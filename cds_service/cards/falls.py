"""The lines about falls: the stratum and its reasons, the drugs that raise the risk, early warnings, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cds_service.cards.speaking import is_comfort_only
from cds_service.cards.words import Words
from rules.answers import Answer
from rules.assessment import Assessment, State
from rules.catalogue import records
from rules.evidence import Evidence
from rules.falls.answer import FallRisk, OddsRatio, Reason, RiskDrug, Stratum
from rules.falls.drugs import POLYPHARMACY

STRATA = "falls.high"
RAISED = (Stratum.HIGH, Stratum.INTERMEDIATE)


def lines(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """Everything about falls, for the stage card; nothing where comfort comes first."""
    risk = assessment.falls
    if risk is None or is_comfort_only(assessment):
        return ()
    waits = assessment.safety is not None and assessment.safety.exercise in (State.STOP, State.UNKNOWN)
    return (*([w.say("falls_card.training_waits")] if waits else []), *_lines(risk, w))


def short_lines(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """The stratum and what to do, where the risk is raised, for the exercise card."""
    risk = assessment.falls
    if risk is None or risk.stratum not in RAISED:
        return ()
    return (w.paragraph([_stratum(risk, w), w.say(f"fall_do.{risk.stratum}")]),)


def rules_behind(assessment: Assessment) -> tuple[str, ...]:
    """The records behind the lines of the stage card."""
    risk = assessment.falls
    if risk is None or is_comfort_only(assessment):
        return ()
    because = (item.id for item in risk.because if item.id in records("falls/"))
    many = (POLYPHARMACY,) if _are_many(risk) else ()
    return (STRATA, *because, *(item.rule for item in risk.drugs), *many)


def _lines(risk: FallRisk, w: Words) -> Iterator[str]:
    yield w.paragraph([_stratum(risk, w), w.say(f"fall_do.{risk.stratum}")])
    if risk.drugs or _are_many(risk):
        yield w.paragraph(_drugs(risk, w))
    warnings = dict.fromkeys(w.clause(w.say(item.id)) for item in risk.warnings)
    if warnings:
        yield w.say("falls_card.warnings", warnings=w.clauses(warnings))
    if risk.asks:
        yield w.say("falls_card.asks", asks=w.clauses(w.say(f"fall_ask.{name}") for name in risk.asks))


def _stratum(risk: FallRisk, w: Words) -> str:
    stratum = w.say(f"fall_stratum.{risk.stratum}")
    if not risk.because:
        return w.say("falls_card.stratum", stratum=stratum)
    return w.say("falls_card.because", stratum=stratum, reasons=w.clauses(_reason(item, w) for item in risk.because))


def _reason(reason: Reason, w: Words) -> str:
    """What it is, and the values or days behind it."""
    return w.clause(w.say(reason.id)) + w.bracket(w.clauses(_told(reason.evidence, w)))


def _told(items: Iterable[Evidence], w: Words) -> dict[str, None]:
    return dict.fromkeys(text for item in items if (text := _piece(item, w)))


def _piece(item: Evidence, w: Words) -> str:
    """One piece of evidence in words: label, value, day."""
    label = w.label(item.label) if item.label else ""
    if item.value is not None:
        label = w.labelled(label, item.bound + w.quantity(item.value, item.unit))
    return w.aside(part for part in (label, item.on.isoformat() if item.on else "") if part)


def _drugs(risk: FallRisk, w: Words) -> Iterator[str]:
    """Classes with drugs and odds ratios, how many drugs in all, that a review is meant, and what is never abrupt."""
    if risk.drugs:
        found = w.clauses(_drug_class(item, w) for item in risk.drugs)
        yield w.say("falls_card.drugs", drugs=found, matched=risk.classes_matched, agreed=risk.classes_agreed)
    if risk.polypharmacy is not None and _are_many(risk):
        many = risk.polypharmacy
        yield w.say("fall_drugs.many", count=many.count, odds=_odds(many.odds_ratio, w))
    yield w.say("fall_drugs.review")
    gradual = [w.say(item.rule) for item in risk.drugs if item.never_abruptly]
    if gradual:
        yield w.say("fall_drugs.never_abruptly", classes=w.listed(gradual))
    if risk.drugs:
        yield w.say("fall_drugs.dose_not_read")


def _are_many(risk: FallRisk) -> bool:
    return risk.polypharmacy is not None and risk.polypharmacy.answer is Answer.MET


def _odds(odds: OddsRatio, w: Words) -> str:
    return w.say("falls_card.odds", value=odds.value, low=odds.low, high=odds.high)


def _drug_class(item: RiskDrug, w: Words) -> str:
    told = list(dict.fromkeys(w.label(drug.label) for drug in item.drugs))
    if item.odds_ratio is not None:
        told.append(_odds(item.odds_ratio, w))
    return w.say(item.rule) + w.bracket(w.aside(told))
