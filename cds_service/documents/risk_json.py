"""Risk factors as parts of the JSON document: those found with their published effects, and the others by name."""

from __future__ import annotations

from typing import Any

from cds_service.locale import phrase
from rules.answers import Answer
from rules.assessment import Assessment
from rules.context import Association
from rules.risk.factor import Effect, Origin, RiskFactor

Json = dict[str, Any]


def risk(assessment: Assessment, language: str) -> Json:
    """`risk_factors` are those found, ranked; the other two lists name those not known and those not found."""
    if not assessment.risk_factors:
        return {}
    by_answer = {answer: [one for one in assessment.risk_factors if one.answer is answer] for answer in Answer}
    return {
        "risk_factors": [_found(one, language) for one in by_answer[Answer.MET]],
        "risk_factors_not_known": [_open(one) for one in by_answer[Answer.NOT_KNOWN]],
        "risk_factors_not_found": [one.id for one in by_answer[Answer.NOT_MET]],
        "origin": _origin(assessment.origin),
    }


def _found(one: RiskFactor, language: str) -> Json:
    effects = [_effect(effect) for effect in one.effects]
    return {
        "id": one.id,
        "label": phrase(language, one.id),
        "answer": one.answer,
        "group": one.group,
        "modifiable": one.modifiable,
        "strength": one.strength,
        "lowers": one.lowers or None,
        "effect": effects[0] if effects else None,
        "other_effects": effects[1:],
        "action": phrase(language, f"action.{one.id}"),
        "evidence": [str(item.source) for item in one.evidence],
        "values": [
            {"label": item.label, "value": item.value, "unit": item.unit, "date": item.on, "source": str(item.source)}
            for item in one.evidence
        ],
        "local": [_local(item) for item in one.local],
        "notes": one.notes,
        "sources": one.sources,
        "grade": one.grade,
    }


def _effect(effect: Effect) -> Json:
    return {
        "measure": effect.measure,
        "value": effect.value,
        "low": effect.low,
        "high": effect.high,
        "unit": effect.unit,
        "about": effect.about,
        "source": effect.source,
        "grade": effect.grade,
    }


def _local(one: Association) -> Json:
    """A site's own association, under names that no published one has."""
    return {
        "measure": one.measure,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "people": one.people,
        "cases": one.cases,
        "period": one.period,
        "source": one.source,
    }


def _open(one: RiskFactor) -> Json:
    return {"id": one.id, "unread": one.unread, "measure": one.ask, "notes": one.notes}


def _origin(origin: Origin | None) -> Json | None:
    if origin is None:
        return None
    return {
        "only_ageing": origin.only_ageing,
        "secondary": origin.classes,
        "course": origin.course,
        "exclude_first": origin.exclude_first,
        "tests_missing": origin.tests,
    }
