"""One thing to say about drafted orders: how strictly, about which drafts, because of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.assessment import Finding, Severity
from rules.catalogue import record as rule
from rules.drafts import DraftOrder
from rules.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Concern:
    """One rule that a draft sets off; its words stand under its id and under `action.` with its id.

    `drafts` are the orders, `evidence` what else stands behind it, `findings` the safety findings that it rests on.
    `offers` are the plans that may take the draft's place; `numbers` are put into the words. `reasons` are ids of
    phrases that say why.
    """

    id: str
    severity: Severity
    urgency: int
    drafts: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    offers: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


def concern(
    identifier: str,
    drafts: Iterable[DraftOrder],
    evidence: tuple[Evidence, ...] = (),
    findings: tuple[Finding, ...] = (),
    numbers: Mapping[str, float] | None = None,
    reasons: tuple[str, ...] = (),
) -> Concern:
    """The concern of one record about some drafts."""
    values = rule(identifier).values
    return Concern(
        id=identifier,
        severity=Severity(values["strictness"]),
        urgency=values["urgency"],
        drafts=tuple(Evidence(item.label, item.source, on=item.on) for item in drafts),
        evidence=evidence,
        findings=findings,
        offers=tuple(values.get("offers", ())),
        numbers=numbers or {},
        reasons=reasons,
    )
