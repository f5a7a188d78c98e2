"""What one order that is being written says: its words and codes, its foods, its amounts, how long it is to last."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fhir_profiles.codes import Atc, Loinc, kind_of
from fhir_profiles.concept_terms import ConceptTerms, Terms, concept_terms
from fhir_profiles.reading.care import DRINK_LEVELS, FOOD_LEVELS
from fhir_profiles.reading.draft import MAX_LABEL, MAX_TEXT, codings_of, label_of, words_of
from fhir_profiles.reading.draft_words import (
    days_in,
    days_of,
    energy_in_words,
    grams_in_words,
    parted,
    protein_in_words,
    protein_of,
    vitamin_d_in_words,
    vitamin_d_of,
)
from fhir_profiles.reading.drafts_wire import Drafted
from fhir_profiles.reading.moments import moment
from fhir_profiles.reading.wire import Coding, Concept
from fhir_profiles.terminology import table
from rules.drafts import Range


@dataclass(frozen=True, slots=True)
class Heard:
    """Codings and words of a draft, without what it says to leave out (`left_out`).

    `cut` says that there were more words than are searched.
    """

    codings: list[Coding]
    texts: tuple[str, ...]
    left_out: tuple[str, ...]
    cut: bool

    @classmethod
    def of(cls, concepts: list[Concept], more: tuple[str, ...]) -> Heard:
        """What is heard of some concepts and further texts, each no longer than is searched."""
        codings = [coding for concept in concepts for coding in codings_of(concept)]
        named = [concept.text for concept in concepts] + [coding.display for coding in codings] + [*more]
        said = [text for text in named if text]
        pairs = [parted(text[:MAX_TEXT]) for text in said]
        bare = [Coding((c.system or "")[:MAX_LABEL], (c.code or "")[:MAX_LABEL]) for c in codings]
        cut = any(len(text) > MAX_TEXT for text in said)
        return cls(bare, tuple(text for text, _ in pairs), tuple(text for _, text in pairs if text), cut)


@cache
def draft_terms() -> ConceptTerms:
    """What only drafts are heard for."""
    return concept_terms("drafts")


def is_drug(drafted: Drafted) -> bool:
    """Is it a prescription?"""
    return drafted.resourceType == "MedicationRequest"


def texts_of(drafted: Drafted) -> tuple[str, ...]:
    """What a draft says in words of its own, besides what is ordered."""
    diet, formula = drafted.oralDiet, drafted.enteralFormula
    found = [diet.instruction if diet is not None else None]
    found += [text for item in drafted.supplement or () for text in (item.productName, item.instruction)]
    if formula is not None:
        found += [formula.baseFormulaProductName, formula.administrationInstruction]
    return tuple(text for text in found if text)


def levels_of(terms: Terms, drafted: Drafted) -> frozenset[str]:
    """The IDDSI levels that stand as bare numbers in the place for food or for drinks."""
    diet = drafted.oralDiet
    if diet is None:
        return frozenset()
    food = _ordered_by(terms, [item.modifier for item in diet.texture or ()]) & FOOD_LEVELS
    drink = _ordered_by(terms, [*(diet.fluidConsistencyType or ())]) & DRINK_LEVELS
    named = (("food_level_", food), ("drink_level_", drink))
    return frozenset(kind + level.removeprefix("iddsi_") for kind, levels in named for level in levels)


def _ordered_by(terms: Terms, concepts: list[Concept | None]) -> frozenset[str]:
    said = [concept for concept in concepts if concept is not None]
    codings = [coding for concept in said for coding in codings_of(concept)]
    return terms.orders.find(codings, tuple(text[:MAX_TEXT] for concept in said if (text := words_of(concept))))


def routes_of(drafted: Drafted) -> tuple[str, ...]:
    """How a drug is to be given, in words; what a dosage says besides is not heard."""
    steps = drafted.dosageInstruction or ()
    said = (text for step in steps for text in (step.text, words_of(step.route)))
    return tuple(text[:MAX_TEXT] for text in said if text)


def is_known(heard: Heard) -> bool:
    """Does it say in words what it is, or in a system in which every code of ours is known by its place?"""
    return any(heard.texts) or any(
        coding.code and kind_of(coding.system or "") in (Atc, Loinc) for coding in heard.codings
    )


def measures_of(terms: Terms, drafted: Drafted) -> frozenset[str]:
    """The measure that a draft asks for, by its fact name."""
    concept = drafted.code
    found = terms.measures.find(concept.coding, concept.text) if concept is not None else None
    return frozenset() if found is None else frozenset({found.name})


def name_of(concepts: list[Concept], drafted: Drafted) -> str:
    """What a reader calls the draft."""
    named = next((name for name in map(label_of, concepts) if name), "")
    return named or words_of(*concepts)[:MAX_LABEL] or next(iter(texts_of(drafted)), "")[:MAX_LABEL]


def excluded_foods(allergens: ConceptTerms, drafted: Drafted, heard: Heard) -> frozenset[str]:
    """The food groups that a draft says to leave out."""
    concepts = drafted.excludeFoodModifier or []
    codings = [coding for concept in concepts for coding in codings_of(concept)]
    named = [text[:MAX_TEXT] for concept in concepts if (text := words_of(concept))]
    return allergens.find(codings, (*named, *map(_without_denial, heard.left_out)))


def _without_denial(text: str) -> str:
    """The foods of a text like "without egg", "milk-free" or 不含牛奶, so that the denial does not strike them."""
    raw = table("draft_amounts")["free_of"]
    for word in (*(f"{word} " for word in raw["before_en"]), *(f"-{word}" for word in raw["after"]), *raw["before_zh"]):
        text = text.replace(word, " ")
    return text


def protein_in(drafted: Drafted) -> tuple[Range | None, Range | None]:
    """Protein of a whole day, in grams and per kilogram; that of a supplement is a part of it and is left aside."""
    diet, formula = drafted.oralDiet, drafted.enteralFormula
    grams, per_kg = protein_of((diet.nutrient or []) if diet is not None else [])
    texts: list[str] = [] if is_drug(drafted) else [words_of(drafted.code)]
    if diet is not None:
        texts += [words_of(*(diet.type or ())), diet.instruction or ""]
    if formula is not None:
        texts.append(formula.administrationInstruction or "")
    heard = [text[:MAX_TEXT] for text in texts]
    per_kg = per_kg or next((found for text in heard if (found := protein_in_words(text))), None)
    if grams is None and per_kg is None:
        grams = next((found for text in heard if (found := grams_in_words(text))), None)
    return grams, per_kg


def energy_in(drafted: Drafted) -> Range | None:
    """Energy of a whole diet in kcal a day, where its words say so; that of a supplement is left aside."""
    diet = drafted.oralDiet
    texts = () if diet is None else (words_of(*(diet.type or ())), diet.instruction or "")
    return next((found for text in texts if (found := energy_in_words(text[:MAX_TEXT]))), None)


def vitamin_d_in(drafted: Drafted, heard: Heard) -> float | None:
    """The largest single dose of a vitamin D order in international units, by its words or its quantities."""
    steps = drafted.dosageInstruction or ()
    said = (*heard.texts, *(step.text[:MAX_TEXT] for step in steps if step.text))
    doses = [vitamin_d_of(dose.doseQuantity) for step in steps for dose in step.doseAndRate or ()]
    found = [dose for dose in (*doses, *map(vitamin_d_in_words, said)) if dose is not None]
    return max(found, default=None)


def days_for(drafted: Drafted) -> float | None:
    """How long it is to last: the steps of a dosage one after the other, or what is dispensed for."""
    steps = [dosage.timing.repeat if dosage.timing is not None else None for dosage in drafted.dosageInstruction or ()]
    lengths = [days_in(step) for step in steps]
    if lengths and None not in lengths:
        return sum(length for length in lengths if length is not None)
    if drafted.dispenseRequest is not None and drafted.dispenseRequest.expectedSupplyDuration is not None:
        return days_of(drafted.dispenseRequest.expectedSupplyDuration)
    timing, diet = drafted.occurrenceTiming, drafted.oralDiet
    repeats = [timing.repeat] if timing is not None else [item.repeat for item in (diet.schedule or () if diet else ())]
    known = [days for repeat in repeats if (days := days_in(repeat)) is not None]
    if known:
        return max(known)
    period = drafted.occurrencePeriod
    begun, over = (moment(text) if text else None for text in (period.start, period.end)) if period else (None, None)
    return float((over.on - begun.on).days) if begun is not None and over is not None else None
