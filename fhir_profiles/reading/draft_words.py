"""What the words of an order that is being written say of foods left out, amounts of protein and lengths of time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from fhir_profiles.concept_words import folded
from fhir_profiles.reading.drafts_wire import Nutrient, Repeat
from fhir_profiles.reading.moments import moment
from fhir_profiles.reading.wire import Quantity
from fhir_profiles.terminology import table
from rules.drafts import Range

_NUMBER = r"(\d{1,4}(?:\.\d+)?)"


@cache
def _raw(name: str) -> Any:
    return table("draft_amounts")[name]


def parted(text: str) -> tuple[str, str]:
    """A text without what it says to leave out, and that part of it.

    >>> parted("Milk-free soy drink, without egg")
    ('  soy drink,  ', 'milk-free without egg')
    """
    plain = folded(text)
    left_out = " ".join(found[0].strip() for found in _free_of().finditer(plain))
    return _free_of().sub(" ", plain) if left_out else text, left_out


@cache
def _free_of() -> re.Pattern[str]:
    """A food that is named as left out: "milk-free", "without egg or nuts", 不含牛奶、鸡蛋."""
    raw, foods = _raw("free_of"), table("allergens").values()
    latin, chinese = (_foods(word for food in foods for word in food.get(kind, ())) for kind in ("en", "zh"))
    after = rf"(?<![a-z])(?:{latin})[ -](?:{'|'.join(raw['after'])})(?![a-z])"
    before = rf"(?<![a-z])(?:{'|'.join(raw['before_en'])}) (?:{latin})(?:(?:, ?| and | or )(?:{latin}))*(?![a-z])"
    without = rf"(?:{'|'.join(raw['before_zh'])})(?:{chinese})(?:[、,和及或](?:{chinese}))*"
    return re.compile(rf"{after}|{before}|{without}")


def _foods(words: Iterable[str]) -> str:
    """Names of foods as alternatives, the longest first."""
    return "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True))


def protein_in_words(text: str) -> Range | None:
    """Protein in g/kg a day, where a text says it: "protein 1.2-1.5 g/kg", 蛋白质1.2g/kg."""
    found = _per_kg().search(folded(text))
    if found is None:
        return None
    low = float(found[1])
    return low, float(found[2] or low)


def grams_in_words(text: str) -> Range | None:
    """Protein in grams a day, where a text says so: "protein 80-100 g/day", 每日蛋白质60克; not a part of a day's.

    >>> grams_in_words("Protein 100 g/day"), grams_in_words("30 g protein per meal"), grams_in_words("protein 1.2 g/kg")
    ((100.0, 100.0), None, None)
    """
    plain = folded(text)
    if any(word in plain for word in _raw("protein")["of_a_part"]):
        return None
    found = next((hit for pattern in _grams() if (hit := pattern.search(plain))), None)
    if found is None:
        return None
    low = float(found[1])
    return low, float(found[2] or low)


def energy_in_words(text: str) -> Range | None:
    """Energy in kcal a day, where a text says so: "800 kcal", 1200-1500千卡/天; not of a part, nor per kilogram."""
    plain, raw = folded(text), _raw("energy")
    if any(word in plain for word in (*_raw("protein")["of_a_part"], *raw["of_a_part"])):
        return None
    marks = "|".join(map(re.escape, _raw("protein")["range_marks"]))
    units = "|".join(map(re.escape, raw["units"]))
    found = re.search(
        rf"{_NUMBER}(?:\s*(?:{marks})\s*{_NUMBER})?\s*(?:{units})(?!\s*(?:/|per|每)\s*(?:kg|公斤|千克))", plain
    )
    if found is None:
        return None
    low = float(found[1])
    return low, float(found[2] or low)


def vitamin_d_in_words(text: str) -> float | None:
    """The largest dose of vitamin D that a text names, in international units: "300,000 IU once", 30万单位.

    >>> [vitamin_d_in_words(text) for text in ("Colecalciferol 300 000 IU once", "维生素D 30万单位", "D3")]
    [300000.0, 300000.0, None]
    """
    raw = _raw("vitamin_d")
    units, per = ("|".join(map(re.escape, raw[name])) for name in ("words", "per"))
    many = re.escape(raw["ten_thousand"])
    pattern = (
        rf"(?<![\d.,])(\d{{1,3}}(?:[, ]\d{{3}})+|\d+(?:\.\d+)?)\s*({many})?\s*(?:{units})(?![a-z])(?!\s*(?:{per}))"
    )
    found = re.findall(pattern, folded(text))
    doses = [float(re.sub("[, ]", "", number)) * (10_000 if times else 1) for number, times in found]
    return max(doses, default=None)


def vitamin_d_of(quantity: Quantity | None) -> float | None:
    """A quantity of vitamin D in international units; None where its unit is not known."""
    if quantity is None or quantity.value is None:
        return None
    worth = _raw("vitamin_d")["iu_in"]
    factor = worth.get(quantity.code or "") or worth.get(quantity.unit or "")
    return None if factor is None else quantity.value * factor


@cache
def _grams() -> tuple[re.Pattern[str], ...]:
    """The word before the amount, and the amount before the word."""
    raw = _raw("protein")
    words, units = "|".join(raw["words"]), "|".join(map(re.escape, raw["gram_words"]))
    marks = "|".join(map(re.escape, raw["range_marks"]))
    days = "|".join(map(re.escape, raw["day_words"]))
    unit = rf"(?:{units})(?:\s*(?:/|per|a|每)\s*(?:{days}))?(?![a-z])(?!\s*(?:/|per|每))"
    amount = rf"{_NUMBER}(?:\s*(?:{units})?\s*(?:{marks})\s*{_NUMBER})?\s*{unit}"
    after = rf"(?:{words})[^0-9]{{0,{raw['room']}}}{amount}"
    before = rf"{amount}\s*(?:of |的)?(?:{words})"
    return re.compile(after), re.compile(before)


@cache
def _per_kg() -> re.Pattern[str]:
    raw = _raw("protein")
    words, units = "|".join(raw["words"]), "|".join(map(re.escape, raw["per_kg_words"]))
    marks = "|".join(map(re.escape, raw["range_marks"]))
    return re.compile(rf"(?:{words})[^0-9]{{0,{raw['room']}}}{_NUMBER}(?:\s*(?:{marks})\s*{_NUMBER})?\s*(?:{units})")


def protein_of(nutrients: list[Nutrient]) -> tuple[Range | None, Range | None]:
    """The protein that a diet names as a nutrient: grams a day, and grams per kilogram a day."""
    raw = _raw("protein")
    for nutrient in nutrients:
        concept, amount = nutrient.modifier, nutrient.amount
        if concept is None or amount is None or amount.value is None:
            continue
        codings = concept.coding or ()
        names = folded(" ".join(filter(None, (concept.text, *(item.display for item in codings)))))
        if any(word in names for word in raw["words"]) or any(item.code in raw["snomed"] for item in codings):
            units = {amount.code, amount.unit}
            exactly = (amount.value, amount.value)
            if units & set(raw["grams_per_kg_a_day"]):
                return None, exactly
            if units & set(raw["grams_a_day"]):
                return exactly, None
    return None, None


def days_of(quantity: Quantity | None) -> float | None:
    """A length of time in days; None where its unit is not known."""
    if quantity is None or quantity.value is None:
        return None
    units = _raw("days")
    factor = units.get(quantity.code or "") or units.get((quantity.unit or "").casefold())
    return None if factor is None else round(quantity.value * factor, 6)


def days_in(repeat: Repeat | None) -> float | None:
    """How long something is to be repeated, in days; None where no end is stated."""
    if repeat is None:
        return None
    if repeat.boundsDuration is not None:
        return days_of(repeat.boundsDuration)
    if repeat.boundsRange is not None:
        return days_of(repeat.boundsRange.high)
    period = repeat.boundsPeriod
    start = moment(period.start) if period is not None and period.start else None
    end = moment(period.end) if period is not None and period.end else None
    return float((end.on - start.on).days) if start is not None and end is not None else None
