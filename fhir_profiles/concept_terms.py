"""Which concept a problem's, drug's, allergy's, procedure's or order's codes and words stand for.

A table of `terminology/` holds one entry per concept:
`icd` prefixes that mean nothing else in any ICD-10, `icd_cm` and `icd_who` those that mean it in one of them only (a
leading `=` is the whole code, `A00-A09` a row of categories), `icd9` operations, `snomed`, `rxnorm`, `atc`; `en` words
that must stand by themselves, `zh` words found anywhere, `not` words that rule the concept out where they stand and
`nowhere` words that rule it out from anywhere (`concept_words.py`). `acute` concepts are not meant by "history of …".
Codes speak first; words are heard where no code is known, and always for concepts with `words_too`. `old_by_words`
names the concept of which "old …" outweighs a code, `past_as` what the concept then stands for. `instead_of` names the
vaguer concepts that a concept takes the place of.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, TypeVar

from fhir_profiles.codes import Atc, Code, Icd9Procedure, Icd10, Icd10Cm, Icd10Who, RxNorm, Snomed, kind_of
from fhir_profiles.concept_words import Words, folded, is_meant, is_only_past, is_past, words_in
from fhir_profiles.errors import BadTermsError
from fhir_profiles.measure_terms import CodingLike, MeasureTerms, measure_terms
from fhir_profiles.terminology import table

_EXACT: Mapping[str, type[Code]] = {"snomed": Snomed, "rxnorm": RxNorm}
_PREFIXED: Mapping[str, tuple[type[Code], ...]] = {
    "icd": (Icd10Cm, Icd10Who),
    "icd_cm": (Icd10Cm,),
    "icd_who": (Icd10Who,),
    "icd9": (Icd9Procedure,),
    "atc": (Atc,),
}
_SPOKEN = {"en", "zh", "not", "nowhere", "acute", "words_too", "old_by_words", "past_as"}
_FIELDS = {*_EXACT, *_PREFIXED, *_SPOKEN, "instead_of"}
_CATEGORY = 3
_Codings = tuple[tuple[str | None, str | None, str | None], ...]
_Asked = tuple[bool, tuple[str | None, ...], _Codings]
_CM_SEQUELA_LENGTH = 7


def icd_codes(text: str) -> tuple[str, ...]:
    """The normal forms of a code as it was written: no dot, capitals, dagger and asterisk codes apart.

    >>> icd_codes("e11.3†+H36.0*")
    ('E113', 'H360')
    """
    parts = re.split(r"[+\s,;]+", text.upper())
    return tuple(code for part in parts if (code := re.sub(r"[^0-9A-Z]", "", part)))


@dataclass(frozen=True, slots=True)
class ConceptTerms:
    """Codes and words of one kind of concept. Coding systems are keyed by their type's key, or a site's address."""

    exact: Mapping[str, Mapping[str, frozenset[str]]]
    prefixes: Mapping[str, Mapping[str, frozenset[str]]]
    words: tuple[Words, ...]
    instead_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    coded: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict, compare=False)
    said: dict[tuple[str, bool, bool], frozenset[str]] = field(default_factory=dict, compare=False)
    found: dict[_Asked, frozenset[str]] = field(default_factory=dict, compare=False)
    old: tuple[tuple[Words, Words], ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Pairs the concepts whose code an old matter outweighs with the words for that matter."""
        named = {words.concept: words for words in self.words}
        pairs = [(words, named[words.old_by_words]) for words in self.words if words.old_by_words]
        object.__setattr__(self, "old", tuple(pairs))

    def by_coding(self, system: str, code: str) -> frozenset[str]:
        """Every concept that one coding stands for."""
        known = self.coded.get((system, code))
        return known if known is not None else _kept(self.coded, (system, code), self._by_coding(system, code))

    def _by_coding(self, system: str, code: str) -> frozenset[str]:
        kind = kind_of(system)
        if kind is None:
            return self.exact.get(system, {}).get(code, frozenset())
        own = self.exact.get(kind.key, {}).get(code, frozenset())
        prefixes = self.prefixes.get(kind.key)
        return own if prefixes is None else own | self._by_prefix(kind, prefixes, code)

    def _by_prefix(self, kind: type[Code], prefixes: Mapping[str, frozenset[str]], code: str) -> frozenset[str]:
        found: set[str] = set()
        shortest = _CATEGORY if issubclass(kind, Icd10) else 1
        for normal in icd_codes(code):
            for length in range(shortest, len(normal) + 1):
                found |= prefixes.get(normal[:length], frozenset())
            found |= prefixes.get(f"={normal}", frozenset())
            if issubclass(kind, Icd10) and len(normal) == _CM_SEQUELA_LENGTH and normal.endswith("S"):
                found -= {words.concept for words in self.words if words.acute}
        return frozenset(found)

    def find(
        self, codings: Iterable[CodingLike], texts: Iterable[str | None], is_suspected: bool = False
    ) -> frozenset[str]:
        """Every concept that some codings and words stand for; `is_suspected` is what is not settled yet."""
        asked = (is_suspected, tuple(texts), tuple([(one.system, one.code, one.display) for one in codings]))
        known = self.found.get(asked)
        if known is not None:
            return known
        found = self._find(*asked)
        length = sum(len(text or "") for part in (asked[1], *asked[2]) for text in part)
        return found if length > _LONGEST_KEPT else _kept(self.found, asked, found)

    def _find(self, is_suspected: bool, texts: tuple[str | None, ...], codings: _Codings) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        heard = {text for text in texts if text}
        for system, code, display in codings:
            if system and code:
                found |= self.by_coding(system, code)
            if display:
                heard.add(display)
        only_too = bool(found)
        for text in heard:
            found |= self.by_words(text, only_too, is_suspected)
        found = self._without_old(found, heard)
        for concept in found & self.instead_of.keys():
            found -= self.instead_of[concept]
        return found

    def by_words(self, text: str, only_too: bool = False, is_suspected: bool = False) -> frozenset[str]:
        """Every concept that a text names; with `only_too`, those that words may add to a known code."""
        asked = (text, only_too, is_suspected)
        known = self.said.get(asked)
        if known is not None:
            return known
        found = self._by_words(folded(text), *asked[1:])
        return found if len(text) > _LONGEST_KEPT else _kept(self.said, asked, found)

    def _by_words(self, text: str, only_too: bool, is_suspected: bool) -> frozenset[str]:
        heard = [words for words in self.words if words.words_too or not only_too]
        past = frozenset(words.past_as for words in heard if words.past_as and is_past(words, text))
        return past | frozenset(words.concept for words in heard if is_meant(words, text, is_suspected))

    def _without_old(self, found: frozenset[str], heard: Iterable[str]) -> frozenset[str]:
        """The concepts found; those that the words call an old matter stand for what is left of it."""
        for words, named in self.old:
            if words.concept in found and any(is_only_past(named, folded(text)) for text in heard):
                found = found - {words.concept} | ({words.past_as} if words.past_as else frozenset())
        return found


