"""What both sheets share: whose and of which day, headings, the banner with the signatures, the last line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from cds_service.cards.shared import footer
from cds_service.cards.signing import named
from cds_service.cards.words import Words, words
from cds_service.pages.printing import Printing
from cds_service.pages.text import plain, plain_lines
from cds_service.pages.views import Banner, Frame
from rules.assessment import ExercisePlan, NutritionPlan
from rules.context import Signature

_HEADINGS = ("heading.", "sheet.")


def frame(source: Printing, title: str, last_line: str) -> Frame:
    """The frame of a sheet: age and sex are all that is said of the person."""
    w, assessment = source.words, source.assessment
    return Frame(
        language=w.language,
        title=w.say(f"sheet.{title}"),
        who=_person(source),
        day=w.day(assessment.as_of),
        words=headings(w.language),
        style=style(),
        footer=last_line,
    )


def clinical_footer(source: Printing) -> str:
    """For whom, for what not, of which day and rule set."""
    return plain(footer(source.assessment, source.words))


@cache
def headings(language: str) -> Mapping[str, str]:
    """The headings of cards and sheets by their short ids."""
    table = words(language).table
    return {
        name.removeprefix(kind): text for kind in _HEADINGS for name, text in table.items() if name.startswith(kind)
    }


@cache
def style() -> Markup:
    """The style of the sheets, to stand inside the page; it is ours, so it is not escaped."""
    return Markup(files("cds_service.pages").joinpath("templates", "sheet.css").read_text("utf-8"))  # noqa: S704


def _person(source: Printing) -> str:
    w, person = source.words, source.assessment.patient
    sex = w.say(f"sex.{person.sex}")
    return sex if person.age_years is None else w.say("report.person", sex=sex, age=person.age_years)


# ── signatures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def banner(source: Printing) -> Banner:
    """A draft, as long as one of the plans holds a dose that is not signed or no longer valid; else the signatures."""
    w, plans = source.words, _plans(source)
    old = [w.say("banner.not_valid", rules=named(plan.not_valid, w)) for _, plan in plans if plan.not_valid]
    unsigned = [plan for _, plan in plans if not plan.signed]
    if unsigned or old or not plans:
        grades = dict.fromkeys(w.say(f"grade.{plan.grade}") for plan in unsigned)
        lines = [w.say("sheet_banner.unsigned", grades=w.listed(grades))] if unsigned else []
        return Banner(False, w.say("sheet_banner.draft"), plain_lines((*lines, *old)))
    return Banner(True, w.say("sheet_banner.signed"), tuple(_signed(source, w)))


def _plans(source: Printing) -> list[tuple[str, ExercisePlan | NutritionPlan]]:
    known = (("exercise", source.assessment.exercise), ("nutrition", source.assessment.nutrition))
    return [(kind, plan) for kind, plan in known if isinstance(plan, ExercisePlan | NutritionPlan)]


def _signed(source: Printing, w: Words) -> Iterator[str]:
    """Who signed how many of the rules that each plan rests on, and when."""
    for kind, plan in _plans(source):
        given = (one for one in source.assessment.signatures if one.rule in plan.signed_rules)
        for (who, day, rule_set), count in sorted(Counter(map(_by, given)).items()):
            values = {"plan": w.say(f"card.{kind}"), "who": who, "day": day, "count": count, "rule_set": rule_set}
            yield w.say("sheet_banner.signature", **values)


def _by(one: Signature) -> tuple[str, str, str]:
    return one.given_by, one.given_on.isoformat(), one.rule_set
