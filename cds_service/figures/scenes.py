"""What surrounds the figure in each drawing: from where it is seen, furniture, bands, weights, arrows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cds_service.figures.space import View


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a scene: its kind, and the numbers and points that this kind is drawn from."""

    kind: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """One drawing's surroundings.

    `arrows` name the points whose way from start to end is shown, `note` the phrase that is written below. `closer` is
    a point that is drawn again, larger, in a round window, with so many centimetres round it.
    """

    view: View
    things: tuple[Thing, ...]
    arrows: tuple[str, ...]
    note: str
    closer: tuple[str, float] | None


@cache
def scenes() -> Mapping[str, Scene]:
    """Every scene by the movement it belongs to."""
    folder = files(__package__) / "surroundings"
    raw: dict[str, Any] = {}
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        raw |= tomllib.loads(entry.read_text("utf-8"))
    return {identifier: _scene(values) for identifier, values in raw.items()}


def _scene(values: Mapping[str, Any]) -> Scene:
    around, above = values.get("view", (22, 8))
    return Scene(
        view=View(float(around), float(above)),
        things=tuple(Thing(item["kind"], item) for item in _items(values.get("things", ()))),
        arrows=tuple(values.get("arrows", ())),
        note=values.get("note", ""),
        closer=(values["closer"]["at"], float(values["closer"]["radius"])) if "closer" in values else None,
    )


def _items(things: Sequence[Any]) -> list[Mapping[str, Any]]:
    """A thing that needs no numbers may stand as its bare name."""
    return [{"kind": item} if isinstance(item, str) else item for item in things]
