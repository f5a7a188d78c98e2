"""The nutrition card: protein, energy, meals, supplement, what to mind; or why there is no plan."""

from __future__ import annotations

from math import floor

from cds_service.cards import nutrition_more, withheld
from cds_service.cards.drafts import nutrition_suggestion
from cds_service.cards.findings import action_of, finding_text, noticed, places
from cds_service.cards.request import CardRequest
from cds_service.cards.shared import capital, footer, ledger, partial, plan_sources
from cds_service.cards.signing import banner
from cds_service.cards.unused import for_plan
from cds_service.cards.views import CardView, NutritionBody, TargetRow, fitted
from cds_service.cards.words import Words, number
from fhir_profiles.writing import NutritionText
from rules.assessment import Assessment, NutritionPlan, Severity, Supplement, WeightBasis, Withheld
from rules.facts import Fact
from rules.nutrition.malnutrition import nearest_bmi_limit

OPTIONS = ("option_accept", "option_refer", "option_nothing")
_BMI = "bmi_kg_per_m2"
_PRINTED_KCAL = 10  # how energy is printed; not a clinical number
# The values that decide the row and the grams.
COUNTED = (
    "weight_kg",
    "dry_weight_kg",
    "height_cm",
    "bmi_kg_per_m2",
    "egfr_ml_per_min",
    "uacr_mg_per_g",
    "mna_sf",
    "potassium_mmol_per_l",
    "phosphate_mmol_per_l",
)


def card(assessment: Assessment, asked: CardRequest, _others: tuple[str, ...], w: Words) -> CardView | None:
    """The nutrition card, or none where nothing was prescribed or withheld."""
    plan = assessment.nutrition
    if plan is None:
        return None
    if isinstance(plan, Withheld):
        return withheld.card("nutrition", plan, assessment, w)
    amounts, more = _targets(plan, w), nutrition_more.rows(plan, w)
    draft = _draft_text(assessment, plan, [*amounts, *nutrition_more.drafted(plan, more)], w)
    return CardView(
        kind="nutrition",
        summary=_summary(plan, w),
        indicator="info",
        reference=plan.sources[0] if plan.sources else "project",
        body=_body(assessment, plan, [*amounts, *more], asked, w),
        suggestions=(nutrition_suggestion(assessment, plan, draft, asked, w),),
    )


def _body(
    assessment: Assessment, plan: NutritionPlan, told: list[tuple[str, str]], asked: CardRequest, w: Words
) -> NutritionBody:
    counted, found = _facts(assessment), noticed("nutrition", assessment)
    return NutritionBody(
        headline=_headline(plan, w),
        message=_message(plan, w),
        banner=banner(plan, assessment, asked, w),
        partial=partial(assessment, w),
        rows=tuple([TargetRow(w.say(f"heading.{name}"), text) for name, text in told if text]),
        avoid=w.listed(w.each("avoid", plan.avoid)),
        also=(
            *nutrition_more.exercise(plan, assessment, w),
            *w.each("also", plan.also),
            *w.each("note", plan.notes),
        ),
        with_drugs=_with_drugs(plan, w),
        asks=w.each("ask", plan.asks),
        refer=w.each("refer", plan.refer),
        noticed=tuple(finding_text(finding, w) for finding in found),
        more=nutrition_more.beside(plan, w),
        unused=for_plan("nutrition", assessment, w),
        options=tuple(w.say(f"nutrition_card.{name}") for name in OPTIONS),
        ledger=(*ledger(counted, w, _limits(assessment)), *places(found, assessment, w, told=counted)),
        evidence=plan_sources(plan.sources, plan.grade, w),
        limits=w.say("nutrition_card.limits"),
        footer=footer(assessment, w),
    )


def _with_drugs(plan: NutritionPlan, w: Words) -> tuple[str, ...]:
    return tuple(w.say(f"pair.{name}") for name in plan.with_drugs)


