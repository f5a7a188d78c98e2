"""Fall risk as K14 asks for it: by the strata of the falls chapter, so that both say the same."""

from __future__ import annotations

from rules.falls.history import History, history
from rules.safety.case import Case, Found, of_condition
from rules.safety.rule import Trigger


def _history(case: Case) -> History:
    return history(case.record, case.now.date())


def high_fall_risk(case: Case, _: Trigger) -> tuple[Found, ...] | None:
    """The problems that put a person into the high stratum."""
    problems = (item for reason in _history(case).serious for item in reason.problems)
    return tuple(of_condition(item) for item in dict.fromkeys(problems)) or None


def fall_without_contacts(case: Case, _: Trigger) -> tuple[Found, ...] | None:
    """A recent fall of which nobody can say whether it needed care, because hospital contacts were not read."""
    if not case.record.unread("Encounter"):
        return None
    return tuple(map(of_condition, _history(case).falls)) or None
