"""The protein table written a second time, in the order of the published page and with its numbers in plain sight.

It shares no code with the rules. It is told plain yes-or-no answers and the eGFR, and names the row with its range.
"""

from __future__ import annotations

from dataclasses import dataclass

ROWS = {
    "P1": (1.0, 1.2, 1.2),
    "P2": (0.8, 1.0, 1.0),
    "P3": (0.8, 0.8, 0.8),
    "P4": (1.0, 1.2, 1.2),
    "P5": (0.8, 1.0, 1.0),
    "P6": (1.0, 1.2, 1.2),
    "P7": (1.2, 1.5, 1.5),
    "P8": (1.2, 1.5, 1.5),
    "P9": (1.0, 1.2, 1.2),
}
WEAK = [
    "possible_sarcopenia",
    "probable_sarcopenia",
    "sarcopenia",
    "severe_sarcopenia",
    "low_function_normal_mass",
    "low_strength_normal_mass",
]


@dataclass(frozen=True)
class Told:
    """One person in the words of the table. `egfr` is the value in use whatever its age."""

    egfr: float | None = None
    egfr_days_old: int = 0
    uacr: float | None = None
    dialysis_session_days_ago: int | None = None
    mna_sf: int | None = None
    cirrhosis: bool = False
    inpatient: bool = False
    pneumonia_days_ago: int | None = None
    pressure_ulcer: bool = False
    hip_fracture_days_ago: int | None = None
    stage: str = "no_sarcopenia"


def row(told: Told) -> str | None:
    """The row, or None where the kidneys leave no safe number; 92 and 365 days are the last inside the months."""
    ill = told.pneumonia_days_ago is not None and told.pneumonia_days_ago <= 92
    egfr = told.egfr
    if egfr is not None and told.egfr_days_old > (92 if ill else 365):
        egfr = None
    dialysed = told.dialysis_session_days_ago is not None and told.dialysis_session_days_ago <= 30
    if dialysed:
        return None if egfr is not None and egfr >= 30 else "P1"
    if egfr is None and told.egfr is not None and told.egfr < 30:
        return None
    malnourished = told.mna_sf is not None and told.mna_sf <= 7
    if egfr is not None and egfr < 30:
        return "P2" if malnourished else "P3"
    moderate = egfr is not None and egfr < 60
    if moderate and (malnourished or told.cirrhosis or (ill and told.inpatient)):
        return "P4"
    if moderate or (told.uacr is not None and told.uacr >= 300):
        return "P5"
    if egfr is None:
        return "P6"
    broken = told.hip_fracture_days_ago is not None and told.hip_fracture_days_ago <= 92
    if malnourished or told.cirrhosis or ill or told.pressure_ulcer or broken:
        return "P7"
    return "P8" if told.stage in WEAK else "P9"
