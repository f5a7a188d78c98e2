"""Every record is read as its chapter uses it before anything is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules import checking
from rules.catalogue import BadRecordError, record, records
from rules.exercise import programme
from rules.safety import rule as safety


def test_the_records_as_they_stand_can_all_be_used() -> None:
    checking.check.__wrapped__()


@pytest.mark.parametrize("values", [{"fact": "grip_lb"}, {"row": [{"deep": {"unable_fact": "grip_lb"}}]}])
def test_a_fact_that_does_not_exist_is_refused_with_its_record_and_remedy(
    values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = replace(record("awgs2019.low_grip"), values=values)
    monkeypatch.setattr(checking, "records", lambda: dict(records()) | {faulty.id: faulty})
    with pytest.raises(BadRecordError, match=r"awgs2019\.low_grip.*'grip_lb'.*rules/measures\.toml"):
        checking.check.__wrapped__()


def test_a_programme_that_names_an_unknown_movement_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = record("exercise.programme_b")
    faulty = replace(sound, values={**sound.values, "movements": ["movement.of_nobody"]})
    monkeypatch.setattr(programme, "record", lambda name: faulty if name == sound.id else record(name))
    programme.programme.cache_clear()
    with pytest.raises(BadRecordError, match="of_nobody"):
        checking.check.__wrapped__()
    programme.programme.cache_clear()


@pytest.mark.parametrize("lost", ["urgency", "triggers"])
def test_a_safety_rule_without_a_field_is_refused_and_the_field_is_named(
    lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = next(one for one in records("safety/").values() if one.values.get("severity") == "stop")
    faulty = replace(sound, values={name: value for name, value in sound.values.items() if name != lost})
    monkeypatch.setattr(safety, "records", lambda _: {faulty.id: faulty})
    safety.rules.cache_clear()
    with pytest.raises(BadRecordError, match=lost):
        checking.check.__wrapped__()
    safety.rules.cache_clear()
