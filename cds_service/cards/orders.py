"""The cards about drafted orders: what must wait, and what to weigh before signing."""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.cards import exercise, nutrition
from cds_service.cards.findings import finding_text, places
from cds_service.cards.markdown import escaped
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import footer, partial
from cds_service.cards.views import CardView, ConcernView, OrderBody, SuggestionView, fitted
from cds_service.cards.words import Words, number
from rules.assessment import Assessment, ExercisePlan, Finding, NutritionPlan, Severity
from rules.catalogue import record
from rules.evidence import Evidence
from rules.exercise.changes import spoken
from rules.facts import Ignored
from rules.moments.occasion import Occasion
from rules.orders import Concern
from rules.orders.judge import UNCLEAR

OPTIONS = {
    "order_stop": ("option_settle", "option_change", "option_override"),
    "order": ("option_change", "option_sign"),
}
ADAPT = "orders.exercise_adapt"
MOST_UNCLEAR = 20


def stop_card(assessment: Assessment, asked: CardRequest, _others: tuple[str, ...], w: Words) -> CardView | None:
    """The card about drafts that must wait."""
    return _card("order_stop", assessment, asked, w)


def card(assessment: Assessment, asked: CardRequest, _others: tuple[str, ...], w: Words) -> CardView | None:
    """The card about everything else that is to be said of the drafts."""
    return _card("order", assessment, asked, w)


def _card(kind: str, assessment: Assessment, asked: CardRequest, w: Words) -> CardView | None:
    occasion = assessment.occasion
    found = _concerns(kind, occasion)
    if occasion is None or not found:
        return None
    offered = _suggestions(found, assessment, asked, w)
    body = OrderBody(
        headline=_lead(found[0], w),
        partial=partial(assessment, w),
        concerns=tuple(_view(item, assessment, w) for item in found),
        unclear=_unclear(occasion.unclear, w) if any(item.id == UNCLEAR for item in found) else (),
        options=tuple(w.say(f"order_card.{name}") for name in _options(kind, bool(offered))),
        ledger=_ledger(found, assessment, w),
        evidence=_evidence(found, w),
        limits=w.say("order_card.limits"),
        footer=footer(assessment, w),
    )
    return CardView(
        kind=kind,
        summary=_summary(found, w),
        indicator=_indicator(kind, found),
        reference=record(found[0].id).sources[0][0],
        body=body,
        suggestions=offered,
    )


def _lead(first: Concern, w: Words) -> str:
    """What to do about the first concern, and on which drafts: what is seen before the details are opened."""
    named = w.listed(escaped(draft.label) for draft in first.drafts if draft.label)
    about = [w.say("order_card.draft", draft=f"**{named}**")] if named else []
    return w.paragraph([*about, _action(first, w)])


def _options(kind: str, is_offered: bool) -> tuple[str, ...]:
    return tuple("option_change_only" if name == "option_change" and not is_offered else name for name in OPTIONS[kind])


def _concerns(kind: str, occasion: Occasion | None) -> tuple[Concern, ...]:
    found = () if occasion is None else occasion.concerns
    return tuple(item for item in found if (item.severity is Severity.STOP) == (kind == "order_stop"))


def _indicator(kind: str, found: tuple[Concern, ...]) -> str:
    if kind == "order_stop":
        return "critical"
    return "info" if all(item.severity is Severity.NOTE for item in found) else "warning"


def _summary(found: tuple[Concern, ...], w: Words) -> str:
    """The first concern, what it rests on where that fits, and how many more there are."""
    base = w.clause(w.say(found[0].id))
    ending = w.say("glue.clause") + w.say("summary.safety_more", count=len(found) - 1) if len(found) > 1 else ""
    because = [w.clause(w.say(item.id)) for item in found[0].findings[:1]]
    return fitted(base, *because, glue=w.say("glue.colon"), room=len(ending)) + ending


