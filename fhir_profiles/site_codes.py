"""A hospital's own codes for measures and problems, from one TOML file.

```toml
[[measure]]
system = "https://hospital.example/lab"
code = "GRIP-R"
name = "grip_kg"
unit = "kg"        # only for values that come without a unit
side = "right"     # optional
[[condition]]
system = "https://hospital.example/diagnoses"
code = "LC123"
concept = "sarcopenia"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fhir_profiles.codes import kind_of
from fhir_profiles.concept_terms import Terms, with_codes
from fhir_profiles.errors import BadTermsError
from fhir_profiles.measure_terms import MeasureTerm, measure_terms
from fhir_profiles.terminology import table
from fhir_profiles.units import factor

_KINDS = {"measure": {"system", "code", "name", "unit", "side"}, "condition": {"system", "code", "concept"}}
_REQUIRED = {"measure": ("system", "code", "name"), "condition": ("system", "code", "concept")}
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class SiteCodes:
    """What a site's own codes stand for, by (system, code)."""

    measures: Mapping[tuple[str, str], MeasureTerm] = field(default_factory=dict)
    conditions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    _added: dict[int, tuple[Terms, Terms]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def added_to(self, terms: Terms) -> Terms:
        """The shared terms with this site's codes added, worked out once; a site's code wins over a shared one."""
        shared, added = self._added.get(id(terms), (None, None))
        if added is None or shared is not terms:
            added = self._with(terms)
            self._added[id(terms)] = terms, added
        return added

    def _with(self, terms: Terms) -> Terms:
        by_code = {system: dict(known) for system, known in terms.measures.by_code.items()}
        for (system, code), term in self.measures.items():
            kind = kind_of(system)
            by_code.setdefault(kind.key if kind else system, {})[code] = term
        return replace(
            terms,
            measures=replace(terms.measures, by_code=by_code),
            conditions=with_codes(terms.conditions, self.conditions),
        )


def load_site_codes(path: Path) -> SiteCodes:
    """A site's code map. Raises BadTermsError naming file, entry and field where it cannot be used."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadTermsError(f"{path}: the code map cannot be opened ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadTermsError(f"{path}: the code map is not TOML in UTF-8: {error}.") from error
    if unknown := sorted(set(raw) - set(_KINDS)):
        raise BadTermsError(f"{path}: unknown table [[{unknown[0]}]]. Use [[measure]] and [[condition]].")
    measures: dict[tuple[str, str], MeasureTerm] = {}
    conditions: dict[tuple[str, str], str] = {}
    for position, entry in enumerate(raw.get("measure", ()), 1):
        where = f"{path}, measure {position}"
        _put(measures, _key(entry, "measure", where), _measure(entry, where), where)
    for position, entry in enumerate(raw.get("condition", ()), 1):
        where = f"{path}, condition {position}"
        _put(conditions, _key(entry, "condition", where), _condition(entry, where), where)
    return SiteCodes(measures, conditions)


def _key(entry: Mapping[str, Any], kind: str, where: str) -> tuple[str, str]:
    for name in _REQUIRED[kind]:
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise BadTermsError(f"{where}: '{name}' must be given as text.")
    if unknown := sorted(set(entry) - _KINDS[kind]):
        raise BadTermsError(f"{where}: unknown field '{unknown[0]}'. Known: {', '.join(sorted(_KINDS[kind]))}.")
    return entry["system"], entry["code"]


def _put(known: dict[tuple[str, str], Any], key: tuple[str, str], value: object, where: str) -> None:
    if key in known:
        raise BadTermsError(f"{where}: code {key[1]!r} stands twice.")
    known[key] = value


def _measure(entry: Mapping[str, Any], where: str) -> MeasureTerm:
    shared = next((term for term in measure_terms().by_text.values() if term.name == entry["name"]), None)
    if shared is None:
        raise BadTermsError(f"{where}: 'name' must be a fact name such as grip_kg, not {entry['name']!r}.")
    unit, side = entry.get("unit"), entry.get("side")
    if unit is not None and factor(shared.quantity, unit) is None:
        raise BadTermsError(f"{where}: 'unit' {unit!r} is not a unit of {entry['name']}.")
    if side is not None and side not in _SIDES:
        raise BadTermsError(f"{where}: 'side' must be one of {', '.join(_SIDES)}.")
    return MeasureTerm(shared.name, shared.quantity, side, shared.unitless, unit)


def _condition(entry: Mapping[str, Any], where: str) -> str:
    if entry["concept"] not in table("conditions"):
        raise BadTermsError(f"{where}: 'concept' must be a concept of terminology/conditions.toml.")
    concept: str = entry["concept"]
    return concept
