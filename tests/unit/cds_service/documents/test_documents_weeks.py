"""The weeks of a plan as a reader sees them: in the report in both languages, in the JSON document, on the card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cds_service.cards.doses import doses, movement_groups
from cds_service.cards.words import words
from cds_service.documents.assessment_json import pruned
from cds_service.documents.exercise_json import begun, with_weeks
from cds_service.documents.plain_text import WIDTH, columns
from cds_service.documents.weeks_text import heading, weeks_text
from rules.assessment import ExercisePlan, Withheld
from rules.exercise import prescribe
from rules.follow_up.answer import FollowUp
from tests.support.assessments import assessment
from tests.support.records import Thing, condition, in_hospital, person, staged

START = date(2026, 11, 2)
HEART = condition("heart_failure", says=["nyha_2"])


def plan_of(*things: Thing, **values: float) -> ExercisePlan:
    who = person(*things, **values)
    found = prescribe(who.record, who.facts, staged(), who.safety(), who.context)
    assert not isinstance(found, Withheld)
    return found


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "things", [(), (HEART,), (condition("osteoporosis"),), (in_hospital(),), (condition("myeloma"),)]
)
@pytest.mark.parametrize("sppb", [2, 5, 8, 11])
def test_every_plan_can_be_told_week_by_week_within_the_width(
    language: str, things: tuple[Thing, ...], sppb: int
) -> None:
    plan, w = plan_of(*things, sppb=sppb), words(language)
    lines = weeks_text(plan, START, w).splitlines()
    assert all(columns(line) <= WIDTH + 2 for line in lines)  # a full stop may hang over the edge
    assert START.isoformat() in heading(plan, START, w)
    assert sum(line.lstrip()[:2].strip().isdigit() for line in lines) >= (4 if plan.rule.endswith("walking") else 24)


def test_the_report_tells_days_doses_loads_reviews_and_bands() -> None:
    told = weeks_text(plan_of(sppb=8), START, words("en"))
    assert "1     2026-11-02  Phase 1  1A 4B     1 × 12       40 % of 1RM" in told
    assert "24    2027-04-12  Phase 3  1B 3A 5B  3 × 8        75 % of 1RM" in told
    assert "effort 5–6 on the 0–10 scale; 30–45 min a session; 2–3 min of rest between sets" in told
    assert "- Session A: Rising from a chair, " in told
    assert "- Days 2, 4, 6: Tandem stance" in told
    assert "Week 12, 2027-01-25: After 12 weeks" in told
    assert "- Weeks 4–6: 1–3 × 10–12" in told


def test_sessions_are_listed_again_only_where_they_change() -> None:
    assert weeks_text(plan_of(sppb=8), START, words("en")).count("Session A:") == 1
    assert weeks_text(plan_of(in_hospital(), sppb=8), START, words("en")).count("Session A:") == 1
    assert "Every session: Rising from a chair" in weeks_text(plan_of(in_hospital(), sppb=8), START, words("en"))


def test_walking_is_told_in_minutes_and_has_no_line_for_bands() -> None:
    told = weeks_text(plan_of(HEART, sppb=8), START, words("en"))
    assert "Walking base  1 2 3 4 5  10–20 min" in told
    assert "1 × 1 " not in told
    assert "Weeks 1–4:" not in told


def test_the_document_holds_every_week_with_its_doses() -> None:
    plan = plan_of(sppb=8)
    written = pruned(with_weeks({"level": "C"}, plan, START))
    assert written["level"] == "C"
    assert len(written["weeks"]) == 24
    first = written["weeks"][0]
    assert (first["number"], first["starts"], first["phase"]) == (1, "2026-11-02", "phase_1")
    assert first["sessions"][0]["work"][0] == {
        "movement": "movement.sit_to_stand",
        "sets": 1,
        "repetitions": 12,
        "counted": "repetitions",
        "per_side": False,
        "load_percent_1rm": 40.0,
    }
    assert first["days"][0] == {"number": 1, "on": "2026-11-02", "session": "A"}
    assert [phase["id"] for phase in written["home_bands"]["phases"]] == ["bands_1", "bands_2", "bands_3"]
    assert "home_bands" not in pruned(with_weeks({}, plan_of(sppb=2), START))


def test_what_is_no_plan_stays_as_it_is_in_the_document() -> None:
    assert with_weeks(None, None, START) is None
    assert with_weeks({"withheld": {}}, Withheld(("K05.marfan",)), START) == {"withheld": {}}


def test_the_card_names_what_every_session_holds_and_what_two_take_turns_with() -> None:
    groups = movement_groups(plan_of(sppb=8), words("en"))
    assert [group.title for group in groups] == ["Every session", "Session A", "Session B"]
    ward = movement_groups(plan_of(in_hospital(), sppb=8), words("en"))
    assert [group.title for group in ward][:2] == ["Weeks 1–2", "Weeks 3–24, Every session"]


def test_the_card_prints_no_sets_for_walking() -> None:
    row = doses(plan_of(HEART, sppb=8), words("en"))[0]
    assert (row.sets, row.minutes) == (words("en").say("value.no_value"), "10–20")


def test_the_weeks_begin_with_the_plan_that_is_followed_up_else_with_the_assessment() -> None:
    fresh = assessment()
    assert begun(fresh) == fresh.as_of
    course = FollowUp(started=START, reviews=(), then_months=12)
    assert begun(replace(fresh, follow_up=course)) == START
    assert begun(replace(fresh, follow_up=replace(course, started=None))) == fresh.as_of
