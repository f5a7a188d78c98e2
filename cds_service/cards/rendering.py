"""Bodies through their templates: compiled once for each language, with that language's headings put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from cds_service.cards.views import (
    Body,
    ExerciseBody,
    MeasureBody,
    MomentBody,
    NutritionBody,
    OrderBody,
    SafetyBody,
    StageBody,
    StandingBody,
    WithheldBody,
)
from cds_service.locale import phrase

TEMPLATES: Mapping[type[Any], str] = {
    StageBody: "stage",
    MeasureBody: "measure",
    ExerciseBody: "exercise",
    NutritionBody: "nutrition",
    WithheldBody: "withheld",
    SafetyBody: "safety",
    StandingBody: "standing",
    MomentBody: "moment",
    OrderBody: "order",
}
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in TEMPLATES}
_HEADING = re.compile(r"\[\[([a-z0-9_.]+)]]")


def markdown(body: Body, language: str) -> str:
    """The body as Markdown; a name that the template does not know is an error."""
    template = compiled(TEMPLATES[type(body)], language)
    values = {name: getattr(body, name) for name in _FIELDS[type(body)]}
    # What `render` does, without copying Jinja's own globals, which no template here uses.
    return "".join(template.root_render_func(template.new_context(values, shared=True))).strip() + "\n"


@cache
def compiled(name: str, language: str) -> Template:
    """One template in one language."""
    return _environment().from_string(source(name, language))


def source(name: str, language: str) -> str:
    """A template's text with the headings of a language in place of `[[id]]`."""
    text = files("cds_service.cards").joinpath(f"templates/{name}.md.jinja").read_text("utf-8")
    return _HEADING.sub(lambda found: phrase(language, found[1]), text)


@cache
def _environment() -> Environment:
    # Markdown, not HTML: text out of a record is escaped where the views are made (markdown.py).
    return Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701