def _view(item: Concern, assessment: Assessment, w: Words) -> ConcernView:
    because = [finding_text(finding, w) for finding in item.findings]
    because += [_evidence_line(piece, w) for piece in item.evidence]
    because += [w.say(name) for name in item.reasons]
    if item.id == ADAPT:
        because += [w.clinical("change", name) for name in _changes(assessment)]
    return ConcernView(
        says=w.say(item.id),
        drafts=tuple(_draft_line(draft, w) for draft in item.drafts),
        because=tuple(dict.fromkeys(because)),
        action=_action(item, w),
    )


def _draft_line(draft: Evidence, w: Words) -> str:
    return w.say("order_card.draft", draft=escaped(draft.label) or w.source(draft.source))


def _evidence_line(piece: Evidence, w: Words) -> str:
    label = w.label(piece.label)
    if piece.value is not None:
        label = w.labelled(label, piece.bound + w.told(piece.label, piece.value, piece.unit))
    return w.aside([label, *([piece.on.isoformat()] if piece.on else [])])


def _changes(assessment: Assessment) -> tuple[str, ...]:
    plan = assessment.exercise
    if isinstance(plan, ExercisePlan):
        return tuple(spoken(plan.changes))
    asked = assessment.safety.changes("exercise") if assessment.safety is not None else frozenset()
    return tuple(spoken(tuple(sorted(asked))))


def _action(item: Concern, w: Words) -> str:
    """What to do, with the numbers of this person and of the record."""
    values = record(item.id).values
    printed = {name: number(value) for name, value in values.items() if isinstance(value, int | float)}
    return w.say(f"action.{item.id}", **printed, limit=_limit(item, w))


def _limit(item: Concern, w: Words) -> str:
    """An amount of protein per kilogram and, where the weight is known, a day."""
    if "per_kg" not in item.numbers:
        return ""
    per_kg = w.say("nutrition_card.per_kg", span=number(item.numbers["per_kg"], "g/kg"))
    if "grams" not in item.numbers:
        return per_kg
    return per_kg + w.bracket(w.say("nutrition_card.per_day", span=number(item.numbers["grams"])))


def _unclear(unclear: tuple[Ignored, ...], w: Words) -> tuple[str, ...]:
    return tuple(_unclear_line(item, w) for item in unclear[:MOST_UNCLEAR])


def _unclear_line(item: Ignored, w: Words) -> str:
    if item.detail == "selections":
        return w.say("order_card.not_among", source=w.source(item.source))
    return w.source(item.source) + w.say("glue.colon") + w.say(f"ignored_because.{item.reason}")


def _ledger(found: Iterable[Concern], assessment: Assessment, w: Words) -> tuple[str, ...]:
    """Where drafts, findings and evidence stand."""
    found = tuple(found)
    drafts = [
        f"{escaped(draft.label)}{w.say('glue.colon')}{w.source(draft.source)}"
        for item in found
        for draft in item.drafts
    ]
    findings: tuple[Finding, ...] = tuple(finding for item in found for finding in item.findings)
    return tuple(dict.fromkeys((*drafts, *places(findings, assessment, w))))


def _evidence(found: Iterable[Concern], w: Words) -> tuple[str, ...]:
    """The publications behind the concerns and the findings, each with its grade."""
    rules = [record(name) for item in found for name in (item.id, *(finding.id for finding in item.findings))]
    pairs = dict.fromkeys((key, rule.grade) for rule in rules for key, _ in rule.sources)
    return tuple(w.reference(key, grade) for key, grade in pairs)


def _suggestions(
    found: tuple[Concern, ...], assessment: Assessment, asked: CardRequest, w: Words
) -> tuple[SuggestionView, ...]:
    """The plans that may take a draft's place; never one that stands beside a stop."""
    offers = {name for item in found for name in item.offers}
    cards = []
    if "exercise" in offers and isinstance(assessment.exercise, ExercisePlan):
        cards.append(exercise.card(assessment, asked, (), w))
    if "nutrition" in offers and isinstance(assessment.nutrition, NutritionPlan):
        cards.append(nutrition.card(assessment, asked, (), w))
    return tuple(suggestion for view in cards if view is not None for suggestion in view.suggestions)
