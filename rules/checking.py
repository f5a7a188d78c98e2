"""Reads every record as its chapter uses it: a faulty one is refused at the start and not at a patient's chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from rules import bounds, measures
from rules.catalogue import BadRecordError, Record, records, references, words
from rules.context import Criteria
from rules.exercise import library, programme
from rules.falls import drugs
from rules.follow_up import changes
from rules.nutrition.foods import food, menu
from rules.risk import rule as risk
from rules.safety import rule as safety
from rules.staging import cut_offs
from rules.staging.awgs2019 import definition as awgs2019
from rules.staging.awgs2025 import definition as awgs2025
from rules.staging.ewgsop2 import definition as ewgsop2

_PROGRAMME = "exercise.programme_"
_FACT_FIELDS = ("fact", "unable_fact")


@cache
def check() -> None:
    """Reads everything. Raises BadRecordError naming the record, where it stands, the field and the remedy."""
    for look in _looks():
        try:
            look()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            where = getattr(look, "__module__", "rules")
            raise BadRecordError(
                f"rule records of {where}: a field is missing or of the wrong kind ({type(error).__name__}: {error})."
            ) from error


def _looks() -> Iterator[Callable[[], Any]]:
    yield from (references, records, words, measures.measures, _facts)
    yield from (awgs2019.tests, awgs2025.indices, ewgsop2.tests)
    yield _case_finding
    yield from (safety.rules, risk.factors, risk.bands, drugs.drug_classes, changes.meanings)
    yield from (library.library, _programmes, food.foods, menu.patterns, lambda: bounds.is_kept(""))


def _case_finding() -> None:
    for criteria in Criteria:
        cut_offs.case_finding_criteria(str(criteria))


def _programmes() -> None:
    for identifier in records():
        if identifier.startswith(_PROGRAMME):
            programme.programme(identifier)


def _facts() -> None:
    known = measures.measures()
    for rule in records().values():
        for name in _named_facts(rule.values):
            if name not in known:
                raise _unknown(rule, name)


def _named_facts(values: Any) -> Iterator[str]:
    """Every fact that a record names, however deep it stands."""
    if isinstance(values, Mapping):
        yield from (values[field] for field in _FACT_FIELDS if isinstance(values.get(field), str))
        for inner in values.values():
            yield from _named_facts(inner)
    elif isinstance(values, list):
        for inner in values:
            yield from _named_facts(inner)


def _unknown(rule: Record, name: str) -> BadRecordError:
    where = f"rule record {rule.id} (rules/{rule.chapter}.toml)"
    return BadRecordError(f"{where}: no fact is called {name!r}. Use a name of rules/measures.toml.")
