"""Points and turns in space, and how they look from one side.

The figure faces +x, up is +y, its right is +z. Lengths are centimetres, angles degrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, tau
from typing import NamedTuple

_ROUND = 20  # points that stand for a circle


class Point(NamedTuple):
    """A point in space, or the way from one to another."""

    x: float
    y: float
    z: float

    def plus(self, other: Point) -> Point:
        """This point moved by a way."""
        return Point(self.x + other.x, self.y + other.y, self.z + other.z)

    def minus(self, other: Point) -> Point:
        """The way from the other point to this one."""
        return Point(self.x - other.x, self.y - other.y, self.z - other.z)

    def toward(self, other: Point, share: float) -> Point:
        """The point at this share of the way to another."""
        way = other.minus(self)
        return Point(self.x + way.x * share, self.y + way.y * share, self.z + way.z * share)

    def distance(self, other: Point) -> float:
        """How far it is to another point."""
        way = other.minus(self)
        return float((way.x**2 + way.y**2 + way.z**2) ** 0.5)


ORIGIN = Point(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Turn:
    """A rotation, held as where it takes the three axes."""

    forward: Point
    up: Point
    right: Point

    def of(self, way: Point) -> Point:
        """A way in the turned frame as a way in space."""
        f, u, r = self.forward, self.up, self.right
        return Point(
            f.x * way.x + u.x * way.y + r.x * way.z,
            f.y * way.x + u.y * way.y + r.y * way.z,
            f.z * way.x + u.z * way.y + r.z * way.z,
        )

    def then(self, inner: Turn) -> Turn:
        """The turn of something that is itself turned inside this frame."""
        return Turn(self.of(inner.forward), self.of(inner.up), self.of(inner.right))

    def upright(self) -> Turn:
        """This turn without its roll and pitch: facing the same way, up being up."""
        length = (self.forward.x**2 + self.forward.z**2) ** 0.5
        x, z = self.forward.x / length, self.forward.z / length
        return Turn(Point(x, 0.0, z), Point(0.0, 1.0, 0.0), Point(-z, 0.0, x))

    def level(self) -> float:
        """By how many degrees this frame has to pitch up until its forward axis is level."""
        return degrees(atan2(-self.forward.y, self.up.y))


def pitch(angle: float) -> Turn:
    """Forward goes up by this angle; what hangs down goes forward."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Turn(Point(c, s, 0.0), Point(-s, c, 0.0), Point(0.0, 0.0, 1.0))


def yaw(angle: float) -> Turn:
    """Forward goes to the right by this angle."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Turn(Point(c, 0.0, s), Point(0.0, 1.0, 0.0), Point(-s, 0.0, c))


def roll(angle: float) -> Turn:
    """The right side goes up by this angle; what hangs down goes to the right."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return Turn(Point(1.0, 0.0, 0.0), Point(0.0, c, -s), Point(0.0, s, c))


class Flat(NamedTuple):
    """A point on the paper, in centimetres: x to the right, y down; `depth` grows toward the viewer."""

    x: float
    y: float
    depth: float


@dataclass(frozen=True, slots=True)
class View:
    """From where the figure is seen: 0 is its right side, 90 its front; `above` tips the viewer up."""

    around: float
    above: float

    def flat(self, point: Point) -> Flat:
        """Where a point lands on the paper."""
        c, s = cos(radians(self.around)), sin(radians(self.around))
        up, down = cos(radians(self.above)), sin(radians(self.above))
        near = point.x * s + point.z * c
        return Flat(point.x * c - point.z * s, -(point.y * up - near * down), near * up + point.y * down)


class Disc(NamedTuple):
    """A round thing on the paper."""

    x: float
    y: float
    radius: float


def around(discs: Iterable[Disc]) -> list[tuple[float, float]]:
    """The corners of the tightest outline without dents round all of these discs, in order."""
    corners = {
        (
            round(disc.x + disc.radius * cos(tau * step / _ROUND), 1),
            round(disc.y + disc.radius * sin(tau * step / _ROUND), 1),
        )
        for disc in discs
        for step in range(_ROUND if disc.radius else 1)
    }
    ordered = sorted(corners)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1] if len(ordered) > 1 else ordered


def _chain(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """One half of the outline of points that are in order."""
    chain: list[tuple[float, float]] = []
    for corner in ordered:
        while len(chain) > 1 and _bends(chain[-2], chain[-1], corner) <= 0:
            chain.pop()
        chain.append(corner)
    return chain


def _bends(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
