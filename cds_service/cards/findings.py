"""Safety findings as sentences, where their evidence stands in the record, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.cards.markdown import escaped
from cds_service.cards.shared import place
from cds_service.cards.words import Words
from rules.assessment import Assessment, Finding, Severity
from rules.catalogue import record
from rules.evidence import Evidence
from rules.facts import Fact
from rules.measures import measures


def finding_text(finding: Finding, w: Words) -> str:
    """One finding with its evidence, and what to do about it."""
    return w.paragraph([finding_line(finding, w), action_of(finding, w)])


def finding_line(finding: Finding, w: Words) -> str:
    """One finding with its evidence: what it is, on what value, of which day, and who cleared it."""
    labels = _labels(finding.evidence, w)
    evidence = w.clauses(dict.fromkeys(_evidence_text(item, labels[item.label], w) for item in finding.evidence))
    says = w.clause(w.say(finding.id))
    cleared = f" {w.say('safety.cleared', cleared=escaped(finding.cleared))}" if finding.cleared else ""
    return w.say("safety_card.line", says=says, evidence=w.bracket(evidence)) + cleared


def _labels(items: Iterable[Evidence], w: Words) -> dict[str, str]:
    """The words for the labels of some evidence: a record often holds one problem many times."""
    return {label: w.label(label) for label in {item.label for item in items}}


def _evidence_text(item: Evidence, label: str, w: Words) -> str:
    """One piece of evidence: label, value, day. Its place stands in the list of places."""
    if item.value is not None and not _says_yes(item):
        label = w.labelled(label, item.bound + w.told(item.label, item.value, item.unit))
    return w.aside([label, *([item.on.isoformat()] if item.on else [])])


def _says_yes(item: Evidence) -> bool:
    """Is this one of the values that only say yes or no, whose name tells all?"""
    measure = measures().get(item.label)
    return measure is not None and (measure.low, measure.high) == (0, 1)


def action_of(finding: Finding, w: Words) -> str:
    """What to do about a finding, where its rule says more than its name."""
    identifier = f"action.{finding.id}"
    return w.say(identifier) if w.knows(identifier) else ""


def places(
    findings: Iterable[Finding], assessment: Assessment, w: Words, told: tuple[Fact, ...] = ()
) -> tuple[str, ...]:
    """Where the evidence of some findings stands in the record, without the facts whose place is told already."""
    pieces = [item for finding in findings for item in finding.evidence if _fact_of(item, told) is None]
    labels = _labels(pieces, w)
    return tuple(dict.fromkeys(_place(item, labels[item.label], assessment, w) for item in pieces))


def _place(item: Evidence, label: str, assessment: Assessment, w: Words) -> str:
    fact = _fact_of(item, assessment.facts)
    return place(fact, w) if fact is not None else f"{label}{w.say('glue.colon')}{w.source(item.source)}"


def _fact_of(item: Evidence, facts: Iterable[Fact]) -> Fact | None:
    if item.value is None:
        return None
    same = (fact for fact in facts if fact.name == item.label and fact.source == item.source)
    return next((fact for fact in same if fact.value == item.value), None)


def graded_sources(findings: Iterable[Finding], w: Words) -> tuple[str, ...]:
    """The publications behind some findings, each once, with the grade of what was taken from it."""
    rules = (record(finding.id) for finding in findings)
    found = dict.fromkeys((key, rule.grade) for rule in rules for key, _ in rule.sources)
    return tuple(dict.fromkeys(w.reference(key, grade) for key, grade in found))


def noticed(domain: str, assessment: Assessment) -> tuple[Finding, ...]:
    """Findings of a domain that do not stop its plan."""
    return () if assessment.safety is None else assessment.safety.of(domain, Severity.MODIFY, Severity.NOTE)


def is_unread(finding: Finding) -> bool:
    """Is something undecided because a part of the record could not be read?"""
    return finding.severity is Severity.UNKNOWN and bool(finding.unread)
