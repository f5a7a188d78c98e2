"""What is drawn: closed outlines and lines on the paper, each as far away as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cds_service.figures.space import Disc, Point, View, around

INK = "#1f2d3d"
INK_FAR = "#5d6b7a"
SKIN = "#ffffff"
SKIN_FAR = "#eef1f4"
SHIRT = "#d9e8f5"
SHIRT_FAR = "#c2d3e2"
TROUSERS = "#c3cedb"
TROUSERS_FAR = "#aab7c6"
SHOE = "#7b8a9a"
THING = "#f4efe6"
THING_INK = "#8a7a5c"
BAND = "#c2410c"
LOAD = "#4a5563"
FLOOR = "#eef1f4"

_Ball = tuple[Point, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline or line. `depth` grows toward the viewer; without fill it is a line of this width."""

    corners: tuple[tuple[float, float], ...]
    depth: float
    ink: str = INK
    fill: str = ""
    width: float = 1.1
    dashes: str = ""
    arrow: bool = False

    @property
    def path(self) -> str:
        """The outline as SVG path data."""
        steps = " ".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in self.corners)
        return f"M{steps}Z" if self.fill else f"M{steps}"


def solid(balls: Sequence[_Ball], view: View, fill: str, ink: str = INK, width: float = 1.1) -> Shape:
    """The outline round a few balls: a limb, a trunk, a weight."""
    flat = [(view.flat(point), radius) for point, radius in balls]
    corners = around(Disc(at.x, at.y, radius) for at, radius in flat)
    return Shape(tuple(corners), sum(at.depth for at, _ in flat) / len(flat), ink, fill, width)


def line(
    points: Iterable[Point], view: View, ink: str = INK, width: float = 1.1, dashes: str = "", arrow: bool = False
) -> Shape:
    """A line through points; it counts as near as its nearest point."""
    flat = [view.flat(point) for point in points]
    return Shape(
        tuple((at.x, at.y) for at in flat), max(at.depth for at in flat), ink, "", width, dashes=dashes, arrow=arrow
    )


def box(low: Point, high: Point, view: View, fill: str = THING, ink: str = THING_INK) -> list[Shape]:
    """A box with level sides: the faces that the viewer sees."""
    faces = []
    for axis in range(3):
        near = [high if toward >= 0 else low for toward in _toward(view)][axis]
        if abs(_toward(view)[axis]) < 0.02:
            continue
        corners = _face(low, high, axis, near[axis])
        flat = [view.flat(corner) for corner in corners]
        depth = sum(at.depth for at in flat) / 4
        faces.append(Shape(tuple((round(at.x, 1), round(at.y, 1)) for at in flat), depth, ink, fill, 0.9))
    return sorted(faces, key=lambda shape: shape.depth)


def _toward(view: View) -> tuple[float, float, float]:
    """How much each axis points at the viewer."""
    origin = view.flat(Point(0, 0, 0)).depth
    x, y, z = (view.flat(point).depth - origin for point in (Point(1, 0, 0), Point(0, 1, 0), Point(0, 0, 1)))
    return x, y, z


def _face(low: Point, high: Point, axis: int, at: float) -> list[Point]:
    """The four corners of the face where one axis has this value."""
    one, other = (number for number in range(3) if number != axis)
    corners = []
    for first, second in ((low, low), (high, low), (high, high), (low, high)):
        values = [0.0, 0.0, 0.0]
        values[axis], values[one], values[other] = at, first[one], second[other]
        corners.append(Point(*values))
    return corners
