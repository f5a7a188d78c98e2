"""How heavy a load is: estimated from a set of five to ten repetitions, never from a test of the maximum."""

from __future__ import annotations

from math import floor

from rules.catalogue import record

ESTIMATE_RULE = "note.no_one_rm_test"
STEP_RULE = "exercise.load_step"


class NotATestSetError(ValueError):
    """A set from which no maximum is estimated; the message says how many repetitions it should have."""


def estimated_1rm_kg(load_kg: float, repetitions: int) -> float:
    """The load that could be lifted once, from a set done to the last repetition (Epley).

    Raises NotATestSetError for a set outside the range that the estimate was made for.

    >>> estimated_1rm_kg(30.0, 10)
    40.0
    """
    values = record(ESTIMATE_RULE).values
    fewest, most = values["from_repetitions"]
    if not fewest <= repetitions <= most or load_kg <= 0:
        raise NotATestSetError(f"A set of {fewest} to {most} repetitions with a load is needed; no 1RM test is asked.")
    return float(load_kg * (1 + repetitions / values["divisor"]))


def load_kg(one_rm_kg: float, percent: float) -> float:
    """A working load, rounded down to what weights can be set to."""
    step = record(STEP_RULE).values["kg"]
    return float(floor(one_rm_kg * percent / 100 / step + 1e-9) * step)


def percent_for(repetitions: int) -> float:
    """The share of the maximum, in whole per cent, with which so many repetitions are just possible (Epley)."""
    return float(floor(100 / (1 + repetitions / record(ESTIMATE_RULE).values["divisor"])))


def repetitions_for(percent: float) -> float:
    """How many repetitions are just possible at this share of the maximum (Epley)."""
    return float(record(ESTIMATE_RULE).values["divisor"] * (100 / percent - 1))