def _facts(assessment: Assessment) -> tuple[Fact, ...]:
    found = (assessment.facts.get(name) for name in COUNTED)
    return tuple(fact for fact in found if fact is not None)


def _limits(assessment: Assessment) -> dict[str, float]:
    """The limits that a printed value must not seem to stand on: 19.98 is below 20."""
    index = assessment.facts.value(_BMI)
    return {} if index is None else {_BMI: nearest_bmi_limit(index)}


def _headline(plan: NutritionPlan, w: Words) -> str:
    grams = plan.protein_g_per_day
    kcal = plan.energy_kcal_per_day
    return w.say(
        "nutrition_card.headline",
        per_kg=w.span(*plan.protein_g_per_kg_per_day),
        grams=w.say("nutrition_card.grams", grams=w.span(*grams)) if grams else "",
        energy=w.say("nutrition_card.energy", kcal=_rounded(kcal, w)) if kcal else "",
    )


def _message(plan: NutritionPlan, w: Words) -> str:
    said = [w.say("nutrition_card.message", row=_why(plan, w))]
    if plan.protein_g_per_day is None:
        said.append(w.say("nutrition_card.no_grams", weight=w.say(f"weight.{plan.weight.kind}")))
    return w.paragraph(said)


def _why(plan: NutritionPlan, w: Words) -> str:
    """The row's own words; where it offers several conditions, those that this person meets."""
    meaning = f"row.{plan.row}"
    if not plan.because or not w.knows(meaning):
        return w.say(plan.rule)
    because = capital(w.listed(w.clinical("because", name) for name in plan.because))
    return w.say("nutrition_card.row", because=because, row=w.say(meaning))


def _summary(plan: NutritionPlan, w: Words) -> str:
    grams, kcal = plan.protein_g_per_day, plan.energy_kcal_per_day
    per_kg = w.span(*plan.protein_g_per_kg_per_day)
    energy = w.say("summary.nutrition_energy", kcal=_rounded(kcal, w)) if kcal else ""
    if grams is None:
        return fitted(w.say("summary.nutrition", per_kg=per_kg), energy, glue=w.say("glue.clause"))
    base = w.say("summary.nutrition_grams", per_kg=per_kg, grams=w.span(*grams))
    return fitted(base, energy, glue=w.say("glue.clause"))


def _targets(plan: NutritionPlan, w: Words) -> list[tuple[str, str]]:
    protein = [
        w.say("nutrition_card.per_kg", span=w.span(*plan.protein_g_per_kg_per_day)),
        w.say("nutrition_card.per_day", span=w.span(*plan.protein_g_per_day)) if plan.protein_g_per_day else "",
        w.say("nutrition_card.ceiling", value=number(plan.ceiling_g_per_kg_per_day, "g/kg")),
    ]
    energy = [
        w.say("nutrition_card.energy_per_kg", span=w.span(*plan.energy_kcal_per_kg_per_day))
        if plan.energy_kcal_per_kg_per_day
        else "",
        w.say("nutrition_card.energy_per_day", span=_rounded(plan.energy_kcal_per_day, w))
        if plan.energy_kcal_per_day
        else "",
    ]
    return [
        ("protein", w.clauses(text for text in protein if text)),
        ("per_meal", _per_meal(plan, w)),
        ("energy", w.clauses(text for text in energy if text)),
        ("weight", weight_words(plan.weight, w)),
        ("supplement", _supplement(plan, w)),
    ]


def _per_meal(plan: NutritionPlan, w: Words) -> str:
    if plan.protein_g_per_meal is None:
        return ""
    low, high = (floor(grams) for grams in plan.protein_g_per_meal)
    said = [w.say("nutrition_card.per_meal", span=w.span(low, high), meals=plan.meals_per_day)]
    if plan.leucine_g_per_meal is not None:
        said.append(w.say("nutrition_more.leucine", span=w.span(*plan.leucine_g_per_meal)))
    return w.clauses(said)


