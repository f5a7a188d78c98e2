"""Which cards stay quiet for a patient: what a clinician has answered, and what was asked for not long ago."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

# A stop, and what is said of a draft: the next draft is another one, and order-sign says again what order-select said.
NEVER_QUIET = frozenset({"safety", "order_stop", "order"})
REASON_SYSTEM = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"


@dataclass(frozen=True, slots=True)
class Periods:
    """The quiet periods of the record `quiet_periods.toml`."""

    after_reason: Mapping[str, timedelta]
    after_acceptance: timedelta
    after_measure_card: timedelta

    @property
    def longest(self) -> timedelta:
        """No older event can matter."""
        return max(*self.after_reason.values(), self.after_acceptance, self.after_measure_card)


@dataclass(frozen=True, slots=True)
class Answered:
    """A clinician's last word on one card: its kind, what was done, the coded reason, when it came in.

    `said` is what the card had said.
    """

    kind: str
    outcome: str
    reason_system: str | None
    reason_code: str | None
    received_at: datetime
    said: str = ""


@cache
def periods() -> Periods:
    """The record, read once."""
    raw = tomllib.loads(files("cds_service.audit").joinpath("quiet_periods.toml").read_text("utf-8"))
    return Periods(
        after_reason={code: timedelta(days=entry["days"]) for code, entry in raw["reason"].items()},
        after_acceptance=timedelta(days=raw["accepted"]["days"]),
        after_measure_card=timedelta(days=raw["measure_card"]["days"]),
    )


def quiet_kinds(
    answers: Iterable[Answered], measure_shown: Iterable[tuple[datetime, str]], at: datetime
) -> Mapping[str, tuple[str, ...]]:
    """The kinds of card that rest at this moment, each with what its cards had said.

    `measure_shown` are the times at which the measure card was shown, and what it said.
    """
    resting = [(answer.kind, answer.said) for answer in answers if at < answer.received_at + _silence(answer)]
    resting += [("measure", said) for shown, said in measure_shown if _asked_lately(shown, at)]
    found: dict[str, dict[str, None]] = {}
    for kind, said in resting:
        if kind not in NEVER_QUIET:
            found.setdefault(kind, {})[said] = None
    return {kind: tuple(said) for kind, said in found.items()}


def _silence(answer: Answered) -> timedelta:
    if answer.outcome == "accepted":
        return periods().after_acceptance
    if answer.reason_system not in (None, "", REASON_SYSTEM):
        return timedelta(0)
    return periods().after_reason.get(answer.reason_code or "", timedelta(0))


def _asked_lately(shown: datetime, at: datetime) -> bool:
    """Asked on an earlier day, less than the interval ago; on the day itself the card may stand again."""
    same_day = shown.astimezone(at.tzinfo).date() == at.date()
    return not same_day and shown <= at < shown + periods().after_measure_card
