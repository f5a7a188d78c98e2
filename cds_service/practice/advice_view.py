"""An answer as the reader sees it: the panel of cards, or what the service said when it failed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from cds_service.practice.answer import Answer, Card, Suggestion
from cds_service.practice.markdown import as_html
from cds_service.practice.moments import OPENED, moments
from cds_service.practice.views import Advice, Anchor, Button, CardView, MomentLink, MomentRow, Reason

_OK = 200


def advice(answer: Answer, words: Mapping[str, str], token: str) -> Advice:
    """The panel for one answer."""
    return Advice(
        words=words,
        token=token,
        patient_path=f"/practice/patients/{answer.chart_id}",
        again_href=moment_href(answer.chart_id, answer.moment),
        instance=answer.hook_instance,
        heard=_heard(answer, words),
        cards=tuple(_card(card, number, answer, words) for number, card in enumerate(answer.cards, 1)),
        trouble=answer.trouble,
        trouble_title=_trouble_title(answer, words),
        sent=tuple((key, words.get(f"sent_{shape}", shape)) for key, shape in answer.sent),
        beside=answer.beside,
        exchange=words["exchange_text"].format(
            service=answer.service or "–", status=answer.status or "–", milliseconds=answer.milliseconds
        ),
    )


def moment_href(chart_id: str, chosen: str, **more: str) -> str:
    """Where a moment of care is tried on a chart."""
    asked = more | ({"moment": chosen} if chosen and chosen != OPENED else {})
    path = f"/practice/patients/{chart_id}"
    return f"{path}?{urlencode(asked)}" if asked else path


def moment_rows(chart_id: str, chosen: str, words: Mapping[str, str], language: str) -> tuple[MomentRow, ...]:
    """Every moment that can be tried, in rows; the one whose answer is shown is marked."""
    groups: dict[str, list[MomentLink]] = {}
    for item in moments().values():
        link = MomentLink(moment_href(chart_id, item.id), item.label[language], item.id == chosen)
        groups.setdefault(item.group, []).append(link)
    return tuple(MomentRow(words[f"moments_{group}"], tuple(links)) for group, links in groups.items())


def reason_value(card: Card, label_of: str) -> str:
    """The text of a reason as a card names it; empty where the card does not."""
    return next((reason.display for reason in card.reasons if reason.code == label_of), "")


def _heard(answer: Answer, words: Mapping[str, str]) -> str:
    if answer.trouble:
        return _trouble_title(answer, words)
    if not answer.cards:
        why = dict(answer.beside).get("message", "")
        return words["heard_none_because"].format(message=why) if why else words["heard_none"]
    count = len(answer.cards)
    said = words["heard_one"] if count == 1 else words["heard_cards"].format(count=count)
    critical = sum(card.indicator == "critical" for card in answer.cards)
    return words["heard_critical"].format(cards=said, count=critical) if critical else said


def _trouble_title(answer: Answer, words: Mapping[str, str]) -> str:
    if not answer.trouble:
        return ""
    return words["trouble_status"].format(status=answer.status) if answer.status > _OK else words["trouble"]


def _card(card: Card, number: int, answer: Answer, words: Mapping[str, str]) -> CardView:
    state = answer.state(card.id)
    lead, rest = as_html(card.detail, words["table_name"])
    return CardView(
        id=card.id,
        place=f"card-{number}",
        indicator=card.indicator,
        indicator_label=words[f"indicator_{card.indicator}"],
        summary=card.summary,
        lead=lead,
        rest=rest,
        source=Anchor(card.source.label, card.source.url),
        links=tuple(Anchor(link.label, link.url) for link in card.links),
        buttons=tuple(_button(item, card, state.accepted) for item in _offered(card, state.accepted)),
        reasons=tuple(Reason(reason.code, reason.display) for reason in card.reasons),
        dismissed="" if state.dismissed is None else words["dismissed"].format(reason=state.dismissed),
        accepted=bool(state.accepted),
        can_answer=bool(card.id),
    )


def _offered(card: Card, accepted: tuple[str, ...]) -> tuple[Suggestion, ...]:
    """The suggestions still to be seen: where at most one may be chosen, only that one after the choice."""
    chosen = tuple(item for item in card.suggestions if item.id in accepted)
    return chosen if card.at_most_one and chosen else card.suggestions


def _button(item: Suggestion, card: Card, accepted: tuple[str, ...]) -> Button:
    main = item.recommended or len(card.suggestions) == 1
    return Button(item.id, item.label, main, item.id in accepted, tuple(step.description for step in item.actions))