_MOST_KEPT = 4096
_LONGEST_KEPT = 200  # characters; names are shorter, and a longer text is a patient's own and comes only once
_K = TypeVar("_K")


def _kept(cache: dict[_K, frozenset[str]], key: _K, found: frozenset[str]) -> frozenset[str]:
    """Remembers an answer; what is remembered never grows without end."""
    if len(cache) >= _MOST_KEPT:
        cache.clear()
    cache[key] = found
    return found


def _expanded(entry: str) -> tuple[str, ...]:
    """One prefix, a whole code (`=E11.3`) or a row of categories (`C00-C97`), without dots."""
    row = re.fullmatch(r"([A-Z])(\d\d)-([A-Z])(\d\d)", entry)
    if row is None:
        return (entry.replace(".", ""),)
    letter, first, same, last = row.groups()
    if letter != same:
        raise BadTermsError(f"{entry!r}: a row of categories stays within one letter.")
    return tuple(f"{letter}{number:02d}" for number in range(int(first), int(last) + 1))


def concept_terms_of(sheet: Mapping[str, Mapping[str, Any]], where: str) -> ConceptTerms:
    """The terms of one table. Raises BadTermsError on an unknown field or a malformed code."""
    exact: dict[str, dict[str, frozenset[str]]] = {}
    prefixes: dict[str, dict[str, frozenset[str]]] = {}
    for concept, raw in sheet.items():
        if unknown := set(raw) - _FIELDS:
            raise BadTermsError(f"{where}, {concept}: unknown field {sorted(unknown)[0]!r}.")
        for name, kind in _EXACT.items():
            for code in raw.get(name, ()):
                _add(exact, kind.key, kind(code).code, concept)
        for name, kinds in _PREFIXED.items():
            for prefix in (part for entry in raw.get(name, ()) for part in _expanded(entry)):
                for kind in kinds:
                    _add(prefixes, kind.key, "=" * prefix.startswith("=") + kind(prefix.lstrip("=")).code, concept)
    words = tuple(words_in(concept, raw) for concept, raw in sheet.items())
    instead_of = {concept: frozenset(raw["instead_of"]) for concept, raw in sheet.items() if "instead_of" in raw}
    return ConceptTerms(exact, prefixes, words, instead_of)


def _add(where: dict[str, dict[str, frozenset[str]]], key: str, code: str, concept: str) -> None:
    codes = where.setdefault(key, {})
    codes[code] = codes.get(code, frozenset()) | {concept}


@cache
def concept_terms(name: str) -> ConceptTerms:
    """The terms of a table of `terminology/`: conditions, procedures, orders, allergens or drugs."""
    return concept_terms_of(table(name), f"terminology/{name}.toml")


def with_codes(terms: ConceptTerms, codes: Mapping[tuple[str, str], str]) -> ConceptTerms:
    """The same terms with a site's own codes added: (system, code) to concept."""
    exact = {system: dict(known) for system, known in terms.exact.items()}
    for (system, code), concept in codes.items():
        kind = kind_of(system)
        _add(exact, kind.key if kind else system, code, concept)
    return replace(terms, exact=exact, coded={}, said={}, found={})


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything by which a record's codes and words are understood; `problems` is what was understood so far."""

    measures: MeasureTerms
    conditions: ConceptTerms
    drugs: ConceptTerms
    allergens: ConceptTerms
    procedures: ConceptTerms
    orders: ConceptTerms
    qualifiers: ConceptTerms
    problems: dict[Hashable, object] = field(init=False, default_factory=dict, compare=False)


@lru_cache(maxsize=1)
def standard_terms() -> Terms:
    """The terms that every site shares."""
    kinds = ("conditions", "drugs", "allergens", "procedures", "orders", "qualifiers")
    return Terms(measure_terms(), *(concept_terms(kind) for kind in kinds))