def _rounded(kcal: tuple[int, int], w: Words) -> str:
    """Kilocalories as they are spoken of: in tens. The plan itself keeps the exact product."""
    low, high = (_PRINTED_KCAL * round(value / _PRINTED_KCAL) for value in kcal)
    return w.span(low, high)


def weight_words(basis: WeightBasis, w: Words) -> str:
    """The body weight that doses are counted on."""
    kind = w.say(f"weight.{basis.kind}")
    if basis.kg is None:
        return w.say("nutrition_card.weight_missing", kind=kind)
    kg = number(round(basis.kg, 1))
    if basis.actual_kg is None or round(basis.actual_kg, 1) == round(basis.kg, 1):
        return w.say("nutrition_card.weight_kg", kind=kind, kg=kg)
    return w.say("nutrition_card.weight_from", kind=kind, kg=kg, actual=number(basis.actual_kg))


def _supplement(plan: NutritionPlan, w: Words) -> str:
    if plan.supplement is not None:
        return w.clauses([_supplement_words(plan.supplement, w), *_conditions(plan.supplement, w)])
    if not plan.no_supplement_because:
        return w.say("nutrition_card.no_supplement_plain")
    reasons = w.clauses(w.clause(text) for text in w.each("no_supplement", plan.no_supplement_because))
    return w.say("nutrition_card.no_supplement", reasons=reasons)


def _supplement_words(given: Supplement, w: Words) -> str:
    return w.say(
        "nutrition_card.supplement",
        name=w.clinical("supplement", given.id),
        energy=number(given.energy_kcal_per_day),
        protein=number(given.protein_g_per_day),
        weeks=given.weeks,
    )


def _conditions(given: Supplement, w: Words) -> list[str]:
    return [w.clause(text) for text in w.each("supplement_condition", given.conditions)]


def _draft_text(assessment: Assessment, plan: NutritionPlan, told: list[tuple[str, str]], w: Words) -> NutritionText:
    per_kg, weight = w.span(*plan.protein_g_per_kg_per_day), weight_words(plan.weight, w)
    grams = plan.protein_g_per_day
    title = (
        w.say("draft.nutrition_grams", per_kg=per_kg, grams=w.span(*grams), weight=weight)
        if grams
        else w.say("draft.nutrition", per_kg=per_kg, weight=weight)
    )
    lines = [f"{w.say(f'heading.{name}')}{w.say('glue.colon')}{text}" for name, text in told if text]
    given = plan.supplement
    return NutritionText(
        title=title,
        protein=w.say("draft.protein"),
        instruction=w.paragraph([*_minded_first(assessment, w), *lines, *_beside(assessment, plan, w)]),
        avoid=(*w.each("avoid", plan.avoid), *w.each("food_limit", plan.limits)),
        supplement=w.clinical("supplement", given.id) if given else "",
        supplement_instruction=_supplement_instruction(given, plan, w) if given else "",
        diets=w.each("diet", plan.diets),
        food_texture=nutrition_more.food_texture(plan.texture, w),
        drink_texture=nutrition_more.drink_texture(plan.texture, w),
    )


def _minded_first(assessment: Assessment, w: Words) -> tuple[str, ...]:
    """The findings that change the plan, as the order says them: in our own words, without what the record calls it."""
    found = (item for item in noticed("nutrition", assessment) if item.severity is Severity.MODIFY)
    return tuple(w.plain(text) for item in found for text in (w.say(item.id), action_of(item, w)) if text)


def _beside(assessment: Assessment, plan: NutritionPlan, w: Words) -> tuple[str, ...]:
    """What goes with the amounts in the order: training, what to mind, drugs with food."""
    told = (*nutrition_more.exercise(plan, assessment, w), *w.each("also", plan.also), *w.each("note", plan.notes))
    return (*told, *_with_drugs(plan, w))


def _supplement_instruction(given: Supplement, plan: NutritionPlan, w: Words) -> str:
    amount = w.clauses([_supplement_words(given, w), *_conditions(given, w)])
    return w.paragraph([amount, *_with_drugs(plan, w)])
