"""How a card writes a value that was sent as a bound, and one that only says yes."""

from __future__ import annotations

from datetime import date

import pytest

from cds_service.cards.findings import finding_line
from cds_service.cards.shared import fact_value
from cds_service.cards.words import words
from rules.bounds import just_beyond
from rules.evidence import Evidence
from rules.facts import Fact, Source
from tests.support.assessments import finding

DAY = date(2026, 6, 1)
PLACE = Source("Observation", "o1")


@pytest.mark.parametrize(("language", "said"), [("en", "Potassium >6 mmol/L"), ("zh-CN", "血钾 >6 mmol/L")])
def test_a_bound_is_written_with_its_direction_and_without_digits_nobody_sent(language: str, said: str) -> None:
    value, bound = just_beyond(6.0, ">")
    evidence = Evidence("potassium_mmol_per_l", PLACE, value, "mmol/L", DAY, bound)
    assert said in finding_line(finding("K12.potassium_high", evidence), words(language))


def test_a_fact_in_use_is_written_with_its_bound() -> None:
    value, bound = just_beyond(15.0, "<")
    fact = Fact("egfr_ml_per_min", value, "mL/min/{1.73_m2}", DAY, PLACE, bound=bound)
    assert fact_value(fact, words("en")).startswith("<15 ")


@pytest.mark.parametrize("name", ["troponin_without_limit", "troponin_over_limit"])
def test_a_value_that_only_says_yes_is_written_without_a_number(name: str) -> None:
    line = finding_line(finding("K01.troponin", Evidence(name, PLACE, 1.0, "1", DAY)), words("en"))
    assert " 1, 2026" not in line
    assert "2026-06-01" in line
