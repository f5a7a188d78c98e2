"""Fall risk and follow-up as parts of the JSON document; what is not known is absent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rules.evidence import Evidence
from rules.falls.answer import FallRisk, Polypharmacy, Reason, Scale
from rules.follow_up.answer import Change, FollowUp

Json = dict[str, Any]


def falls(risk: FallRisk | None) -> Json | None:
    """Stratum, scales, drugs by class, fall of pressure and early warnings."""
    if risk is None:
        return None
    return {
        "stratum": risk.stratum,
        "because": _reasons(risk.because),
        "steadi": {
            "screen": risk.screen.answer,
            "because": _reasons(risk.screen.because),
            "tests": [_scale(test) for test in risk.screen.tests],
        },
        "morse": _scale(risk.morse) if risk.morse else None,
        "orthostatic": {"answer": risk.orthostatic, "evidence": _evidence(risk.drop)},
        "drugs": {
            "known": risk.drugs_known,
            "count": risk.drug_count,
            "classes_matched": risk.classes_matched,
            "classes_agreed": risk.classes_agreed,
            "found": [
                {
                    "id": drug.rule,
                    "drugs": _evidence(drug.drugs),
                    "odds_ratio": drug.odds_ratio,
                    "never_abruptly": drug.never_abruptly,
                }
                for drug in risk.drugs
            ],
            "in_use": _in_use(risk.polypharmacy) if risk.polypharmacy else None,
        },
        "warnings": _reasons(risk.warnings),
        "asks": risk.asks,
    }


def _in_use(many: Polypharmacy) -> Json:
    return {"many": many.answer, "count": many.count, "odds_ratio": many.odds_ratio}


def follow_up(course: FollowUp | None) -> Json | None:
    """Reviews, changes with what they mean, the course of the stage, and what to look at again."""
    if course is None:
        return None
    return {
        "started": course.started,
        "reviews": course.reviews,
        "then_months": course.then_months,
        "at_once": [{"id": cause.id, "evidence": _evidence(cause.evidence)} for cause in course.at_once],
        "changes": [_change(change) for change in course.changes],
        "outcome": course.outcome,
        "response": course.response,
        "recheck": [{"id": item.id, "fact": item.fact.name if item.fact else None} for item in course.recheck],
        "stage_before_band": course.stage_before_band,
    }


def _change(change: Change) -> Json:
    return {
        "measure": change.measure,
        "before": {"value": change.before.value, "date": change.before.on, "source": str(change.before.source)},
        "now": {"value": change.now.value, "date": change.now.on, "source": str(change.now.source)},
        "change": change.change,
        "unit": change.unit,
        "direction": change.direction,
        "verdict": change.verdict,
        "error": change.error,
        "important": change.important,
        "rule": change.rule,
    }


def _reasons(reasons: Iterable[Reason]) -> list[Json]:
    return [{"id": reason.id, "evidence": _evidence(reason.evidence)} for reason in reasons]


def _scale(scale: Scale) -> Json:
    return {"rule": scale.rule, "answer": scale.answer, "fact": scale.fact.name if scale.fact else None}


def _evidence(items: Iterable[Evidence]) -> list[Json]:
    return [
        {"label": item.label, "source": str(item.source), "value": item.value, "unit": item.unit, "date": item.on}
        for item in items
    ]
