"""Every sentence of the safety table (`sentences.csv`), from a FHIR bundle through the assessment to the cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from cds_service.cards import answer
from fhir_profiles.writing.exercise import EXERCISE_THERAPY
from rules.assessment import Assessment, ExercisePlan, Finding, NutritionPlan, Safety, Severity, State, Withheld
from rules.catalogue import words
from rules.context import Site
from rules.exercise.programme import tags
from tests.support.assessments import LANGUAGES, asked
from tests.support.safety_sentences import Sentence, assessed, sentences

ALL = sentences()
TRAPS = ("T19", "T20", "T21", "T28", "T29", "T33", "T34")
STOPS = [row for row in ALL if "exercise stop" in row.expected]
every_sentence = pytest.mark.parametrize("row", ALL, ids=[row.name for row in ALL])
every_stop = pytest.mark.parametrize("row", STOPS, ids=[row.name for row in STOPS])


def safety_of(result: Assessment) -> Safety:
    assert result.safety is not None
    return result.safety


def findings(result: Assessment) -> dict[str, Finding]:
    return {finding.id: finding for finding in safety_of(result).findings}


def training(result: Assessment) -> ExercisePlan:
    assert isinstance(result.exercise, ExercisePlan)
    return result.exercise


def used_in(plan: ExercisePlan) -> list[str]:
    """Every movement, balance task and walk of a plan, by the id of its record."""
    moves = [movement.id for phase in plan.phases for movement in phase.movements]
    return [*moves, *(f"balance.{name}" for name in plan.balance), *(f"aerobic.{name}" for name in plan.aerobic)]


def loads(result: Assessment) -> list[float]:
    found = (phase.load_percent_1rm for phase in training(result).phases)
    return [load[1] for load in found if load is not None]


def check_eating(result: Assessment, text: str) -> None:
    plan = result.nutrition
    assert isinstance(plan, NutritionPlan), plan
    field, how, *rest = text.split(" ", 2)
    value = getattr(plan, field)
    wanted = rest[0] if rest else ""
    met = {
        "is": lambda: value == wanted,
        "has": lambda: wanted in value,
        "lacks": lambda: wanted not in value,
        "none": lambda: value is None,
        "some": lambda: bool(value),
        "at_least": lambda: min(value) >= float(wanted),
        "at_most": lambda: max(value) <= float(wanted),
    }[how]
    assert met(), (field, value, wanted)


def check_held(result: Assessment, nutrient: str) -> None:
    plan = result.nutrition
    assert isinstance(plan, NutritionPlan)
    assert [item.held_because for item in plan.nutrients if item.id == nutrient] != [()]


def check_settled(result: Assessment, step: str) -> None:
    assert isinstance(result.nutrition, Withheld)
    assert step in result.nutrition.clear_first


def check_says(_: Assessment, text: str) -> None:
    phrase, _, said = text.partition(" ")
    assert said.casefold() in words()[phrase]["en"].casefold()


def check_card(result: Assessment, kind: str) -> None:
    first = answer(result, asked("en")).cards[0]
    assert kind in first["summary"].casefold()


def check_daily(result: Assessment, text: str) -> None:
    plan = result.nutrition
    assert isinstance(plan, NutritionPlan)
    assert plan.vitamin_d is not None
    assert plan.vitamin_d.iu_per_day[1] < float(text.split()[-1])


def check_load(result: Assessment, text: str) -> None:
    limit = float(text.split()[-1])
    met = [load < limit if text.startswith("below") else load <= limit for load in loads(result)]
    assert met
    assert all(met)


def no(result: Assessment, text: str) -> None:
    what, _, name = text.partition(" ")
    if what == "plan":
        assert isinstance(result.exercise, Withheld)
        assert result.exercise.reasons
    elif what == "menu":
        assert isinstance(result.nutrition, Withheld)
    else:
        assert what == "session"
        assert name not in training(result).stop_in_session


def check_state(result: Assessment, domain: str, state: str) -> None:
    assert getattr(safety_of(result), domain) is State(state)


def check_stage(result: Assessment, stage: str) -> None:
    assert result.staging is not None
    assert result.staging.stage == stage


def check_tag(result: Assessment, text: str) -> None:
    tag = text.removeprefix("tag ")
    assert [name for name in used_in(training(result)) if tag in tags(name)] == []


def check_change(result: Assessment, domain: str, change: str, asked_for: bool = True) -> None:
    assert (change in safety_of(result).changes(domain)) is asked_for


def check_found(result: Assessment, finding: str, there: bool = True) -> None:
    assert (finding in findings(result)) is there, sorted(findings(result))


def check_first(result: Assessment, finding: str) -> None:
    assert safety_of(result).findings[0].id == finding


def check_level(result: Assessment, text: str) -> None:
    assert training(result).level <= text.split()[-1]


def check_plan(result: Assessment, _: str) -> None:
    assert training(result).level


def check_effort(result: Assessment, text: str) -> None:
    scale, highest = text.split()
    efforts = [phase.effort for phase in training(result).phases if phase.effort is not None]
    assert efforts
    assert all(effort.scale == scale and effort.high <= float(highest) for effort in efforts)


def check_note(result: Assessment, name: str) -> None:
    assert name in training(result).notes


def check_session(result: Assessment, name: str) -> None:
    assert name in training(result).stop_in_session


CHECKS: Mapping[str, Callable[[Assessment, str], None]] = {
    "exercise": lambda result, text: check_state(result, "exercise", text),
    "nutrition": lambda result, text: check_state(result, "nutrition", text),
    "stage": check_stage,
    "plan": check_plan,
    "no": no,
    "finds": check_found,
    "misses": lambda result, text: check_found(result, text, there=False),
    "first": check_first,
    "change": lambda result, text: check_change(result, "exercise", text),
    "unchanged": lambda result, text: check_change(result, "exercise", text, asked_for=False),
    "change-food": lambda result, text: check_change(result, "nutrition", text),
    "load": check_load,
    "level": check_level,
    "without": check_tag,
    "session": check_session,
    "effort": check_effort,
    "note": check_note,
    "says": check_says,
    "eat": check_eating,
    "held": check_held,
    "settled": check_settled,
    "daily": check_daily,
    "card": check_card,
}


@every_sentence
def test_a_sentence_of_the_safety_table_holds(row: Sentence) -> None:
    result = assessed(row.given)
    for statement in row.expected:
        kind, _, text = statement.partition(" ")
        CHECKS[kind](result, text)


def test_every_row_of_the_table_has_its_sentences() -> None:
    rows = {row.row for row in ALL}
    assert rows == {"P", *(f"K{number:02}" for number in range(1, 26)), "3.6", "3.7", "3.8", *TRAPS}
    assert all(row.expected for row in ALL)


def drafted(result: Assessment) -> list[str]:
    """The codes of the services that the cards offer to order."""
    suggestions = [one for card in answer(result, asked("en")).cards for one in card.get("suggestions", ())]
    resources = [action["resource"] for one in suggestions for action in one["actions"]]
    orders = [resource for resource in resources if resource["resourceType"] == "ServiceRequest"]
    return [coding["code"] for order in orders for coding in order["code"].get("coding", ())]


def test_a_person_who_may_train_is_offered_an_order_for_exercise() -> None:
    assert EXERCISE_THERAPY in drafted(assessed(()))


@every_stop
def test_a_stop_leads_the_cards_and_leaves_no_exercise_draft(row: Sentence) -> None:
    result = assessed(row.given)
    first = answer(result, asked("en")).cards[0]
    leading = safety_of(result).of("exercise", Severity.STOP)[0]
    assert first["indicator"] == (
        "info" if any("K25" in item.id for item in safety_of(result).findings) else "critical"
    )
    assert words()[leading.id]["en"].split(" (")[0][:30] in first["detail"] or first["indicator"] == "info"
    assert EXERCISE_THERAPY not in drafted(result)


SITES = (
    Site(production=True),
    Site(production=True, signed_rules=frozenset({"exercise.programme_c"})),
    Site(asian=False),
)


@every_stop
def test_no_setting_signature_or_region_hides_a_stop(row: Sentence) -> None:
    plain = {finding.id for finding in safety_of(assessed(row.given)).of("exercise", Severity.STOP)}
    for site in SITES:
        there = {finding.id for finding in safety_of(assessed(row.given, site)).of("exercise", Severity.STOP)}
        assert there == plain


@pytest.mark.parametrize("language", LANGUAGES)
@every_stop
def test_the_cards_of_a_stop_say_that_ordered_walking_and_physiotherapy_go_on(row: Sentence, language: str) -> None:
    text = "\n".join(card["detail"] for card in answer(assessed(row.given), asked(language)).cards)
    wanted = {"en": ("physiotherap", "alking"), "zh-CN": ("物理治疗", "步行")}[language]
    assert all(word in text for word in wanted)


def test_several_rows_are_all_named_on_the_card_the_strictest_first() -> None:
    given = ("icd I50.9 [NYHA IV]", "icd I50.0 [NYHA II] @400", "icd E11.9", "icd I10")
    detail = answer(assessed(given), asked("en")).cards[0]["detail"]
    named = [words()[name]["en"] for name in ("K02.nyha_4", "diabetes.present", "contradiction.heart_class")]
    places = [detail.find(text) for text in named]
    assert -1 not in places
    assert places == sorted(places)
    assert words()["K04.hypertension"]["en"] not in detail


def test_a_card_of_comfort_names_nothing_else() -> None:
    detail = answer(assessed(("icd Z51.5", "icd E11.9")), asked("en")).cards[0]["detail"]
    assert "Also found" not in detail


@every_stop
def test_no_override_quiet_period_or_limit_of_cards_hides_a_stop(row: Sentence) -> None:
    result = assessed(row.given)
    plain = answer(result, asked("en")).cards[0]
    kinds = frozenset({"safety", "stage", "exercise", "nutrition", "measure", "standing"})
    quiet = answer(result, asked("en", quiet=kinds, max_cards=1)).cards[0]
    assert (quiet["summary"], quiet["indicator"]) == (plain["summary"], plain["indicator"])
