"""Prints sheets through their templates: escaping is always on, and a name that is not defined is an error."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import fields
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cds_service.pages.frame import style
from cds_service.pages.views import PatientSheet, PlanSheet

TEMPLATES: dict[type[Any], str] = {PlanSheet: "plan.html.jinja", PatientSheet: "patient_sheet.html.jinja"}

# Nothing but the style that stands inside the page, known by its hash.
CONTENT_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@cache
def environment() -> Environment:
    """The one template environment."""
    return Environment(
        loader=PackageLoader("cds_service.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def page(view: PlanSheet | PatientSheet) -> str:
    """A sheet as one HTML document that needs nothing else: no script, no address that is fetched."""
    template = environment().get_template(TEMPLATES[type(view)])
    return template.render({field.name: getattr(view, field.name) for field in fields(view)})
