"""Text out of a record or of a signature stays text on a sheet, whatever it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.pages import SHEETS, NoSheetError, Printing, sheet
from rules.assessment import Assessment, ExercisePlan
from rules.catalogue import records
from rules.context import Association, Context, Signature, Site
from tests.support.assessments import asked, exercise_plan, nutrition_plan, random_assessments
from tests.support.records import condition, drug, person
from tests.support.sheets import NOW, changed, elements, printing, readable

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "[click](https://evil.example)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
)
SAFE = {"html", "head", "body", "meta", "title", "style", "main", "header", "section", "article", "footer", "nav"}
SAFE |= {
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "li",
    "div",
    "span",
    "strong",
    "dl",
    "dt",
    "dd",
    "a",
    "figure",
    "figcaption",
}
SAFE |= {"table", "thead", "tbody", "tfoot", "tr", "th", "td"}
SAFE |= {"svg", "g", "path", "text", "desc", "circle", "clippath", "use"}


def hostile_parts(html: str) -> set[str]:
    """What no sheet of ours holds: other elements, handlers, addresses that are not publications."""
    found = {tag for tag, _ in elements(html) if tag not in SAFE}
    found |= {name for _, attributes in elements(html) for name in attributes if name.startswith("on")}
    return found | {str(one.get("href")) for _, one in elements(html) if "evil" in str(one.get("href"))}


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_name_of_a_problem_or_drug_stays_text(kind: str, attack: str) -> None:
    source = printing(
        replace(condition("knee_osteoarthritis", days=400), label=attack),
        replace(drug("warfarin", days=30), label=attack),
        replace(condition("osteoporosis", days=400), label=attack),
    )
    html = sheet(kind, source)
    assert hostile_parts(html) == set()
    assert "<script" not in html
    if kind == "plan":
        assert attack[:7].strip() in readable(html)


def test_the_plan_shows_a_hostile_name_as_it_is_written() -> None:
    name = "Gonarthrosis <script>"
    source = printing(replace(condition("knee_osteoarthritis", days=400), label=name))
    assert name in readable(sheet("plan", source))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_signature_stays_text(attack: str) -> None:
    signature = Signature("exercise.programme_d", "d", attack, attack, date(2026, 10, 1), attack)
    training = exercise_plan(signed=True, signed_rules=(signature.rule,))
    plans = {"exercise": training, "nutrition": nutrition_plan(signed=True), "signatures": (signature,)}
    source = printing(sppb=11)
    html = sheet("plan", changed(source, **plans))
    assert hostile_parts(html) == set()
    assert readable(html).count("1 rules signed by") == 1


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_source_of_a_sites_own_association_stays_text(attack: str) -> None:
    own = Association("risk.osteoarthritis", "odds_ratio", 1.4, 1.1, 1.8, 900, attack, attack)
    source = printing(condition("knee_osteoarthritis", days=400), site=Site(associations=(own,)))
    assert hostile_parts(sheet("plan", source)) == set()


@given(random_assessments(), st.sampled_from(["en", "zh-CN"]))
@settings(max_examples=60, deadline=None)
def test_any_assessment_is_printed_safely_or_not_at_all(assessment: Assessment, language: str) -> None:
    source = Printing(_of_training(assessment), person().record, Context(NOW), asked(language))
    for kind in SHEETS:
        assert hostile_parts(printed(kind, source)) == set()


def _of_training(assessment: Assessment) -> Assessment:
    """The assessment without changes of food in its plan of training: such a plan is never made."""
    plan = assessment.exercise
    if not isinstance(plan, ExercisePlan):
        return assessment
    kept = tuple(name for name in plan.changes if f"change.{name}" in records("exercise/"))
    return replace(assessment, exercise=replace(plan, changes=kept))


def printed(kind: str, source: Printing) -> str:
    """The sheet, or why there is none."""
    try:
        return sheet(kind, source)
    except NoSheetError as error:
        return error.told(source.asked.language)
