"""Dates as FHIR writes them: the calendar day as written, and the instant where a time was given."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

_LONGEST = 64  # characters; no date is longer, and only dates are remembered
_YEAR, _MONTH, _DAY = len("2025"), len("2025-03"), len("2025-03-07")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and, where a time was given, its instant. A partial date stands for its first day; `last` is its last one.

    `order` counts seconds, so that moments sort by time; a day without a time stands at its beginning. `zoned` says
    that the instant came with its zone.
    """

    on: date
    at: datetime | None = None
    last: date | None = None
    order: float = field(init=False)
    zoned: bool = field(init=False)

    def __post_init__(self) -> None:
        """Counts the seconds once."""
        at = self.at or datetime.combine(self.on, time.min)
        object.__setattr__(self, "order", in_zone(at, UTC).timestamp())
        object.__setattr__(self, "zoned", self.at is not None and self.at.tzinfo is not None)

    @property
    def partial(self) -> bool:
        """Is only a month or a year known?"""
        return self.last is not None

    def is_after(self, limit: datetime) -> bool:
        """Is this later than the limit, by calendar day as written and, where known, by instant?"""
        return self.on > limit.date() and (self.at is None or in_zone(self.at, limit.tzinfo) > limit)


def in_zone(at: datetime, zone: tzinfo | None) -> datetime:
    """An instant with a zone: one that was sent without is read in the given zone."""
    return at if at.tzinfo is not None else at.replace(tzinfo=zone or UTC)


def moment(text: str) -> Moment | None:
    """A FHIR date, dateTime or instant; None if it is not one (2025-13-99).

    >>> moment("2025-03").on
    datetime.date(2025, 3, 1)
    """
    return _moment(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _moment(text: str) -> Moment | None:
    shape = text[4:8:3]
    try:
        if len(text) == _DAY and shape == "--":
            return Moment(date.fromisoformat(text))
        if len(text) == _MONTH and shape == "-" and text.replace("-", "").isdecimal():
            year, month = int(text[:_YEAR]), int(text[_YEAR + 1 :])
            return Moment(date(year, month, 1), last=date(year, month, monthrange(year, month)[1]))
        if len(text) == _YEAR and text.isdecimal():
            return Moment(date(int(text), 1, 1), last=date(int(text), 12, 31))
        if len(text) > _DAY and shape == "--" and text[_DAY] == "T":
            at = datetime.fromisoformat(text)
            return Moment(at.date(), at)
    except ValueError:
        return None
    return None
