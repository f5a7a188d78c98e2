"""Which programme row a person trains by: function decides, never the stage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.assessment import Safety
from rules.catalogue import record as rule
from rules.facts import Facts, PatientRecord
from rules.safety.rule import Limit

LEVELS = ("A", "B", "C", "D")
LEVEL_RULE = "exercise.level"
EMPHASIS_RULE = "exercise.balance_emphasis"


@dataclass(frozen=True, slots=True)
class Level:
    """The level, what it was read from, whether it is provisional, and whether balance comes first (the "+").

    `disagree` says that SPPB and gait point to levels far apart.
    """

    name: str
    read_from: str
    provisional: bool
    balance_emphasis: bool
    disagree: bool


def level(record: PatientRecord, facts: Facts, safety: Safety) -> Level:
    """SPPB decides; gait only without SPPB; bed-bound is the lowest; neither known: a provisional level."""
    values = rule(LEVEL_RULE).values
    by_sppb = level_of_sppb(facts.value("sppb"))
    by_gait = _row("by_gait_m_per_s", facts.value("gait_m_per_s"))
    bed_bound = record.indexes.problems.has(values["bed_bound"])
    if by_sppb is not None:
        name, read_from = by_sppb, "sppb"
    elif by_gait is not None:
        name, read_from = by_gait, "gait"
    elif bed_bound:
        name, read_from = values["when_bed_bound"], "bed_bound"
    else:
        name, read_from = values["when_not_known"], "none"
    return Level(
        name=name,
        read_from=read_from,
        provisional=read_from == "none",
        balance_emphasis=_needs_balance(record, facts, safety),
        disagree=_apart(by_sppb, by_gait) >= values["conflict_from_levels"],
    )


def level_of_sppb(sppb: float | None) -> str | None:
    """The level that an SPPB stands for; none without one."""
    return _row("by_sppb", sppb)


def lower_of(one: str, other: str) -> str:
    """The lower of two levels."""
    return min(one, other, key=LEVELS.index)


def _row(table: str, value: float | None) -> str | None:
    """The level of the first row of a table whose limit the value meets."""
    if value is None:
        return None
    return next((name for name, limit in _rows(table) if limit.is_met_by(value)), None)


@cache
def _rows(table: str) -> tuple[tuple[str, Limit], ...]:
    rows = rule(LEVEL_RULE).values[table]
    return tuple((str(row["level"]), Limit(row["met_when"], row["value"])) for row in rows)


def _apart(one: str | None, other: str | None) -> int:
    return 0 if one is None or other is None else abs(LEVELS.index(one) - LEVELS.index(other))


def _needs_balance(record: PatientRecord, facts: Facts, safety: Safety) -> bool:
    values = rule(EMPHASIS_RULE).values
    slow = any(
        (found := facts.value(name)) is not None and limit.is_met_by(found) for name, limit in _slow_in_balance()
    )
    falls = any(finding.id in values["findings"] for finding in safety.findings)
    return slow or falls or record.indexes.problems.has(values["conditions"])


@cache
def _slow_in_balance() -> tuple[tuple[str, Limit], ...]:
    rows = rule(EMPHASIS_RULE).values["facts"]
    return tuple((row["fact"], Limit(row["met_when"], row["value"])) for row in rows)
