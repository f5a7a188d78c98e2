"""STEADI, the Morse scale, and the fall of blood pressure on standing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rules.answers import Answer, any_of
from rules.catalogue import record as rule
from rules.evidence import Evidence
from rules.facts import Facts, PatientRecord
from rules.falls.answer import Reason, Scale, Screen
from rules.falls.history import History
from rules.falls.limits import answer_of, limits_of, of_problems, of_values

SCREEN = "steadi.screen"
TESTS = ("steadi.tug", "steadi.chair_stand", "steadi.balance")
MORSE = ("morse.high", "morse.medium")
ORTHOSTATIC = "falls.orthostatic"
UNABLE = "chair_stand_5x_unable"


def screen(record: PatientRecord, facts: Facts, falls: History) -> Screen:
    """The STEADI screen: the questionnaire, a fall, unsteadiness or worry.

    What nobody wrote down was perhaps never asked: without the questionnaire the answer is met or not known.
    """
    score = answer_of(SCREEN, facts)
    because = tuple(_because(record, facts, falls, score))
    return Screen(Answer.MET if because else score, because, tuple([_test(name, facts) for name in TESTS]))


def _because(record: PatientRecord, facts: Facts, falls: History, score: Answer) -> Iterator[Reason]:
    if score is Answer.MET:
        yield Reason("steadi.score", of_values(SCREEN, facts))
    if falls.falls:
        yield Reason("steadi.fell", of_problems(falls.falls))
    values, problems = rule(SCREEN).values, record.indexes.problems
    for name in ("unsteady", "worried"):
        if items := problems.under(values[name]):
            yield Reason(f"steadi.{name}", of_problems(items))


def _test(name: str, facts: Facts) -> Scale:
    fact = facts.get(limits_of(name)[0].fact)
    return _not_tested(name) if fact is None else Scale(name, answer_of(name, facts), fact)


@cache
def _not_tested(name: str) -> Scale:
    return Scale(name, Answer.NOT_KNOWN)


def morse(facts: Facts) -> Scale | None:
    """The band of the Morse scale, or None where it was not recorded; not met is the low band."""
    fact = facts.get(limits_of(MORSE[0])[0].fact)
    if fact is None:
        return None
    band = next((name for name in MORSE if answer_of(name, facts) is Answer.MET), None)
    return Scale(band or MORSE[-1], Answer.MET if band else Answer.NOT_MET, fact)


def orthostatic(record: PatientRecord, facts: Facts) -> tuple[Answer, tuple[Evidence, ...]]:
    """Does blood pressure fall on standing, by diagnosis or by both pressures of the latest day?"""
    coded = of_problems(record.indexes.problems.under(rule(ORTHOSTATIC).values["coded"]))
    if coded:
        return Answer.MET, (*coded, *of_values(ORTHOSTATIC, facts))
    answer = any_of([limit.answer(facts) for limit in limits_of(ORTHOSTATIC)])
    return answer, of_values(ORTHOSTATIC, facts) if answer is Answer.MET else ()
