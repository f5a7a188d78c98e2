"""What both sheets share: whose and of which day, headings, the banner with the signatures, the last line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from cds_service.cards.shared import footer
from cds_service.cards.words import Words, words
from cds_service.pages.printing import Printing
from cds_service.pages.text import plain
from cds_service.pages.views import Banner, Frame
from rules.assessment import ExercisePlan, NutritionPlan
from rules.catalogue import records
from rules.context import Signature

_HEADINGS = ("heading.", "sheet.")
_CHAPTERS = ("exercise", "nutrition")


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
    """A draft, as long as one of the plans holds a dose that nobody of the site has signed; else the signatures."""
    w, assessment = source.words, source.assessment
    plans = [item for item in (assessment.exercise, assessment.nutrition) if isinstance(item, _PLANS)]
    unsigned = [item for item in plans if not item.signed]
    if unsigned or not plans:
        grades = dict.fromkeys(w.say(f"grade.{item.grade}") for item in unsigned)
        lines = [w.say("sheet_banner.unsigned", grades=w.listed(grades))] if unsigned else []
        return Banner(False, w.say("sheet_banner.draft"), tuple(lines))
    return Banner(True, w.say("sheet_banner.signed"), tuple(_signed(source, w)))


_PLANS = (ExercisePlan, NutritionPlan)


def _signed(source: Printing, w: Words) -> Iterator[str]:
    """Who signed how many of the dosing rules of each chapter, and when."""
    for chapter in _CHAPTERS:
        if isinstance(getattr(source.assessment, chapter), _PLANS):
            counted = Counter(map(_by, _of_chapter(source.context.site.signatures, chapter)))
            for (who, day, rule_set), count in sorted(counted.items()):
                named = {"plan": w.say(f"card.{chapter}"), "who": who, "day": day, "count": count, "rule_set": rule_set}
                yield w.say("sheet_banner.signature", **named)


def _of_chapter(given: tuple[Signature, ...], chapter: str) -> list[Signature]:
    dosing = {name for name, rule in records(f"{chapter}/").items() if rule.needs_signature}
    return [one for one in given if one.rule in dosing]


def _by(one: Signature) -> tuple[str, str, str]:
    return one.given_by, one.given_on.isoformat(), one.rule_set
