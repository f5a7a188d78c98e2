"""Windows of time in which evidence counts, as the records write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from rules.facts import Measurement
from rules.nutrition.windows import months_before

_HOURS_PER_DAY = 24


class Window(NamedTuple):
    """A stretch of time that ends now, written in hours, days or calendar months; its far end is included.

    What was looked for is remembered by its window, so that it is a named tuple: it is told from others quickly.
    """

    hours: int = 0
    days: int = 0
    months: int = 0

    def first_day(self, now: datetime) -> date:
        """The earliest calendar day that still counts."""
        return _first_day(self, now.date())

    def of(self, series: Iterable[Measurement], now: datetime, whole_day: bool = False) -> list[Measurement]:
        """Those values of a series that lie inside; `whole_day` counts hours as the days that they reach into."""
        first = self.first_day(now)
        if whole_day or not self.hours:
            return [item for item in series if item.on >= first]
        length = timedelta(hours=self.hours)
        return [
            item
            for item in series
            if (item.on >= first if item.at is None else now - in_zone(item.at, now.tzinfo) <= length)
        ]

    def holds(self, day: date, now: datetime) -> bool:
        """Does something of this day lie inside?"""
        return day >= self.first_day(now)


@lru_cache(maxsize=256)
def _first_day(window: Window, today: date) -> date:
    if window.months:
        return months_before(today, window.months)
    return today - timedelta(days=window.days or window.hours // _HOURS_PER_DAY)


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar days that count: from `first` on and before `end`, each where there is one."""

    first: date | None
    end: date | None

    @classmethod
    def of(cls, within: Window | None, beyond: Window | None, now: datetime) -> Days:
        """The days inside one window that lie before another begins."""
        first = None if within is None else within.first_day(now)
        return cls(first, None if beyond is None else beyond.first_day(now))

    def hold(self, day: date | None) -> bool:
        """Is this one of them? Something acute without a date counts as now."""
        if day is None:
            return self.end is None
        return (self.first is None or day >= self.first) and (self.end is None or day < self.end)


def in_zone(at: datetime, zone: tzinfo | None) -> datetime:
    """An instant with a zone: a time that was written without one is read in that of the decision."""
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def window(raw: Mapping[str, Any] | None) -> Window | None:
    """A window from its table (`{ days = 42 }`), or None where the rule has none."""
    return None if raw is None else Window(**raw)
