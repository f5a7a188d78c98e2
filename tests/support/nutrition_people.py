"""Random people for the nutrition properties: anything that the rules look at, on both sides of every limit."""

from __future__ import annotations

from hypothesis import strategies as st

from rules.answers import Answer
from rules.context import Site
from tests.support.nutrition import (
    PARTS,
    Person,
    all_signed,
    allergy,
    condition,
    drug,
    order,
    person,
    procedure,
    series,
    stay,
)

STAGES = (
    "not_assessable",
    "no_sarcopenia",
    "at_risk",
    "possible_sarcopenia",
    "probable_sarcopenia",
    "sarcopenia",
    "severe_sarcopenia",
    "low_mass_only",
    "low_function_normal_mass",
    "low_strength_normal_mass",
)
COMMON = (
    "ckd_4",
    "ckd_5",
    "chronic_kidney_disease",
    "cirrhosis",
    "ascites",
    "malnutrition",
    "cachexia",
    "pneumonia",
    "copd_exacerbation",
    "pressure_ulcer",
    "hip_fracture",
    "copd",
    "cancer",
    "heart_failure",
    "oedema",
    "diabetes",
    "dementia",
    "stroke",
    "dysphagia",
    "vegetarian",
    "lactose_intolerance",
    "alcohol_misuse",
    "vegan",
    "gout",
    "frailty",
    "osteoporosis",
    "sarcoidosis",
    "ckd_1_to_3",
    "atrial_fibrillation",
)
RARE = (
    "palliative_care",
    "phenylketonuria",
    "urea_cycle_disorder",
    "no_oral_intake",
    "kidney_transplant",
    "acute_kidney_injury",
    "dialysis_status",
    "end_stage_renal_disease",
)
DRUGS = (
    "insulin",
    "loop_diuretic",
    "warfarin",
    "levodopa",
    "levothyroxine",
    "raas_blocker",
    "sglt2_inhibitor",
    "mra",
    "mao_inhibitor",
    "vitamin_d",
)
ALLERGENS = ("milk", "egg", "soy", "fish", "shellfish", "nut", "lactose")
DAYS_AGO = st.one_of(st.none(), st.sampled_from((0, 5, 10, 30, 60, 92, 93, 365, 366, 900)))


def _near(*limits: float, low: float, high: float) -> st.SearchStrategy[float]:
    """Values at, just below and just above each limit, and anywhere between low and high."""
    edges = [value for limit in limits for value in (limit - 0.1, limit, limit + 0.1)]
    return st.one_of(st.sampled_from(edges), st.floats(low, high).map(lambda number: round(number, 1)))


EGFR = _near(15, 30, 60, low=3, high=110)


@st.composite
def people(draw: st.DrawFn, *, rare: bool = True, readable: bool = False) -> Person:
    """A random person; without `rare` hardly anything stops the plan, and `readable` leaves nothing unread."""
    names = draw(st.lists(st.sampled_from(COMMON), max_size=4, unique=True))
    if rare:
        names += draw(st.lists(st.sampled_from(RARE), max_size=1))
    code = draw(st.sampled_from(("", "N18.6")))
    items: list[object] = [condition(name, ago=draw(DAYS_AGO), code=code) for name in names]
    items += [drug(name) for name in draw(st.lists(st.sampled_from(DRUGS), max_size=2, unique=True))]
    items += [allergy(name) for name in draw(st.lists(st.sampled_from(ALLERGENS), max_size=2, unique=True))]
    items += draw(st.sampled_from(([], [], [], [procedure("dialysis", ago=2)], [procedure("dialysis", ago=40)])))
    items += draw(st.sampled_from(([], [], [procedure("swallow_screen", ago=0)])))
    items += draw(st.sampled_from(([], [], [stay()])))
    items += draw(st.sampled_from(([], [], [], [order("modified_texture")], [order("oral_supplement")])))
    values = {
        name: draw(value)
        for name, value in {
            "uacr_mg_per_g": _near(300, low=1, high=900),
            "mna_sf": st.integers(0, 14).map(float),
            "dry_weight_kg": st.floats(35, 110).map(lambda number: round(number, 1)),
            "weight_loss_percent_6_months": _near(5, 10, 15, low=-5, high=22),
            "potassium_mmol_per_l": _near(3.5, 5.6, low=2.8, high=6.5),
            "phosphate_mmol_per_l": _near(0.8, low=0.5, high=2.0),
            "magnesium_mmol_per_l": _near(0.7, low=0.5, high=1.2),
            "eat10": st.integers(0, 6).map(float),
            "vitamin_d_nmol_per_l": _near(24.96, 49.92, 74.88, 249.6, low=8, high=300),
            "calcium_mmol_per_l": _near(2.6, low=1.8, high=3.0),
            "albumin_g_per_l": st.floats(20, 50).map(lambda number: round(number, 1)),
            "sodium_mmol_per_l": _near(130, low=118, high=145),
            "sppb": st.integers(0, 12).map(float),
            "energy_intake_kcal_per_day": st.floats(300, 2500),
            "cystatin_c_mg_per_l": st.just(1.0),
        }.items()
        if draw(st.integers(0, 2)) == 0
    }
    someone = person(
        *items,  # type: ignore[arg-type]
        sex=draw(st.sampled_from(("male", "female"))),
        age=draw(st.integers(50, 100)),
        height_cm=draw(st.one_of(st.none(), st.integers(140, 195).map(float))),
        weight_kg=draw(st.one_of(st.none(), st.floats(30, 160).map(lambda number: round(number, 1)))),
        stage=draw(st.sampled_from(STAGES)),
        low_mass=draw(st.sampled_from(Answer)),
        egfr=draw(st.one_of(st.none(), EGFR)),
        egfr_ago=draw(st.sampled_from((0, 0, 92, 93, 365, 366))),
        earlier={
            "creatinine_umol_per_l": series(
                "creatinine_umol_per_l", (40, 100), (1, draw(st.sampled_from((100, 150, 151))))
            )
        }
        if rare
        else None,
        **values,
    )
    if readable:
        return someone
    return someone.unread(*draw(st.lists(st.sampled_from(PARTS), max_size=1)))


SITES = st.sampled_from((Site(), Site(asian=False), Site(production=True, signed_rules=all_signed())))
