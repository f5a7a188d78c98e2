"""Who signed the doses of a plan for this site, that nobody has, and which of them rest on rules out of date."""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.cards.markdown import escaped
from cds_service.cards.request import CardRequest
from cds_service.cards.words import Words
from rules.assessment import Assessment, ExercisePlan, NutritionPlan, Withheld
from rules.catalogue import record, records
from rules.signing import NOT_VALID


def banner(plan: ExercisePlan | NutritionPlan, assessment: Assessment, asked: CardRequest, w: Words) -> str:
    """The line over a plan: its signatures, or that it awaits one where the site wants that shown; old rules."""
    told = [_signed(plan, assessment, w)] if plan.signed else []
    if not plan.signed and asked.unsigned_banner:
        told = [w.say("banner.unsigned", grade=w.say(f"grade.{plan.grade}"))]
    if plan.not_valid:
        told.append(w.say("banner.not_valid", rules=named(plan.not_valid, w)))
    return w.paragraph(told)


def _signed(plan: ExercisePlan | NutritionPlan, assessment: Assessment, w: Words) -> str:
    """By whom and on which days the rules behind this plan were signed; nothing where none needed it."""
    given = {(one.given_by, one.given_on) for one in assessment.signatures if one.rule in plan.signed_rules}
    told = [w.say("banner.signature", by=escaped(who), on=w.day(day)) for who, day in sorted(given)]
    return w.say("banner.signed", signatures=w.clauses(told)) if told else ""


def out_of_date(held: Withheld, w: Words) -> str:
    """Which rule is not valid, where that is why a plan is withheld."""
    known = NOT_VALID in held.reasons and held.rule in records()
    return w.say("signing.out_of_date", rules=named((held.rule,), w)) if known else ""


def named(rules: Iterable[str], w: Words) -> str:
    """Some rules by what they say, each with the days on which it applies."""
    return w.clauses(_named(name, w) for name in rules)


def _named(name: str, w: Words) -> str:
    first, last = record(name).valid_from, record(name).valid_until
    span = [w.say("signing.from", first=w.day(first))] if first else []
    span += [w.say("signing.until", last=w.day(last))] if last else []
    return w.clause(w.say(name)) + w.bracket(w.aside(span))
