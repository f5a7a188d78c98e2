"""Every safety rule held against one record: what applies, what a clearance lifted, and how training may go ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules.assessment import Finding, Safety, Severity, State
from rules.context import Clearance, Context
from rules.facts import Facts, PatientRecord
from rules.nutrition.refeeding import Refeeding, refeeding
from rules.safety.case import Case, Found
from rules.safety.finders import FINDERS
from rules.safety.rule import NOTHING, SafetyRule, rules
from rules.safety.waking import awake

DOMAIN = "exercise"
_STATES = (
    (Severity.STOP, State.STOP),
    (Severity.UNKNOWN, State.UNKNOWN),
    (Severity.MODIFY, State.MODIFIED),
)


def exercise_findings(
    record: PatientRecord, facts: Facts, context: Context, risk: Refeeding | None = None
) -> tuple[Finding, ...]:
    """What speaks against training, changes it, or could not be decided, most urgent first.

    Site settings and grades play no part: of the context only the moment and the clearances count. `risk` is the
    refeeding risk of this record, where the caller knows it already.
    """
    case = Case.of(record, facts, context, risk or refeeding(record, facts, context.day))
    found: dict[str, Finding] = {}
    for rule in awake(case.names, record, facts):
        evidence = _evidence(rule, case, found)
        if evidence is None:
            continue
        clearance = _clearance(rule, evidence, context)
        _put(found, _finding(rule, evidence, case, clearance))
        if clearance is not None and rule.when_cleared:
            _put(found, _finding(_named(rule.when_cleared), evidence, case, None))
    return tuple(sorted(found.values(), key=_order))


def _named(identifier: str) -> SafetyRule:
    return next(rule for rule in rules() if rule.id == identifier)


def combine(findings: Iterable[Finding]) -> Safety:
    """All findings of all domains, most urgent first, and the state of each domain: the strictest wins."""
    ordered = tuple(sorted(findings, key=_order))
    return Safety(exercise=_state(ordered, DOMAIN), nutrition=_state(ordered, "nutrition"), findings=ordered)


def _order(finding: Finding) -> tuple[int, str]:
    return finding.urgency, finding.id


def _state(findings: tuple[Finding, ...], domain: str) -> State:
    severities = {finding.severity for finding in findings if finding.domain == domain}
    return next((state for severity, state in _STATES if severity in severities), State.ALLOWED)


def _evidence(rule: SafetyRule, case: Case, found: dict[str, Finding]) -> tuple[Found, ...] | None:
    """What sets this rule off, or None; the things that must stand beside it belong to its evidence."""
    if rule.requires is not None and not case.has_any(rule.requires, found):
        return None
    if rule.unless is not NOTHING and case.has_any(rule.unless, found):
        return None
    met: list[Found] = []
    hit = False
    for trigger, wakes_on in rule.asked:
        if wakes_on is not None and wakes_on.isdisjoint(case.names):
            continue
        answer = FINDERS[trigger.finds](case, trigger)
        if answer is not None:
            hit = True
            met += answer
    if not hit:
        return None
    if rule.requires is not None:
        met += case.beside(rule.requires)
    return _once(tuple(met))


def _once(found: tuple[Found, ...]) -> tuple[Found, ...]:
    """Each piece of evidence once; pieces of different resources need not be compared to be different."""
    places = {item.evidence.source.resource_id for item in found}
    return found if len(places) == len(found) else tuple(dict.fromkeys(found))


def _clearance(rule: SafetyRule, evidence: tuple[Found, ...], context: Context) -> Clearance | None:
    """The newest clearance of a stop that was given after all of its evidence and has not run out."""
    if rule.severity is not Severity.STOP:
        return None
    day = context.day
    valid = [
        item
        for item in context.clearances
        if item.finding == rule.id
        and item.given_on <= day <= item.until
        and all(found.entered is None or found.entered < item.given_on for found in evidence)
    ]
    return max(valid, key=lambda item: item.given_on, default=None)


def _finding(rule: SafetyRule, evidence: tuple[Found, ...], case: Case, clearance: Clearance | None) -> Finding:
    plain = Finding(
        id=rule.id,
        domain=DOMAIN,
        severity=rule.severity,
        urgency=rule.urgency,
        evidence=tuple(item.evidence for item in evidence),
        changes=rule.changes,
        unread=case.record.unread(*rule.parts),
    )
    if clearance is None:
        return plain
    who = f"{clearance.given_by}, {clearance.given_on.isoformat()} - {clearance.until.isoformat()}"
    return replace(plain, severity=Severity.NOTE, changes=(), cleared=who)


def _put(found: dict[str, Finding], finding: Finding) -> None:
    """Add a finding; one that is there already gains the new evidence."""
    known = found.get(finding.id)
    if known is not None:
        finding = replace(known, evidence=tuple(dict.fromkeys((*known.evidence, *finding.evidence))))
    found[finding.id] = finding
