"""Values that are quickly made are the same values: frozen, compared, printed, copied and stored as before."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from inspect import signature
from typing import Any

import pytest

from rules.assessment import Assessment, CriterionResult, ExercisePlan, Finding, NutritionPlan
from rules.evidence import Evidence
from rules.facts import Fact
from rules.falls.answer import FallRisk
from rules.nutrition.kidney import Kidney
from rules.nutrition.situation import Situation
from rules.quick import changed, quickly_made
from rules.risk.factor import RiskFactor

KINDS = (
    *(Assessment, CriterionResult, Evidence, ExercisePlan, Fact, FallRisk, Finding),
    *(Kidney, NutritionPlan, RiskFactor, Situation),
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A value as dataclasses make it."""

    name: str
    value: float = 0.0
    notes: tuple[str, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    """The same value, quickly made."""

    name: str
    value: float = 0.0
    notes: tuple[str, ...] = ()


def test_a_value_is_filled_by_place_by_name_and_by_default() -> None:
    made = Quick("a", notes=("x",))
    assert (made.name, made.value, made.notes) == ("a", 0.0, ("x",))
    assert type(made) is Quick


def test_the_arguments_are_those_of_the_dataclass() -> None:
    assert signature(Quick) == signature(Plain)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Quick()  # type: ignore[call-arg]  # what is proven here
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        Quick("a", size=1)  # type: ignore[call-arg]  # what is proven here


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_that_is_quickly_made_stays_frozen(kind: Any) -> None:
    one = kind(**{item.name: None for item in fields(kind)})
    for item in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(one, item.name, 1)
        with pytest.raises(FrozenInstanceError):
            delattr(one, item.name)
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_such_a_kind_takes_its_own_value(kind: Any) -> None:
    given = {item.name: object() for item in fields(kind)}
    one = kind(**given)
    assert {name: getattr(one, name) for name in given} == given


@pytest.mark.parametrize("again", [copy, deepcopy, lambda value: pickle.loads(pickle.dumps(value)), replace])  # noqa: S301
def test_a_copy_is_the_same_value(again: Callable[[Quick], Quick]) -> None:
    one = Quick("a", 1.5, ("x",))
    assert again(one) == one
    assert hash(again(one)) == hash(one)
    assert type(again(one)) is Quick


def test_values_are_compared_and_printed_by_their_fields() -> None:
    assert Quick("a", 1.0) == Quick("a", 1.0) != Quick("a", 2.0)
    assert repr(Quick("a")) == "Quick(name='a', value=0.0, notes=())"


def test_a_changed_value_keeps_every_other_field() -> None:
    one = Quick("a", 1.5, ("x",))
    assert changed(one, value=2.0) == replace(one, value=2.0) == Quick("a", 2.0, ("x",))
    assert one == Quick("a", 1.5, ("x",))


def test_a_field_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError, match="size"):
        changed(Quick("a"), size=1)  # type: ignore[call-arg]  # what is proven here


def test_a_class_with_default_factories_or_bases_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Growing:
        items: list[int] = field(default_factory=list)

    @dataclass(frozen=True, slots=True)
    class Below(Plain):
        more: int = 0

    for kind in (Growing, Below):
        with pytest.raises(TypeError, match="only a dataclass without bases and default factories"):
            quickly_made(kind)
