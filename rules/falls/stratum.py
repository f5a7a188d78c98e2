"""The stratum of the World Falls Guidelines, as far as a record shows it."""

from __future__ import annotations

from functools import cache

from rules.answers import Answer, any_measured
from rules.catalogue import records
from rules.facts import Facts, PatientRecord
from rules.falls.answer import Reason, Stratum
from rules.falls.history import History
from rules.falls.limits import answer_of, of_problems, of_values


@cache
def _slow() -> tuple[str, ...]:
    """The records whose limits make the intermediate stratum."""
    rules = records("falls/").values()
    return tuple(rule.id for rule in rules if rule.values.get("stratum") == Stratum.INTERMEDIATE)


def stratum(record: PatientRecord, facts: Facts, falls: History) -> tuple[Stratum, tuple[Reason, ...]]:
    """The stratum and its reasons.

    A slow walk counts by itself: the published pathway asks for it after a fall or a positive key question, and this
    is the more careful reading. A single fall of which nobody can say whether it needed care leaves the stratum open.
    """
    if falls.serious:
        return Stratum.HIGH, tuple(Reason(f"fall.{item.id}", of_problems(item.problems)) for item in falls.serious)
    answers = {name: answer_of(name, facts) for name in _slow()}
    slow = tuple(Reason(name, of_values(name, facts)) for name, given in answers.items() if given is Answer.MET)
    fallen = (Reason("fall.one", of_problems(falls.falls)),) if falls.falls else ()
    if record.unread("Condition") or (falls.falls and record.unread("Encounter")):
        return Stratum.NOT_KNOWN, (*fallen, *slow)
    if slow:
        return Stratum.INTERMEDIATE, (*fallen, *slow)
    if any_measured(answers.values()) is Answer.NOT_MET:
        return Stratum.LOW, fallen
    return Stratum.NOT_KNOWN, fallen
