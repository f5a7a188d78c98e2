"""The risk factors of one person as text: found, not known, not found, and what else than ageing stands behind."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.cards.risk import clear_first, found, is_palliative, origin_lines, whole_line
from cds_service.cards.words import Words
from cds_service.documents.plain_text import plain, wrapped
from rules.answers import Answer
from rules.assessment import Assessment
from rules.risk.factor import RiskFactor


def risk_text(assessment: Assessment, w: Words) -> str:
    """The whole section; nothing where no factor was looked at, or where comfort is the goal."""
    told = assessment.risk_factors and not is_palliative(assessment)
    return "\n".join(_lines(assessment, w)) if told else ""


def _lines(assessment: Assessment, w: Words) -> Iterator[str]:
    yield wrapped(w.say("risk_card.associations_only"))
    yield ""
    listed = [
        *clear_first(assessment, w),
        *origin_lines(assessment, w),
        *(whole_line(one, w) for one in found(assessment)),
    ]
    yield plain("\n".join(f"- {line}" for line in listed)).rstrip("\n")
    for answer in (Answer.NOT_KNOWN, Answer.NOT_MET):
        if names := [_name(one, w) for one in assessment.risk_factors if one.answer is answer]:
            yield ""
            yield plain(w.say(f"risk_card.{answer}", names=w.listed(names))).rstrip("\n")


def _name(one: RiskFactor, w: Words) -> str:
    """A factor by name, with what would settle it, or which parts of the record were not read."""
    asked = [w.inner(w.measure(name)) for name in one.ask]
    unread = [w.say("risk_card.not_read", part=w.say(f"part.{part.replace(':', '-')}")) for part in one.unread]
    return w.inner(w.clause(w.say(one.id))) + w.bracket(w.listed([*asked, *unread]))
