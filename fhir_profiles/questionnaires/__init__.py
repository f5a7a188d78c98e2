"""Questionnaires that this project offers, as FHIR R4 resources in both languages."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

FALL_RISK = "fall-risk-nine-domains"


@cache
def questionnaire(name: str) -> dict[str, Any]:
    """One Questionnaire by its id. FileNotFoundError if there is none."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8"))
    return found
