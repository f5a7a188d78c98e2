"""Every id that the falls chapter can say has words in both languages, and every record its source."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import rules.falls
from cds_service.locale import LANGUAGES, table
from rules.catalogue import BadRecordError, records
from rules.falls import Stratum
from rules.falls.limits import check_bands, limits_of

SOURCE = "".join(path.read_text("utf-8") for path in Path(rules.falls.__file__).parent.glob("*.py"))
ASKS = [*re.findall(r'yield "(\w+)"', SOURCE), "contacts_unread", "how_the_fall_was"]
SERIOUS = re.findall(r'Serious\("(\w+)"', SOURCE)
PLAIN = re.findall(r'Reason\("((?:fall|steadi)\.\w+)"', SOURCE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_has_words(language: str) -> None:
    known = table(language)
    wanted = {f"fall_ask.{name}" for name in ASKS} | {f"fall.{name}" for name in SERIOUS} | set(PLAIN)
    wanted |= {f"{kind}.{stratum}" for kind in ("fall_stratum", "fall_do") for stratum in Stratum}
    wanted |= {"steadi.unsteady", "steadi.worried", "morse.low", *records("falls/")}
    assert len(ASKS) >= 6
    assert len(SERIOUS) == 5
    assert [name for name in sorted(wanted) if name not in known] == []


@pytest.mark.parametrize("rule", records("falls/").values(), ids=lambda rule: rule.id)
def test_every_record_that_holds_a_limit_can_be_read(rule: object) -> None:
    values = rule.values  # type: ignore[attr-defined]
    if "met_when" in values or "limits" in values:
        assert limits_of(rule.id)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("first", "second"), [((60, 64), (64, 69)), ((65, 69), (60, 64)), ((64, 60), (65, 69))])
def test_overlapping_or_unordered_age_bands_are_refused(first: tuple[int, int], second: tuple[int, int]) -> None:
    one = limits_of("steadi.chair_stand")[0]
    bands = [replace(one, age_from=low, age_to=high) for low, high in (first, second)]
    with pytest.raises(BadRecordError, match=r"steadi\.chair_stand: 'limits' must be age bands in order"):
        check_bands("steadi.chair_stand", bands)


def test_the_grades_say_what_was_read() -> None:
    grades = {rule.id: rule.grade for rule in records("falls/").values()}
    assert grades["falls.slow_gait"] == "unverified"
    assert grades["steadi.screen"] == "verified"
    assert grades["falls.warning.gait_slow"] == "synthesis"
