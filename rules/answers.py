"""The three answers that every clinical question can have."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """Met, not met, or not known; a missing input is never a "no"."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_KNOWN = "not_known"


# Looking a member up costs ten times as much as a name, and these are asked for hundreds of times for each person.
_MET, _NOT_MET, _NOT_KNOWN = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN


def any_of(answers: Iterable[Answer]) -> Answer:
    """Is at least one met? Not known if none is met and at least one (or all) could still be.

    >>> any_of([Answer.NOT_MET, Answer.NOT_KNOWN])
    <Answer.NOT_KNOWN: 'not_known'>
    """
    found = tuple(answers)
    if _MET in found:
        return _MET
    return _NOT_KNOWN if not found or _NOT_KNOWN in found else _NOT_MET


def any_measured(answers: Iterable[Answer]) -> Answer:
    """Is at least one met among those that were measured? Not known only if none was measured.

    >>> any_measured([Answer.NOT_MET, Answer.NOT_KNOWN])
    <Answer.NOT_MET: 'not_met'>
    """
    return any_of([answer for answer in answers if answer is not _NOT_KNOWN])
