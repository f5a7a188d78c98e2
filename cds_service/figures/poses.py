"""The poses as their records hold them: joint angles, and which point of the body stands where."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SIDES = ("left", "right")
TRUNK = ("spine", "neck")
LIMB = (
    *("hip", "hip_out", "hip_turn", "knee", "ankle", "toe"),
    *("shoulder", "shoulder_out", "shoulder_turn", "elbow", "forearm", "wrist", "fingers"),
)
FLAT = "flat"  # in place of an ankle's angle: as much as lays the sole level
_WHERE = ("lean", "roll", "turn")


class BadFigureError(Exception):
    """A record of a pose, a scene or the figure that cannot be drawn; the message names it and what it should hold."""


@dataclass(frozen=True, slots=True)
class Pose:
    """One pose: joint angles in degrees by `joint` or `joint_side`, how the pelvis is turned, what is held where.

    Flexion, extension of the wrist, raising the toes and turning outward are positive. `level` holds the sides on which
    the ankle lays the sole level. `holds` names the point that stands `at` a place.
    """

    id: str
    angles: Mapping[str, float]
    where: Mapping[str, float]
    level: frozenset[str]
    holds: str
    at: tuple[float, float, float]

    def angle(self, joint: str, side: str = "") -> float:
        """One joint's angle; what a record does not say is 0."""
        return self.angles.get(f"{joint}_{side}" if side else joint, 0.0)


def sheet(name: str) -> Mapping[str, Any]:
    """One TOML file of this folder."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def mannequin() -> Mapping[str, Mapping[str, Any]]:
    """The lengths, widths, radii and ranges of the figure."""
    return sheet("mannequin")


@cache
def poses() -> Mapping[str, Pose]:
    """Every pose by its id. Raises BadFigureError on a joint that is unknown or goes further than joints go."""
    folder = files(__package__) / "angles"
    raw: dict[str, Any] = {}
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        raw |= tomllib.loads(entry.read_text("utf-8"))
    return {identifier: _pose(identifier, _whole(identifier, raw)) for identifier in raw}


def _whole(identifier: str, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with what it takes from the pose that it is like; what is said for one side outweighs `both`."""
    own = raw[identifier]
    base = _whole(own["like"], raw) if "like" in own else {}
    merged = {**base, **{key: value for key, value in own.items() if not isinstance(value, Mapping)}}
    for part in ("trunk", *SIDES):
        merged[part] = {**base.get(part, {}), **(own.get("both", {}) if part in SIDES else {}), **own.get(part, {})}
    return merged


def _pose(identifier: str, raw: Mapping[str, Any]) -> Pose:
    angles: dict[str, float] = {}
    level: set[str] = set()
    for name in TRUNK:
        angles[name] = _checked(identifier, name, raw["trunk"].get(name, 0))
    for side in SIDES:
        for joint, value in raw[side].items():
            if value == FLAT and joint == "ankle":
                level.add(side)
            elif joint not in LIMB:
                raise BadFigureError(f"pose {identifier}: '{joint}' is no joint. Use one of {', '.join(LIMB)}.")
            else:
                angles[f"{joint}_{side}"] = _checked(identifier, joint, value)
    where = {name: float(raw["trunk"].get(name, 0)) for name in _WHERE}
    x, y, z = raw["at"]
    return Pose(identifier, angles, where, frozenset(level), raw["holds"], (float(x), float(y), float(z)))


def _checked(identifier: str, joint: str, value: float) -> float:
    low, high = mannequin()["range"][joint]
    if not isinstance(value, int | float) or not low <= value <= high:
        raise BadFigureError(f"pose {identifier}: {joint} {value} goes beyond {low} to {high} degrees.")
    return float(value)
