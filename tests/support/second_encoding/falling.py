"""Falls and what makes them likely (K14 and section 6.1), a second time."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.second_encoding.chart import THREE_MONTHS, TWELVE_MONTHS, Chart
from tests.support.second_encoding.codes import FALL, FRAILTY, HIP, SYNCOPE
from tests.support.second_encoding.verdicts import MODIFY, STOP, Found


@dataclass(frozen=True)
class Falls:
    """The falls of the last twelve months."""

    count: int
    needed_care: bool

    @classmethod
    def of(cls, chart: Chart) -> Falls:
        falls = chart.happened(TWELVE_MONTHS, *FALL)
        visits = [one.start for one in chart.record.encounters if (one.emergency or one.inpatient) and one.start]
        cared = any(one.since and abs((day - one.since).days) <= 1 for one in falls for day in visits)
        return cls(len(falls), cared or bool(chart.happened(TWELVE_MONTHS, *HIP)))


def high_fall_risk(chart: Chart) -> bool:
    """The high stratum of the World Falls Guidelines."""
    falls = Falls.of(chart)
    lay = any("long_lie" in one.qualifiers for one in chart.happened(TWELVE_MONTHS, *FALL))
    fainted = chart.happened(TWELVE_MONTHS, *SYNCOPE)
    fainted += [one for one in chart.coded(*SYNCOPE, active=False) if one.since is None]
    return falls.needed_care or falls.count >= 2 or bool(falls.count and (chart.has(*FRAILTY) or lay or fainted))


def unable_but_able(chart: Chart) -> bool:
    """A contradiction: without rising nobody has more than 8 points of 12."""
    return chart.value("chair_stand_5x_unable") == 1 and (chart.value("sppb") or 0) >= 9


def falling(chart: Chart) -> Found:
    if unable_but_able(chart):
        yield MODIFY, "could not rise, and an SPPB that nobody reaches without"
    if high_fall_risk(chart):
        yield MODIFY, "K14 high fall risk"
    sppb = chart.value("sppb")
    if sppb is not None and sppb <= 6:
        yield MODIFY, "K14 SPPB"
    dizzy = chart.coded("I95.1", "28651003")
    drop = (chart.value("systolic_drop_mmhg", 30) or 0) >= 20 or (chart.value("diastolic_drop_mmhg", 30) or 0) >= 10
    if dizzy or drop:
        yield MODIFY, "K14 pressure falls on standing"
    fainted = chart.happened(THREE_MONTHS, *SYNCOPE)
    if any("symptomatic" in one.qualifiers for one in dizzy) or ((dizzy or drop) and fainted):
        yield STOP, "K14 pressure falls with symptoms"
