"""The printed plan: safety first, every week with its dose and review, what it rests on, and none where none is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cds_service.pages import NoSheetError, Printing, patient_sheet, plan_sheet, sheet
from cds_service.pages.printing import course
from rules.assessment import ExercisePlan, Severity, Standing
from rules.context import Signature
from rules.exercise import weeks
from rules.exercise.library import cautions
from rules.facts import ReadState
from tests.support.assessments import exercise_plan, nutrition_plan
from tests.support.records import condition, done, in_hospital, measured
from tests.support.sheets import TODAY, changed, practice, printing, printing_of, readable, texts

LANGUAGES = ("en", "zh-CN")
every_language = pytest.mark.parametrize("language", LANGUAGES)
BOTH = (plan_sheet, patient_sheet)


# ── for whom ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("build", BOTH)
@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.ASSESSED])
@every_language
def test_nothing_is_printed_for_a_person_who_is_not_assessed(build: object, standing: Standing, language: str) -> None:
    source = changed(printing(sppb=8, language=language), standing=standing)
    with pytest.raises(NoSheetError) as raised:
        build(source)  # type: ignore[operator]  # one of the two builders
    assert raised.value.told(language)


@pytest.mark.parametrize("build", BOTH)
def test_nothing_is_printed_in_palliative_care(build: object) -> None:
    with pytest.raises(NoSheetError, match="palliative"):
        build(printing(condition("palliative_care"), sppb=8))  # type: ignore[operator]  # one of the two builders


@pytest.mark.parametrize("build", BOTH)
def test_nothing_is_printed_for_the_deceased(build: object) -> None:
    with pytest.raises(NoSheetError, match="deceased"):
        build(practice(16))  # type: ignore[operator]  # one of the two builders


@pytest.mark.parametrize("build", BOTH)
def test_nothing_is_printed_where_no_plan_is_offered(build: object) -> None:
    with pytest.raises(NoSheetError, match="no_sarcopenia"):
        build(practice(6))  # type: ignore[operator]  # one of the two builders
    with pytest.raises(NoSheetError, match="not_staged"):
        build(practice(10))  # type: ignore[operator]  # one of the two builders


@every_language
def test_the_person_is_told_by_age_and_sex_alone(language: str) -> None:
    found = plan_sheet(printing(sppb=8, language=language)).frame
    assert found.who == {"en": "woman, 72 years", "zh-CN": "女，72 岁"}[language]
    assert found.day == TODAY.isoformat()


# ── safety ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_safety_finding_stands_on_the_plan_the_strictest_first() -> None:
    source = printing(condition("hypertension"), condition("knee_osteoarthritis", days=400), sppb=8, systolic_mmhg=190)
    found = plan_sheet(source)
    order = [str(severity) for severity in (Severity.STOP, Severity.UNKNOWN, Severity.MODIFY, Severity.NOTE)]
    severities = [alert.severity for alert in found.alerts]
    assert severities == sorted(severities, key=order.index)
    assert severities[0] == "stop"
    assert source.assessment.safety is not None
    assert {str(one.severity) for one in source.assessment.safety.findings} == set(severities)
    assert "190 mmHg" in found.alerts[0].text
    assert found.no_alerts == ""


def test_where_nothing_was_found_the_plan_says_so() -> None:
    found = plan_sheet(changed(printing(sppb=8), safety=None))
    assert found.alerts == ()
    assert found.no_alerts


@every_language
def test_a_stop_leaves_no_dose_of_training_on_the_plan(language: str) -> None:
    found = plan_sheet(printing(sppb=8, systolic_mmhg=190, language=language))
    assert found.exercise is None
    assert found.no_exercise is not None
    assert found.no_exercise.headline
    assert found.nutrition is not None
    html = sheet("plan", printing(sppb=8, systolic_mmhg=190, language=language))
    assert "1RM" not in html
    assert 'class="weeks"' not in html


def test_what_could_not_be_read_leaves_no_dose_and_says_what_to_clear_first() -> None:
    known = printing(sppb=8).record
    reads = dict(known.reads) | {"Condition": ReadState.UNREAD, "Observation:laboratory": ReadState.UNREAD}
    source = printing_of(replace(known, reads=reads))
    found = plan_sheet(source)
    assert found.exercise is None
    assert found.nutrition is None
    assert {"unknown"} <= {alert.severity for alert in found.alerts}
    assert found.clear_first
    assert patient_sheet(source).no_training
    assert patient_sheet(source).no_eating


def test_what_was_not_read_is_told() -> None:
    source = changed(printing(sppb=8), unread=("Procedure",), unread_reasons={"Procedure": "timed_out"})
    assert "procedures (no answer in time)" in plan_sheet(source).partial
    assert plan_sheet(printing(sppb=8)).partial == ""


# ── the weeks ───────────────────────────────────────────────────────────────────────────────────────────────────────


@every_language
@pytest.mark.parametrize("sppb", [2, 5, 8, 11])
def test_every_week_of_the_plan_stands_on_it_with_days_dose_and_review(sppb: int, language: str) -> None:
    source = printing(sppb=sppb, language=language)
    plan = source.assessment.exercise
    assert isinstance(plan, ExercisePlan)
    expected = weeks(plan, TODAY)
    found = plan_sheet(source).exercise
    assert found is not None
    rows = [row for phase in found.phases for row in phase.weeks]
    assert [row.begins for row in rows] == [week.starts.isoformat() for week in expected if week.starts]
    assert [row.review for row in rows] == [week.review_on.isoformat() if week.review_on else "" for week in expected]
    for row, week in zip(rows, expected, strict=True):
        work = week.sessions[0].work[0]
        assert row.number.startswith(str(week.number))
        assert row.dose == f"{work.sets} × {work.repetitions}"
        assert row.days.split()[0].startswith("1")
        if work.load_percent_1rm is not None:
            assert f"{work.load_percent_1rm:g}" in row.load
    assert len(rows) == 24


def test_each_phase_says_effort_on_its_named_scale_rest_and_tempo() -> None:
    found = plan_sheet(printing(sppb=8)).exercise
    assert found is not None
    assert len(found.phases) == 3
    assert "effort 5–6 on the 0–10 scale" in found.phases[0].how
    assert "2–3 min of rest between sets" in found.phases[0].how
    assert "lift in 2 seconds, lower in 2 seconds" in found.phases[0].how
    assert found.phases[0].title.startswith("Phase 1, weeks 1–8: learn")


def test_all_movements_of_the_plan_are_taught_once_and_those_of_every_day_too() -> None:
    source = printing(condition("osteoporosis", days=400), sppb=11)
    plan = source.assessment.exercise
    assert isinstance(plan, ExercisePlan)
    assert plan.daily
    found = plan_sheet(source).exercise
    assert found is not None
    names = [move.name for session in found.sessions for move in session.moves]
    w = source.words
    asked_for = {item.id for phase in plan.phases for item in phase.movements} | set(plan.daily)
    assert {w.say(f"{name}.name") for name in asked_for} == set(names)


def test_a_caution_stands_beside_its_movement_or_above_where_many_share_it() -> None:
    source = printing(condition("hypertension"), sppb=11)
    found = plan_sheet(source).exercise
    assert found is not None
    plan = source.assessment.exercise
    assert isinstance(plan, ExercisePlan)
    moves = {item.id for phase in plan.phases for item in phase.movements}
    w = source.words
    expected = {w.say(phrase) for name in moves for phrase in cautions(name, source.record)}
    beside = {line for session in found.sessions for move in session.moves for line in move.cautions}
    assert expected
    assert set(found.minded) | beside == expected
    assert set(found.minded) & beside == set()
    assert found.minded


def test_the_ward_comes_before_home_in_the_same_table() -> None:
    found = plan_sheet(printing(in_hospital(), sppb=8)).exercise
    assert found is not None
    assert found.phases[0].title.startswith("Hospital, weeks 1–2")
    titles = [session.title for session in found.sessions]
    assert any("from week 1" in title for title in titles)
    assert any("from week 3" in title for title in titles)


def test_the_access_arm_is_named_where_an_arm_is_trained() -> None:
    found = plan_sheet(practice(5)).exercise
    assert found is not None
    assert "spare_access_arm" in practice(5).assessment.exercise.changes  # type: ignore[union-attr]  # there is a plan
    curl = next(move for session in found.sessions for move in session.moves if move.name == "Biceps curl")
    assert curl.counted == "only the arm without the dialysis access"
    leg = next(move for session in found.sessions for move in session.moves if move.name.startswith("Side leg"))
    assert leg.counted == "each side"


def test_walking_alone_is_printed_as_walking() -> None:
    source = printing(sppb=8)
    walking = replace(exercise_plan(), phases=())
    found = plan_sheet(changed(source, exercise=walking)).exercise
    assert found is not None
    assert found.phases == ()
    assert found.counted_from == ""
    assert found.beside


# ── from which day ──────────────────────────────────────────────────────────────────────────────────────────────────


def started(weeks_ago: int, then: float, now: float, *more: object) -> Printing:
    first = TODAY - timedelta(weeks=weeks_ago)
    return printing(*more, measured("sppb", then, weeks_ago * 7), measured("sppb", now), plan_started=first)  # type: ignore[arg-type]  # records


def test_a_plan_without_a_first_day_begins_today() -> None:
    assert course(printing(sppb=8).assessment).begins == TODAY
    assert course(printing(sppb=8).assessment).week == 1
    found = plan_sheet(printing(sppb=8)).exercise
    assert found is not None
    assert found.counted_from == "Dates as if begun on 2026-11-02."


def test_a_plan_is_gone_on_with_where_function_stood_at_the_same_level() -> None:
    source = started(9, 7, 9)
    found = course(source.assessment)
    assert (found.begins, found.week, found.earlier) == (TODAY - timedelta(weeks=9), 10, None)
    part = plan_sheet(source).exercise
    assert part is not None
    assert "today is in week 10" in part.counted_from
    assert part.phases[0].weeks[0].begins == found.begins.isoformat()


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (started(9, 5, 8), "another level then"),
        (started(9, 8, 8, in_hospital()), "the ward comes first now"),
        (started(9, 8, 8, condition("heart_failure")), "walking comes first now"),
        (printing(sppb=8, plan_started=TODAY - timedelta(weeks=9)), "the level then is not known"),
    ],
)
def test_the_weeks_begin_anew_where_it_is_not_known_to_be_the_same_plan(source: Printing, why: str) -> None:
    found = course(source.assessment)
    assert (found.begins, found.week) == (TODAY, 1), why
    assert found.earlier == TODAY - timedelta(weeks=9)
    part = plan_sheet(source).exercise
    assert part is not None
    assert "begin anew on 2026-11-02" in part.counted_from
    assert found.earlier.isoformat() in part.counted_from


def test_a_plan_that_begins_later_is_counted_from_that_day() -> None:
    assert course(printing(sppb=8, plan_started=TODAY + timedelta(days=7)).assessment).week == 1


# ── nutrition ───────────────────────────────────────────────────────────────────────────────────────────────────────


@every_language
def test_the_sample_day_stands_on_the_plan_with_its_sums_and_exchanges(language: str) -> None:
    found = plan_sheet(practice(1, language)).nutrition
    assert found is not None
    total = sum(float(line.protein) for meal in found.day.meals for line in meal.lines)
    assert found.day.total is not None
    assert round(total, 1) == float(found.day.total.protein)
    assert found.day.exchanges
    assert len(found.columns) == 5
    assert found.day_sources


def test_what_must_not_be_eaten_is_framed_on_the_plan() -> None:
    found = plan_sheet(practice(13)).nutrition
    assert found is not None
    assert found.avoid == "milk and everything made from it"
    assert "Must not contain milk" in readable(sheet("plan", practice(13)))


def test_drug_and_food_lines_stand_once() -> None:
    plan = replace(nutrition_plan(), with_drugs=("levodopa",))
    found = plan_sheet(changed(printing(sppb=8), nutrition=plan)).nutrition
    assert found is not None
    assert len(found.with_drugs) == 1
    assert not set(found.with_drugs) & set(found.day_notes)


def test_a_refeeding_risk_leaves_no_amount_of_food_on_the_plan() -> None:
    found = plan_sheet(practice(14))
    assert found.nutrition is None
    assert found.no_nutrition is not None
    assert "Refeeding" in found.alerts[0].text or "refeeding" in found.alerts[0].text
    assert "kcal" not in readable(sheet("plan", practice(14))).replace("kcal/kg", "")


# ── what it rests on ────────────────────────────────────────────────────────────────────────────────────────────────


@every_language
def test_unsigned_doses_are_a_draft_with_their_grade(language: str) -> None:
    found = plan_sheet(printing(sppb=8, language=language)).banner
    assert not found.signed
    assert found.title == {"en": "Draft, not signed", "zh-CN": "草稿，未签署"}[language]
    assert {"en": "not yet checked", "zh-CN": "尚未核对"}[language] in found.lines[0]


def test_signed_doses_name_who_signed_how_many_rules_and_when() -> None:
    day = date(2026, 10, 1)
    rules = ("exercise.programme_c", "exercise.level", "nutrition.P8", "nutrition.P1")
    given = tuple(Signature(rule, "d", "8abf", "Dr Example", day) for rule in rules)
    training = exercise_plan(signed=True, signed_rules=("exercise.programme_c", "exercise.level"))
    eating = nutrition_plan(signed=True, signed_rules=("nutrition.P8",))
    found = plan_sheet(changed(printing(sppb=8), exercise=training, nutrition=eating, signatures=given)).banner
    assert found.signed
    assert found.lines == (
        "Exercise prescription: 2 rules signed by Dr Example, 2026-10-01 (rule set 8abf)",
        "Nutrition prescription: 1 rules signed by Dr Example, 2026-10-01 (rule set 8abf)",
    )


def test_a_rule_out_of_date_keeps_a_signed_sheet_a_draft() -> None:
    training = exercise_plan(signed=True, not_valid=("exercise.programme_c",))
    source = changed(printing(sppb=8), exercise=training, nutrition=nutrition_plan(signed=True))
    found = plan_sheet(source).banner
    assert not found.signed
    assert "Level C" in found.lines[0]
    assert patient_sheet(source).banner.title == "Draft, not signed"


def test_one_unsigned_plan_makes_the_whole_sheet_a_draft() -> None:
    source = printing(sppb=8)
    half = changed(source, exercise=exercise_plan(signed=True), nutrition=nutrition_plan(signed=False))
    assert not plan_sheet(half).banner.signed
    assert not plan_sheet(printing(sppb=8, systolic_mmhg=190)).banner.signed


@every_language
def test_every_publication_stands_once_with_an_address(language: str) -> None:
    found = plan_sheet(practice(5, language))
    assert len({source.url for source in found.sources}) == len(found.sources)
    assert all(source.url.startswith("https://") and source.text for source in found.sources)
    assert len(found.grades) == 2


def test_follow_up_falls_and_risk_factors_stand_on_the_plan() -> None:
    found = plan_sheet(practice(3))
    assert any("High fall risk" in line for line in found.falls)
    assert any(line.startswith("After 2 weeks") for line in found.follow_up)
    assert any("Falls within 12 months" in line for line in found.risks)


@every_language
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14, 15])
def test_no_mark_of_markdown_is_left_on_a_plan(number: int, language: str) -> None:
    for text in texts(plan_sheet(practice(number, language))):
        assert "**" not in text
        assert "](" not in text
        assert "\\" not in text


def test_the_language_leaves_no_english_on_a_chinese_plan() -> None:
    told = " ".join(texts(plan_sheet(printing(done("hip_fracture_repair", days=90), sppb=8, language="zh-CN"))))
    assert "weeks" not in told
    assert "Weeks" not in told
