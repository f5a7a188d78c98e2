"""What is published of each factor, against a table written from the publications; and what is never used."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rules.answers import Answer
from rules.catalogue import record, records, references
from rules.risk.factor import Effect, Kind, Strength
from rules.risk.rule import Factor, Published, factors
from rules.risk.standing import _strength
from tests.support.records import Thing, condition, drug, measured, person
from tests.support.risk import all_of, found, known

TABLE = Path(__file__).parents[3] / "spec" / "risk" / "published.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


def _row(factor: Factor, one: Published) -> dict[str, str]:
    effect = one.effect
    numbers = {name: getattr(effect, name) for name in ("value", "low", "high")}
    return {
        "factor": factor.id,
        "measure": str(effect.measure),
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
        "unit": effect.unit,
        "source": effect.source,
        "grade": effect.grade,
        "sex": one.sex,
        "only_with": " ".join(sorted(one.only_with)),
        "about": effect.about,
    }


def _same(row: dict[str, str]) -> dict[str, str]:
    return {name: str(float(cell)) if name in ("value", "low", "high") and cell else cell for name, cell in row.items()}


def test_every_published_number_is_the_one_of_the_table_and_none_is_missing() -> None:
    ours = [_row(factor, one) for factor in factors() for one in factor.published]
    order = sorted(row["factor"] for row in ROWS)
    assert sorted(row["factor"] for row in ours) == order
    for name in dict.fromkeys(order):
        assert [_same(row) for row in ours if row["factor"] == name] == [
            _same(row) for row in ROWS if row["factor"] == name
        ]


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return [str(value)]


def test_the_misprinted_interval_of_smoking_stands_nowhere() -> None:
    for factor in factors():
        for one in factor.published:
            assert (one.effect.low, one.effect.high) != (1.10, 1.21)
    told = known(person(condition("tobacco_use")))["risk.smoking"]
    assert (told.answer, told.effects) == (Answer.MET, ())
    assert "misprinted_figure" in told.notes
    assert "gao2021" not in told.sources
    for rule in records("risk/").values():
        assert "1.21" not in _texts(dict(rule.values))


def test_the_study_that_prints_one_odds_ratio_for_four_factors_is_cited_nowhere() -> None:
    assert not [one for one in references().values() if "s13098-021-00707-7" in one.url or one.title.startswith("Ai Y")]
    for factor in factors():
        for one in factor.published:
            assert (one.effect.low, one.effect.high) != (1.05, 2.47)


def test_what_is_not_used_is_said_in_the_catalogue() -> None:
    assert record("risk.not_used").values["figures"] == ["smoking_in_gao2021", "every_factor_in_ai2021", "testosterone"]
    assert not [factor for factor in factors() if "testosterone" in factor.id]


def test_no_score_is_made_of_the_factors() -> None:
    told = all_of(person(condition("diabetes", "osteoporosis", "depression")))
    assert not [name for one in told for name in dir(one) if "score" in name or "total" in name or "sum" in name]


def test_each_number_is_named_for_what_it_is() -> None:
    told = known(person(condition("copd", "chronic_kidney_disease", "diabetes"), haemoglobin_g_per_l=90))
    kinds = {
        name: told[name].effects[0].measure for name in ("risk.diabetes", "risk.chronic_kidney_disease", "risk.age")
    }
    assert kinds == {
        "risk.diabetes": Kind.ODDS_RATIO,
        "risk.chronic_kidney_disease": Kind.PREVALENCE_PERCENT,
        "risk.age": Kind.ODDS_RATIO_PER_YEAR,
    }
    assert told["risk.anaemia"].effects[1].measure is Kind.MEAN_DIFFERENCE


def test_an_effect_of_one_sex_is_shown_to_that_sex() -> None:
    for sex, value in (("male", 2.37), ("female", 2.03)):
        effects = known(person(sex=sex, albumin_g_per_l=35))["risk.low_albumin"].effects
        assert [one.value for one in effects] == [value]


@pytest.mark.parametrize(
    ("factor", "things", "other", "value"),
    [
        ("risk.respiratory_disease", (condition("copd"),), (condition("chronic_lung_disease"),), 21.6),
        ("risk.heart_disease", (condition("heart_failure"),), (condition("coronary_disease"),), 34.0),
        ("risk.smoking", (condition("tobacco_use"), condition("copd")), (condition("tobacco_use"),), 1.859),
        ("risk.age", (condition("diabetes"),), (), 1.1),
        (
            "risk.inflammation",
            (condition("diabetes"), measured("crp_mg_per_l", 9)),
            (measured("crp_mg_per_l", 9),),
            1.33,
        ),
    ],
)
def test_an_effect_among_people_with_a_disease_is_shown_to_them_only(
    factor: str, things: tuple[Thing, ...], other: tuple[Thing, ...], value: float
) -> None:
    assert value in [one.value for one in known(person(*things))[factor].effects]
    assert value not in [one.value for one in known(person(*other))[factor].effects]


# ── ranking ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ratio(value: float, low: float | None, high: float | None, about: str = "") -> Effect:
    return Effect(Kind.ODDS_RATIO, "gao2021", "verified", value, low, high, about=about)


PLAIN = next(factor for factor in factors() if factor.id == "risk.weight_loss")


@pytest.mark.parametrize(
    ("effects", "strength"),
    [
        ([_ratio(1.99, 1.5, 3.0)], Strength.MODERATE),
        ([_ratio(2.00, 1.5, 3.0)], Strength.STRONG),
        ([_ratio(2.01, 1.5, 3.0)], Strength.STRONG),
        ([_ratio(1.49, 1.2, 3.0)], Strength.WEAK),
        ([_ratio(1.50, 1.2, 3.0)], Strength.MODERATE),
        ([_ratio(1.51, 1.2, 3.0)], Strength.MODERATE),
        ([_ratio(2.50, None, None)], Strength.MODERATE),
        ([_ratio(1.20, None, None)], Strength.WEAK),
        ([_ratio(2.50, 1.0, 9.0)], Strength.WEAK),
        ([_ratio(2.50, 1.01, 9.0)], Strength.STRONG),
        ([_ratio(3.32, 1.86, 5.93), _ratio(1.2, 1.02, 1.41)], Strength.WEAK),
        ([_ratio(2.00, 1.5, 3.0), _ratio(1.1, 1.0, 1.2, about="elsewhere")], Strength.STRONG),
        ([], Strength.STRONG),
    ],
)
def test_the_odds_ratio_nearest_to_one_and_its_interval_give_the_strength(
    effects: list[Effect], strength: Strength
) -> None:
    assert PLAIN.rank_as is Strength.STRONG
    assert _strength(PLAIN, tuple(effects))[0] is strength


def test_modifiable_comes_before_not_modifiable_and_strong_before_weak() -> None:
    who = person(
        condition("osteoarthritis"),
        condition("dementia"),
        condition("cancer"),
        condition("depression"),
        condition("poor_appetite"),
        drug("glucocorticoid"),
        drug("metformin"),
        bmi_kg_per_m2=17,
        mna_sf=8,
    )
    assert found(who) == (
        "risk.underweight",
        "risk.malnutrition",
        "risk.drug.glucocorticoid",
        "risk.poor_appetite",
        "risk.depression",
        "risk.osteoarthritis",
        "risk.cancer",
        "risk.age",
        "risk.cognitive_impairment",
        "risk.drug.possible_benefit",
    )


RANKS = {
    "strong": {
        "risk.age", "risk.immobility", "risk.hospital_stay", "risk.operation", "risk.underweight", "risk.malnutrition",
        "risk.weight_loss", "risk.low_intake", "risk.sarcopenic_obesity", "risk.osteoporosis", "risk.cancer",
        "risk.chronic_kidney_disease", "risk.dialysis", "risk.liver_disease", "risk.neurological_disease",
        "risk.cachexia", "risk.hyperthyroidism", "risk.other_endocrine_disease", "risk.myositis", "risk.myasthenia",
        "risk.motor_neurone_disease", "risk.stroke", "risk.myelopathy", "risk.hypokalaemia", "risk.osteomalacia",
        "risk.low_albumin", "risk.drug.glucocorticoid", "risk.drug.cancer_therapy", "risk.drug.weight_lowering",
    },
    "moderate": {
        "risk.without_partner", "risk.smoking", "risk.inactivity", "risk.functional_decline", "risk.long_sleep",
        "risk.poor_appetite", "risk.malabsorption", "risk.cognitive_impairment", "risk.diabetes_hba1c",
        "risk.diabetes_nephropathy", "risk.inflammatory_disease", "risk.hypothyroidism", "risk.polypharmacy",
        "risk.drug.sedating",
    },
}  # fmt: skip
NOT_MODIFIABLE = {
    "risk.age", "risk.male_sex", "risk.without_partner", "risk.living_alone", "risk.cognitive_impairment",
    "risk.diabetes_duration", "risk.dialysis", "risk.cancer", "risk.liver_disease", "risk.neurological_disease",
    "risk.motor_neurone_disease", "risk.stroke", "risk.low_albumin", "risk.inflammation", "risk.igf1",
    "risk.drug.cancer_therapy", "risk.drug.statin",
}  # fmt: skip


def test_strength_and_what_can_be_changed_are_as_we_judge_them() -> None:
    told = all_of(person())
    for strength, names in RANKS.items():
        assert {one.id for one in told if str(one.strength) == strength} == names
    assert {one.id for one in told if not one.modifiable} == NOT_MODIFIABLE


# ── production ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_from_memory_is_shown_in_production_only_under_a_signature() -> None:
    from rules.context import Site

    name = "risk.drug.weight_lowering"
    for site, numbers in (
        (Site(), 1),
        (Site(production=True), 0),
        (Site(production=True, signed_rules=frozenset({name})), 1),
    ):
        told = known(person(drug("glp1_agonist"), site=site))[name]
        assert told.answer is Answer.MET
        assert len(told.effects) == numbers
        assert ("number_awaits_signature" in told.notes) is (numbers == 0)


def test_a_checked_number_needs_no_signature() -> None:
    from rules.context import Site

    told = known(person(condition("immobility"), site=Site(production=True)))["risk.immobility"]
    assert [one.source for one in told.effects] == ["immobility2020"]
