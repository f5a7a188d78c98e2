"""Parts of a nutrition plan besides protein and energy, as plain values; their words stand with the rules."""

from __future__ import annotations

from dataclasses import dataclass

from rules.answers import Answer


@dataclass(frozen=True, slots=True)
class VitaminD:
    """A daily amount of vitamin D from all sources, in international units; `weeks` until 25OHD is measured again.

    `band` is the id of the level or age for which the amount stands. It is never a single large dose.
    """

    band: str
    iu_per_day: tuple[float, float]
    weeks: tuple[int, int] | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Nutrient:
    """One more nutrient: the amount used in trials, and `held_because` where it is not for this person.

    `amount` is None where the rule that doses is not signed, or where there is nothing to dose.
    """

    id: str
    amount: tuple[float, float] | None = None
    unit: str = ""
    held_because: tuple[str, ...] = ()
    grade: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Texture:
    """What swallowing allows, by the ordered IDDSI levels: food 3-7, drinks 0-4; None is no ordered change.

    `easy_to_chew` is the subset of level 7. `unclear` says that a texture is ordered in words without a level.
    """

    food_level: int | None = None
    drink_level: int | None = None
    easy_to_chew: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Nourishment:
    """Malnutrition as the record shows it.

    `screen` is the MNA-SF band (normal, at_risk, malnourished, not_screened). `glim` says whether one bodily sign meets
    one cause; `severity` is moderate or severe, or empty where it cannot be told. `screen_items` are the MNA-SF items
    that the record answers, with their points, `screen_asks` those that have to be asked.
    """

    screen: str
    glim: Answer
    severity: str = ""
    signs: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    screen_items: tuple[tuple[str, int], ...] = ()
    screen_asks: tuple[str, ...] = ()
