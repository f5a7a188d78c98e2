"""A record asked by codes and days, the way the published tables are worded; shares no code with the rules."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from rules.facts import Condition, Measurement, PatientRecord, ReadState

# A month is less than a calendar month of 31 days; longer spans are calendar months (a negative number of them).
MONTH, YEAR = 30, 365
THREE_MONTHS, SIX_MONTHS, TWELVE_MONTHS = -3, -6, -12
MUSCLE, VITALS, LABORATORY = "Observation:muscle", "Observation:vital-signs", "Observation:laboratory"

# How long a value speaks for the person, by the table of measures; the tables of danger have shorter windows.
HALF_A_YEAR = (
    *("grip_kg", "gait_m_per_s", "chair_stand_5x_s", "chair_stand_5x_unable", "sppb", "tug_s", "walk_400m_s"),
    "hba1c_percent",
)
THREE = ("mna_sf", "eat10", "weight_kg", "dry_weight_kg", "bmi_kg_per_m2", "weight_loss_percent_6_months")
ELECTROLYTES = ("potassium_mmol_per_l", "phosphate_mmol_per_l", "magnesium_mmol_per_l")
AS_EVER = ("aortic_valve_area_cm2", "aortic_mean_gradient_mmhg", "aortic_diameter_cm", "mean_pap_mmhg")
VALID_DAYS = (
    dict.fromkeys(HALF_A_YEAR, 180)
    | dict.fromkeys((*THREE, *ELECTROLYTES), 90)
    | dict.fromkeys(AS_EVER, 3650)
    | {"height_cm": 730}
)


@dataclass(frozen=True)
class Chart:
    """One person's record on one day."""

    record: PatientRecord
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def age(self) -> int:
        return self.age_on(self.today)

    def age_on(self, day: date) -> int:
        born = self.record.birth_date
        assert born is not None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    @property
    def sex(self) -> str:
        return self.record.sex.value

    def by_sex(self, man: float, woman: float) -> float:
        return man if self.sex == "male" else woman

    def unread(self, *parts: str) -> bool:
        """Could any of these parts not be read?"""
        return any(self.record.reads.get(part, ReadState.UNREAD) is ReadState.UNREAD for part in parts)

    # ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def first_day(self, span: int) -> date:
        """The first day of a span that ends today: so many days ago, or (negative) so many calendar months."""
        return months_before(self.today, -span) if span < 0 else self.today - timedelta(days=span)

    def within(self, name: str, days: int) -> list[Measurement]:
        """Values of the last so many days, oldest first."""
        return [one for one in self.record.series.get(name, ()) if one.on >= self.first_day(days)]

    def within_hours(self, name: str, hours: int) -> float | None:
        """The latest value, unless it is older than so many hours."""
        found = [
            one for one in self.record.series.get(name, ()) if self.now - self.moment(one) <= timedelta(hours=hours)
        ]
        return found[-1].value if found else None

    def moment(self, one: Measurement) -> datetime:
        return one.at or datetime.combine(one.on, time(), tzinfo=self.now.tzinfo)

    def latest(self, name: str, days: int | None = None) -> Measurement | None:
        """The newest value within its window."""
        found = self.within(name, VALID_DAYS.get(name, YEAR) if days is None else days)
        return found[-1] if found else None

    def value(self, name: str, days: int | None = None) -> float | None:
        found = self.latest(name, days)
        return None if found is None else found.value

    # ── problems ────────────────────────────────────────────────────────────────────────────────────────────────────

    def coded(self, *prefixes: str, active: bool = True) -> list[Condition]:
        """Problems whose codes begin with one of these; whole SNOMED numbers."""
        return [one for one in self.record.conditions if one.active is active and _is_coded(one.codes, prefixes)]

    def has(self, *prefixes: str) -> bool:
        return bool(self.coded(*prefixes))

    def recent(self, span: int, *prefixes: str) -> list[Condition]:
        """Active problems that began within a span; without a date they count as now."""
        return [one for one in self.coded(*prefixes) if one.since is None or one.since >= self.first_day(span)]

    def older(self, span: int, *prefixes: str) -> list[Condition]:
        return [one for one in self.coded(*prefixes) if one.since is not None and one.since < self.first_day(span)]

    def happened(self, span: int, *prefixes: str) -> list[Condition]:
        """Events within a span, also where the entry was closed since: a stop ends by its window, not by a status."""
        closed = [one for one in self.coded(*prefixes, active=False) if one.since is not None]
        return self.recent(span, *prefixes) + [one for one in closed if one.since >= self.first_day(span)]

    # ── the rest of the record ──────────────────────────────────────────────────────────────────────────────────────

    def on_drug(self, *classes: str) -> bool:
        """Is a drug of one of these classes on the list?"""
        return any(one.active and one.classes & set(classes) for one in self.record.medications)

    def infused(self, drug_class: str, days: int) -> bool:
        return any(
            drug_class in one.classes
            and one.intravenous
            and one.source.resource_type == "MedicationAdministration"
            and one.on is not None
            and (self.today - one.on).days <= days
            for one in self.record.medications
        )

    def done(self, kind: str, days: int, *, dated: bool = False) -> bool:
        """Was it done within so many days? Without a date it counts as now, unless a date is asked for."""
        first = self.first_day(days)
        return any(
            kind in one.concepts and (not dated if one.since is None else one.since >= first)
            for one in self.record.procedures
        )

    def ordered(self, kind: str) -> bool:
        return any(kind in one.concepts and one.active for one in self.record.orders)

    @cached_property
    def in_hospital(self) -> bool:
        return any(one.inpatient and one.running for one in self.record.encounters)


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier, at the latest that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _is_coded(codes: tuple[str, ...], prefixes: tuple[str, ...]) -> bool:
    bare = [code.replace(".", "") for code in codes]
    return any(
        code == prefix if prefix.isdigit() else re.match(prefix.replace(".", ""), code) is not None
        for code in bare
        for prefix in prefixes
    )
