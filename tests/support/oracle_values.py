"""Random values for the second encoding's people: plausible bodies, every boundary and a step beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from rules.facts import Measurement, Source
from rules.measures import measures

# Limits of the published tables; a value is drawn on one, a step beside it, or from the usual spread.
EDGES: dict[str, tuple[float, tuple[float, ...]]] = {
    "grip_kg": (0.1, (16, 18, 20, 27, 28, 34)),
    "gait_m_per_s": (0.01, (0.5, 0.8, 0.9, 1.0)),
    "chair_stand_5x_s": (0.1, (12, 15)),
    "sppb": (1, (3, 4, 6, 7, 8, 9, 10)),
    "tug_s": (0.1, (12, 15, 20)),
    "walk_400m_s": (1, (360,)),
    "calf_cm": (0.1, (33, 34)),
    "sarc_f": (1, (4,)),
    "sarc_calf": (1, (11,)),
    "asm_height2_kg_per_m2": (0.01, (5.4, 5.5, 5.7, 7.0, 7.2, 7.6)),
    "asm_bmi_m2": (0.01, (0.52, 0.55, 0.57, 0.63, 0.73, 0.80, 0.83, 0.90)),
    "asm_kg": (0.1, (15, 20)),
    "bmi_kg_per_m2": (0.1, (16, 18.5, 20, 22, 24, 25, 27)),
    "weight_loss_percent_6_months": (0.1, (5, 10, 15)),
    "systolic_mmhg": (1, (160, 180)),
    "diastolic_mmhg": (1, (100, 110)),
    "heart_rate_per_min": (1, (110,)),
    "spo2_percent": (1, (88,)),
    "temperature_cel": (0.1, (38.0,)),
    "glucose_mmol_per_l": (0.1, (3.9, 5.6, 13.9, 16.7)),
    "potassium_mmol_per_l": (0.1, (2.5, 3.0, 3.5, 5.6, 6.0)),
    "sodium_mmol_per_l": (1, (120, 125)),
    "haemoglobin_g_per_l": (1, (70, 80)),
    "platelets_10e9_per_l": (1, (20, 50)),
    "inr": (0.1, (5,)),
    "phosphate_mmol_per_l": (0.01, (0.8,)),
    "magnesium_mmol_per_l": (0.01, (0.7,)),
    "hba1c_percent": (0.1, (10,)),
    "uacr_mg_per_g": (1, (300,)),
    "egfr_creatinine_ml_per_min": (0.1, (15, 30, 60)),
    "egfr_cystatin_ml_per_min": (0.1, (15, 30, 60)),
    "egfr_combined_ml_per_min": (0.1, (15, 30, 60)),
    "mna_sf": (1, (7, 8)),
    "mmse": (1, (10,)),
    "aortic_valve_area_cm2": (0.1, (1.0,)),
    "aortic_mean_gradient_mmhg": (1, (40,)),
    "aortic_diameter_cm": (0.1, (5.5,)),
    "mean_pap_mmhg": (1, (55,)),
    "systolic_drop_mmhg": (1, (20,)),
    "diastolic_drop_mmhg": (1, (10,)),
}


class Values:
    """Draws the values of one person, part after part; `frail` is what they have in common."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(1000))
        self.now = datetime.combine(day, time(18), tzinfo=UTC)
        self.frail = chance.betavariate(2, 2.5)
        self.series: dict[str, list[Measurement]] = {}

    @property
    def today(self) -> date:
        return self.now.date()

    # ── small draws ─────────────────────────────────────────────────────────────────────────────────────────────────

    def likely(self, probability: float) -> bool:
        return self.chance.random() < probability

    def around(self, window: int | None, spread: int = 400) -> int:
        """Days ago: on the edge of a window, a day beside it, or anywhere."""
        if window is not None and self.likely(0.6):
            return max(0, window + self.chance.choice((-1, 0, 1)))
        return int(self.chance.triangular(0, spread, 0))

    def edge(self, name: str, usual: float) -> float:
        """The usual value, or one on a limit or a step beside it."""
        step, limits = EDGES.get(name, (0.0, ()))
        value = usual
        if limits and self.likely(0.35):
            value = self.chance.choice(limits) + step * self.chance.choice((-1, 0, 1))
        known = measures()[name]
        digits = 0 if step == 1 else 2 if step in (0.01, 0.0) else 1
        return min(max(round(value, digits), known.low), known.high)

    def value(
        self,
        name: str,
        usual: float,
        days: int = 0,
        *,
        hours: float | None = None,
        method: str | None = None,
        **more: object,
    ) -> None:
        """Puts a value into the record, at a boundary one time in three."""
        self.exactly(name, self.edge(name, usual), days, hours=hours, method=method, **more)

    def exactly(
        self,
        name: str,
        number: float,
        days: int = 0,
        *,
        hours: float | None = None,
        method: str | None = None,
        **more: object,
    ) -> None:
        at = None if hours is None else self.now - timedelta(hours=hours)
        on = self.today - timedelta(days=days) if at is None else at.date()
        found = self.series.setdefault(name, [])
        source = Source("Observation", f"{name}-{len(found)}")
        found.append(Measurement(name, float(number), measures()[name].unit, on, source, at=at, method=method, **more))  # type: ignore[arg-type]

    # ── the body ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _birth(self) -> date:
        age = int(self.chance.triangular(50, 100, 74))
        if self.likely(0.3):
            age = self.chance.choice((50, 59, 60, 64, 65, 69, 70, 74, 75))
        since_birthday = self.chance.choice((-1, 0, 1, self.chance.randrange(365))) if age > 50 else 0
        return date(self.today.year - age, self.today.month, min(self.today.day, 28)) - timedelta(days=since_birthday)

    def _body(self, man: bool) -> None:
        chance = self.chance
        height = round(chance.gauss(168 if man else 156, 6.5), 0)
        height = min(max(height, 140.0), 195.0)
        index = min(max(chance.gauss(23.5 - 3 * (self.frail - 0.4), 4), 12.5), 45)
        if self.likely(0.2):
            index = chance.choice((16, 18.5, 20, 22, 24, 25, 27)) + chance.choice((-0.05, 0, 0.05))
        weight = round(index * (height / 100) ** 2, 1)
        weight = min(max(weight, 27), 200)
        if self.likely(0.88):
            self.exactly("height_cm", height, self.around(730, 700) if self.likely(0.3) else 0)
        elif self.likely(0.8):
            step, limits = EDGES["bmi_kg_per_m2"]
            near = chance.choice(limits) + step * chance.choice((-1, 0, 1))
            self.exactly("bmi_kg_per_m2", round(near if self.likely(0.7) else index, 1), self.around(90, 60))
        if self.likely(0.95):
            self.exactly("weight_kg", weight, self.around(90, 80) if self.likely(0.15) else 0)
            self._earlier_weight(weight)
        if self.likely(0.08):
            self.exactly("dry_weight_kg", round(weight * 0.96, 1), self.around(90, 60))

    def _earlier_weight(self, weight: float) -> None:
        chance = self.chance
        if self.series["weight_kg"][-1].on != self.today:
            return
        if self.likely(0.15):
            gain = chance.choice((0.5, 1.7, 1.8, 1.9, 3.0))
            self.exactly("weight_kg", round(weight - gain, 1), chance.choice((2, 3, 4)))
        elif self.likely(0.2):
            loss = chance.choice((2, 4.9, 5.1, 9.9, 10.1, 14.9, 15.1, 20))
            earlier = round(weight / (1 - loss / 100), 2)
            if earlier < 250:
                self.exactly("weight_kg", earlier, chance.choice((100, 150, 181)))
        elif self.likely(0.1):
            self.value("weight_loss_percent_6_months", chance.uniform(-3, 12))

    def _function(self, man: bool) -> None:
        frail, chance = self.frail, self.chance
        days = self.around(180, 150) if self.likely(0.15) else 0
        usual = {
            "grip_kg": (40 if man else 25) * (1.15 - 0.75 * frail) + chance.gauss(0, 3),
            "gait_m_per_s": 1.35 - 0.9 * frail + chance.gauss(0, 0.12),
            "chair_stand_5x_s": 7 + 14 * frail + chance.gauss(0, 2),
            "sppb": 12.4 - 10 * frail + chance.gauss(0, 1.2),
            "tug_s": 7 + 16 * frail + chance.gauss(0, 2),
            "walk_400m_s": 260 + 300 * frail,
            "calf_cm": 37 - 6 * frail + chance.gauss(0, 1.5),
            "sarc_f": 8 * frail + chance.gauss(0, 1),
            "sarc_calf": 16 * frail + chance.gauss(0, 2),
            "mna_sf": 14 - 9 * frail + chance.gauss(0, 1.5),
            "mmse": 30 - 16 * frail**2 + chance.gauss(0, 2),
        }
        often = {
            "grip_kg": 0.8,
            "gait_m_per_s": 0.55,
            "chair_stand_5x_s": 0.5,
            "sppb": 0.6,
            "calf_cm": 0.4,
            "sarc_f": 0.4,
        }
        for name, value in usual.items():
            if self.likely(often.get(name, 0.12)):
                self.value(
                    name,
                    value,
                    days if self.likely(0.7) else self.around(365 if name in ("calf_cm", "sarc_f") else 180),
                )
        if "grip_kg" in self.series and self.likely(0.3):
            best = self.series["grip_kg"][-1]
            self.exactly(
                "grip_kg", max(1.0, round(best.value - chance.choice((0.1, 1, 3)), 1)), (self.today - best.on).days
            )
        if self.likely(0.05):
            self.exactly("chair_stand_5x_unable", 1, chance.choice((0, 0, days, 180, 181)))

    def _mass(self, man: bool) -> None:
        chance = self.chance
        methods: list[str | None] = ["dxa", "bia", None]
        drawn = chance.sample(methods, 2 if self.likely(0.12) else 1) if self.likely(0.65) else []
        days = self.around(365, 300) if self.likely(0.3) else 0
        for method in drawn:
            index = (8.6 if man else 6.6) - (3.0 if man else 2.2) * self.frail + chance.gauss(0, 0.4)
            kind = chance.random()
            if kind < 0.75:
                self.value("asm_height2_kg_per_m2", index, days, method=method)
            elif "height_cm" in self.series:
                height = self.series["height_cm"][-1].value / 100
                self.value("asm_kg", index * height**2, days, method=method)
            else:
                self.value("asm_kg", index * 2.6, days, method=method)
            if self.likely(0.35):
                self.value("asm_bmi_m2", index * 2.6 / 24, days, method=method)
            # What two entries of one day mean is told for DXA and BIA alone.
            days += 0 if None not in drawn and self.likely(0.5) else self.around(180, 100) + 1

    # ── vital signs and laboratory ──────────────────────────────────────────────────────────────────────────────────

    def _vital_signs(self) -> None:
        chance = self.chance
        calm = self.likely(0.75)
        if self.likely(0.93):
            hours = chance.choice((2, 2, 23, 25, 24 * 12, 24 * 29, 24 * 31))
            for name, usual in (("systolic_mmhg", 128), ("diastolic_mmhg", 74)):
                if calm:
                    self.exactly(name, round(chance.gauss(usual, 7)), hours=hours)
                else:
                    self.value(name, chance.gauss(usual + 25, 18), hours=hours)
                if self.likely(0.1):
                    self.value(name, chance.gauss(usual + 25, 20), hours=hours + chance.choice((1, 30, 200)))
        rare = {
            "heart_rate_per_min": (chance.gauss(78, 15), 0.3, (1, 23, 25, 24 * 29, 24 * 31)),
            "spo2_percent": (chance.gauss(95, 3), 0.2, (1, 23, 25, 50)),
            "temperature_cel": (chance.gauss(36.7, 0.5), 0.2, (1, 30, 47, 49)),
            "systolic_drop_mmhg": (chance.gauss(6, 8), 0.1, (1, 24 * 29, 24 * 31)),
            "diastolic_drop_mmhg": (chance.gauss(2, 5), 0.1, (1, 24 * 29, 24 * 31)),
        }
        for name, (usual, often, hours_ago) in rare.items():
            if self.likely(often):
                self.value(name, usual, hours=chance.choice(hours_ago))

    def _laboratory(self) -> None:
        chance = self.chance
        self._kidneys()
        usual = {
            "potassium_mmol_per_l": (chance.gauss(4.3, 0.3), 0.3),
            "sodium_mmol_per_l": (chance.gauss(140, 3), 0.15),
            "haemoglobin_g_per_l": (chance.gauss(128, 12), 0.15),
            "platelets_10e9_per_l": (chance.gauss(210, 50), 0.1),
            "inr": (chance.gauss(1.6, 0.6), 0.08),
            "phosphate_mmol_per_l": (chance.gauss(1.1, 0.1), 0.08),
            "magnesium_mmol_per_l": (chance.gauss(0.85, 0.05), 0.08),
        }
        for name, (value, often) in usual.items():
            if self.likely(often):
                window = 90 if name.startswith(("phos", "magn")) else chance.choice((7, 7, 90))
                days = self.around(window, 60) if self.likely(0.6) else 0
                if self.likely(0.5):
                    self.exactly(name, round(min(max(value, measures()[name].low), measures()[name].high), 2), days)
                else:
                    self.value(name, value, days)
        if self.likely(0.12):
            self.value("glucose_mmol_per_l", chance.gauss(7.5, 2), hours=chance.choice((1, 23, 25)))
            if self.likely(0.3):
                self.exactly("ketones_present", chance.choice((0, 1)), hours=chance.choice((1, 23, 25)))
        if self.likely(0.1):
            self.value("hba1c_percent", chance.gauss(7, 1.5), self.around(180, 150))
        if self.likely(0.06):
            self.exactly("troponin_over_limit", chance.choice((0, 1)), self.around(14, 30))
        if self.likely(0.06):
            times = chance.choice((0.5, 4.9, 5.0, 5.1, 9.9, 10.0, 10.1))
            self.exactly("ck_u_per_l", round(200 * times, 1), self.around(7, 20), upper_limit=200.0)
        for name, value in (
            ("aortic_valve_area_cm2", 1.4),
            ("aortic_mean_gradient_mmhg", 25),
            ("aortic_diameter_cm", 4.4),
            ("mean_pap_mmhg", 35),
        ):
            if self.likely(0.04):
                self.value(name, value, self.around(None, 1000))

    def _kidneys(self) -> None:
        chance = self.chance
        filtration = min(max(chance.gauss(82 - 45 * self.frail * chance.random(), 16), 4), 120)
        if self.likely(0.1):
            filtration = chance.uniform(4, 40)
        for kind, often in (("creatinine", 0.8), ("cystatin", 0.15), ("combined", 0.08)):
            if self.likely(often):
                window = chance.choice((92, 365))
                days = self.around(window) if self.likely(0.25) else 0
                self.value(f"egfr_{kind}_ml_per_min", filtration + chance.gauss(0, 4), days)
        if self.likely(0.12):
            base = chance.uniform(50, 110)
            self.exactly("creatinine_umol_per_l", round(base), chance.choice((0, 0, 5, 200, 365, 366)))
            if self.likely(0.6):
                earlier = round(base / chance.choice((0.45, 0.7, 1.0, 1.4, 1.6)))
                self.exactly("creatinine_umol_per_l", earlier, chance.choice((40, 91, 92, 93, 94, 200)))
        if self.likely(0.3):
            self.value("uacr_mg_per_g", abs(chance.gauss(20, 30)), self.around(365) if self.likely(0.3) else 0)
