"""Lines that several cards share: partial data, where values come from, the publications, the footer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from cds_service.cards.words import Words
from rules.assessment import Assessment, Finding, Staging
from rules.catalogue import record
from rules.facts import Fact

NOT_APPLICABLE = "not_applicable"
PROJECT = "project"
PROVISIONAL = "stage_provisional"
NOT_STAGED = ("not_assessable", NOT_APPLICABLE)


def shown_staging(assessment: Assessment) -> Staging | None:
    """The staging that the cards speak of: the chosen definition, or the one used where that does not apply."""
    chosen = assessment.staging
    if chosen is not None and chosen.stage == NOT_APPLICABLE and assessment.dosing_staging is not None:
        return assessment.dosing_staging
    return chosen


def provisional_by(assessment: Assessment) -> tuple[Finding, ...]:
    """The findings that leave the stage provisional: what they name has to be ruled out first."""
    found = () if assessment.safety is None else assessment.safety.of("exercise")
    return tuple(finding for finding in found if PROVISIONAL in finding.changes)


def stage_name(staging: Staging, w: Words) -> str:
    """What the stage is called."""
    return stage_words(staging.criteria, staging.stage, w)


def stage_words(criteria: str, stage: str, w: Words) -> str:
    """What a stage of a definition is called."""
    return w.say(f"stage.{criteria}.{stage}")


def partial(assessment: Assessment, w: Words) -> str:
    """What could not be read, in one line, or nothing."""
    if not assessment.unread:
        return ""
    reasons = assessment.unread_reasons
    return _partial(tuple([(part, reasons.get(part, "failed")) for part in assessment.unread]), w)


@lru_cache(maxsize=512)
def _partial(unread: tuple[tuple[str, str], ...], w: Words) -> str:
    parts = (
        w.say("partial.part", part=w.say(f"part.{part.replace(':', '-')}"), reason=w.say(f"unread_because.{reason}"))
        for part, reason in unread
    )
    return w.say("partial.line", parts=w.listed(parts))


def footer(assessment: Assessment, w: Words) -> str:
    """For whom, for what not, of which day and rule set."""
    return w.say("footer.line", date=assessment.as_of.isoformat(), version=assessment.rules_version)


def fact_value(fact: Fact, w: Words, against: float | None = None) -> str:
    """A fact's value with its unit and method."""
    text = fact.bound + w.told(fact.name, fact.value, fact.unit, against)
    return f"{text} {w.say(f'method.{fact.method}')}" if fact.method in ("dxa", "bia") else text


def ledger(facts: Iterable[Fact], w: Words, limits: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """Each value with its day, where it comes from in the record, and how it was sent or computed.

    A value whose limit is given shows as many decimals as tell it from that limit.
    """
    against = limits or {}
    return tuple(_ledger_line(fact, [fact_value(fact, w, against.get(fact.name)), w.day(fact.on)], w) for fact in facts)


def place(fact: Fact, w: Words) -> str:
    """Where a value comes from in the record, and how it was sent or computed."""
    return _ledger_line(fact, [], w)


def _ledger_line(fact: Fact, told_first: list[str], w: Words) -> str:
    told = w.aside([*told_first, *(w.source(source) for source in fact.inputs or (fact.source,))])
    line = f"{w.measure(fact.name)}{w.say('glue.colon')}{told}"
    if fact.derivation:
        return line + w.bracket(w.say("value.derived", how=w.clinical("derivation", fact.derivation)))
    if fact.recorded and fact.recorded not in (f"{fact.value:g} {unit}" for unit in (fact.unit, w.unit(fact.unit))):
        return line + w.bracket(w.say("value.recorded", recorded=w.recorded(fact.recorded)))
    return line


@lru_cache(maxsize=512)
def plan_sources(keys: tuple[str, ...], grade: str, w: Words) -> tuple[str, ...]:
    """The publications behind a plan, with the grade of the whole."""
    return (*(w.reference(key) for key in keys), w.say("evidence.grade", grade=w.say(f"grade.{grade}")))


def rule_sources(rules: Iterable[str], w: Words) -> tuple[str, ...]:
    """The publications behind some rules, each once, with its grade; our own synthesis is none."""
    return _rule_sources(tuple(rules), w)


@lru_cache(maxsize=512)
def _rule_sources(rules: tuple[str, ...], w: Words) -> tuple[str, ...]:
    cited = ((key, rule.grade) for rule in map(record, rules) for key, _ in rule.sources if key != PROJECT)
    return tuple(dict.fromkeys(w.reference(key, grade) for key, grade in cited))


def capital(text: str) -> str:
    """Text that begins with a capital letter, where its script has them."""
    return text[:1].upper() + text[1:]
