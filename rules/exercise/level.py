"""Which programme row a person trains by: function decides, never the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    by_gait = _row(values["by_gait_m_per_s"], facts.value("gait_m_per_s"))
    bed_bound = bool(record.active_conditions(*values["bed_bound"]))
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
    return _row(rule(LEVEL_RULE).values["by_sppb"], sppb)


def lower_of(one: str, other: str) -> str:
    """The lower of two levels."""
    return min(one, other, key=LEVELS.index)


def _row(rows: Sequence[Mapping[str, Any]], value: float | None) -> str | None:
    """The first row whose limit the value meets."""
    if value is None:
        return None
    met = (str(row["level"]) for row in rows if Limit(row["met_when"], row["value"]).is_met_by(value))
    return next(met, None)


def _apart(one: str | None, other: str | None) -> int:
    return 0 if one is None or other is None else abs(LEVELS.index(one) - LEVELS.index(other))


def _needs_balance(record: PatientRecord, facts: Facts, safety: Safety) -> bool:
    values = rule(EMPHASIS_RULE).values
    slow = any(
        (found := facts.value(row["fact"])) is not None and Limit(row["met_when"], row["value"]).is_met_by(found)
        for row in values["facts"]
    )
    falls = any(finding.id in values["findings"] for finding in safety.findings)
    return slow or falls or bool(record.active_conditions(*values["conditions"]))
