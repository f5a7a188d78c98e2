"""An assessment as the JSON document that other programs rely on; what is not known is absent, never null."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from cds_service.documents import course_json, risk_json
from cds_service.documents.exercise_json import begun, with_weeks
from cds_service.meals import with_sample_day
from rules.answers import Answer
from rules.assessment import Assessment, ExercisePlan, Finding, NutritionPlan, Staging, Standing, Withheld
from rules.context import Criteria
from rules.facts import Fact, Ignored
from rules.safety.needs import needed_for

Json = dict[str, Any]


def document(
    assessment: Assessment, cards: list[Json], versions: dict[str, str], criteria: Criteria, language: str = "en"
) -> Json:
    """The whole document: staging, facts, ignored, unread, safety, prescriptions, cards, versions."""
    written: Json = pruned(
        {
            "as_of": assessment.as_of,
            "patient": assessment.patient,
            "standing": assessment.standing,
            "staging": _staging(assessment.staging) if assessment.staging else _unstaged(assessment, criteria),
            "dosing_staging": _staging(assessment.dosing_staging) if assessment.dosing_staging else None,
            "triggers": assessment.triggers,
            "facts": {fact.name: _fact(fact) for fact in assessment.facts},
            "ignored": [_ignored(item) for item in assessment.ignored],
            "unread": sorted({part.partition(":")[0] for part in assessment.unread}),
            "unread_parts": {part: assessment.unread_reasons.get(part, "failed") for part in assessment.unread},
            **risk_json.risk(assessment, language),
            "falls": course_json.falls(assessment.falls),
            "safety": _safety(assessment),
            "exercise": with_weeks(_prescription(assessment.exercise), assessment.exercise, begun(assessment)),
            "nutrition": with_sample_day(_prescription(assessment.nutrition), assessment.nutrition, language),
            "follow_up": course_json.follow_up(assessment.follow_up),
            "signatures": assessment.signatures,
            "cards": cards,
            "versions": versions,
        },
        keep={"cards", "ignored", "unread", "met", "not_met", "not_known", "measure_next", "findings"},
    )
    return written


def pruned(value: Any, keep: frozenset[str] | set[str] = frozenset()) -> Any:
    """Plain JSON of nested dataclasses, without nulls and without empty values except under the names in `keep`."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, dict):
        inner = {key: pruned(item, keep) for key, item in value.items()}
        return {key: item for key, item in inner.items() if key in keep or not _empty(item)}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [pruned(item, keep) for item in items]
    return value


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _staging(staging: Staging) -> Json:
    return {
        "criteria": staging.criteria,
        "stage": staging.stage,
        "met": staging.steps_with(Answer.MET),
        "not_met": staging.steps_with(Answer.NOT_MET),
        "not_known": staging.steps_with(Answer.NOT_KNOWN),
        "results": [
            {
                "id": result.id,
                "step": result.step,
                "answer": result.answer,
                "fact": result.fact.name if result.fact else None,
                "cut_off": result.cut_off,
                "note": result.note,
            }
            for result in staging.results
        ],
        "measure_next": [
            {
                "measure": step.measure,
                "why": step.why,
                "if": [{"result": _range(outcome), "stage": outcome.stage} for outcome in step.outcomes],
            }
            for step in staging.measure_next
        ],
        "notes": staging.notes,
    }


def _range(outcome: Any) -> str:
    if outcome.met_when is None:
        return "otherwise"
    return f"{outcome.met_when} {outcome.value:g} {outcome.unit}".strip()


def _unstaged(assessment: Assessment, criteria: Criteria) -> Json:
    """What stands in place of a stage for a person who cannot be assessed at all."""
    limited = assessment.standing is Standing.UNDER_AGE and criteria is not Criteria.EWGSOP2
    return {
        "criteria": criteria,
        "stage": "not_applicable" if limited else "not_assessable",
        "met": (),
        "not_met": (),
        "not_known": (),
        "measure_next": (),
    }


def _fact(fact: Fact) -> Json:
    return {
        "value": fact.value,
        "unit": fact.unit,
        "date": fact.on,
        "source": str(fact.source),
        "recorded": fact.recorded,
        "method": fact.method,
        "derivation": fact.derivation,
        "inputs": [str(source) for source in fact.inputs],
        "stale": fact.stale or None,
        "valid_days": fact.valid_days,
        "conflicts": fact.conflicts,
    }


def _ignored(item: Ignored) -> Json:
    return {"source": str(item.source), "reason": item.reason, "name": item.name, "detail": item.detail}


def _safety(assessment: Assessment) -> Json | None:
    if assessment.safety is None:
        return None
    return {
        "exercise": assessment.safety.exercise,
        "nutrition": assessment.safety.nutrition,
        "findings": [_finding(finding) for finding in assessment.safety.findings],
    }


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "domain": finding.domain,
        "severity": finding.severity,
        "evidence": [
            {"label": e.label, "source": str(e.source), "value": e.value, "unit": e.unit, "date": e.on}
            for e in finding.evidence
        ],
        "changes": finding.changes,
        "needs": needed_for(finding.id),
        "unread": finding.unread,
        "cleared": finding.cleared,
    }


def _prescription(given: ExercisePlan | NutritionPlan | Withheld | None) -> Json | None:
    if given is None:
        return None
    if isinstance(given, Withheld):
        return {"withheld": {"reasons": given.reasons, "clear_first": given.clear_first, "rule": given.rule}}
    return {field.name: getattr(given, field.name) for field in fields(given)}
