"""The things around the figure as shapes: furniture stands behind, what hands and feet hold goes where they go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cds_service.figures import shapes
from cds_service.figures.body import Body
from cds_service.figures.poses import SIDES, BadFigureError
from cds_service.figures.scenes import Thing
from cds_service.figures.shapes import Shape, box, line, solid
from cds_service.figures.space import Point, View

_FAR, _NEAR = -1000.0, 1000.0  # the depth of what is always behind or before the figure
_LAYERS = {"back": _FAR, "front": _NEAR}
_FIST = 90.0  # the fingers of a fist, in degrees
_GIVES = 0.3  # how much smaller a ball is in a fist
_STEP = 0.01  # just before or behind the hand that holds a thing


@dataclass(frozen=True, slots=True)
class Setting:
    """What a thing is drawn from: the figure, from where it is seen, and how deep each limb lies."""

    body: Body
    view: View
    depths: Mapping[str, float]

    def point(self, raw: object) -> Point:
        """A point of a record: three numbers, a point of the body, or one with a way added."""
        if isinstance(raw, str):
            return self.body.point(raw)
        if isinstance(raw, Mapping):
            return self.body.point(raw["at"]).plus(Point(*raw["plus"]))
        if isinstance(raw, list) and len(raw) == 3:
            return Point(*map(float, raw))
        raise BadFigureError(f"a point must be a name, three numbers, or at and plus, not {raw!r}.")


def things_shapes(things: Iterable[Thing], setting: Setting) -> list[Shape]:
    """Every thing of a scene as shapes, each as deep as it lies."""
    found = []
    for thing in things:
        if thing.kind not in _KINDS:
            raise BadFigureError(f"a scene has no thing '{thing.kind}'. Use one of {', '.join(sorted(_KINDS))}.")
        drawn = _KINDS[thing.kind](thing.values, setting)
        layer = _LAYERS.get(thing.values.get("layer", ""))
        found += (
            drawn if layer is None else [replace(shape, depth=layer + at * _STEP) for at, shape in enumerate(drawn)]
        )
    return found


def _behind(drawn: Iterable[Shape]) -> list[Shape]:
    """Shapes that stand behind the figure, in their own order."""
    return [replace(shape, depth=_FAR + at * _STEP) for at, shape in enumerate(drawn)]


def _box(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    fill = shapes.SHIRT_FAR if values.get("soft") else shapes.THING
    return _behind(box(Point(*values["low"]), Point(*values["high"]), setting.view, fill))


def _boxes(corners: Iterable[tuple[Point, Point]], setting: Setting) -> list[Shape]:
    """Several boxes, those farther away first."""
    drawn = [box(low, high, setting.view) for low, high in corners]
    drawn.sort(key=lambda faces: sum(face.depth for face in faces) / len(faces))
    return [face for faces in drawn for face in faces]


def _chair(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A chair whose seat is as high as the record says; its back stands behind the hips."""
    top, at = float(values["seat"]), float(values.get("x", 0))
    back, front, half = at - 20, at + float(values.get("front", 22)), 21.0
    upright = back  # the back of a chair that is turned away stands on the side where the figure is
    legs = [(Point(x, 0, z), Point(x + 3, top - 4, z + 3)) for x in (back + 1, front - 4) for z in (-half, half - 3)]
    parts = _boxes(legs, setting) + box(Point(back, top - 4, -half), Point(front, top, half), setting.view)
    if values.get("back", True):
        posts = [(Point(upright - 3, top, z), Point(upright, top + 44, z + 3)) for z in (-half, half - 3)]
        rest = (Point(upright - 3, top + 22, -half + 3), Point(upright, top + 44, half - 3))
        parts = _boxes([*posts, rest], setting) + parts
    drawn = _behind(parts)
    if "arms" in values:
        drawn += _armrests(setting, (back, front), (top, float(values["arms"])), half)
    return drawn


def _armrests(setting: Setting, along: tuple[float, float], up: tuple[float, float], half: float) -> list[Shape]:
    """One armrest behind the figure and one before it, its upper face as high as the record says."""
    (back, front), (top, upper), drawn = along, up, []
    for z, layer in ((-half - 3, _FAR + 0.9), (half, _NEAR - 1)):
        low, high = Point(back, upper - 3, z), Point(front - 2, upper, z + 3)
        post = box(Point(front - 6, top - 4, z), Point(front - 3, upper - 3, z + 3), setting.view)
        faces = [*post, *box(low, high, setting.view)]
        drawn += [replace(face, depth=layer + at * _STEP) for at, face in enumerate(faces)]
    return drawn


def _bed(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A bed along x, or along z with `across`; a pillow where one is said."""
    top, (start, end), half = float(values["top"]), values["along"], float(values.get("half", 34))
    legs = [(Point(x, 0, z), Point(x + 4, top - 14, z + 4)) for x in (start + 2, end - 6) for z in (-half, half - 4)]
    mattress = (Point(start, top - 14, -half), Point(end, top, half))
    across = bool(values.get("across"))
    parts = _boxes([_laid(leg, across) for leg in legs], setting)
    parts += _boxes([_laid(mattress, across)], setting)
    if "pillow" in values:
        first, last, thick = values["pillow"]
        low, high = _laid((Point(first, top, -half + 8), Point(last, top + thick, half - 8)), across)
        parts += box(low, high, setting.view, shapes.SKIN)
    return _behind(parts)


def _laid(corners: tuple[Point, Point], across: bool) -> tuple[Point, Point]:
    """A box along x, or the same along z."""
    low, high = corners
    return (Point(low.z, low.y, low.x), Point(high.z, high.y, high.x)) if across else corners


def _rail(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A fixed bar across the figure's front at `x`, or along its side at `z`."""
    top = float(values["top"])
    if "x" in values:
        ends = [Point(float(values["x"]), top, z) for z in (-26.0, 26.0)]
    else:
        ends = [Point(x, top, float(values["z"])) for x in values.get("along", (-30.0, 40.0))]
    posts = [[end, Point(end.x, 0, end.z)] for end in ends]
    return _behind(
        [line(post, setting.view, shapes.THING_INK, 2.6) for post in posts]
        + [line(ends, setting.view, shapes.THING_INK, 4.2)]
    )


def _line(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    points = [setting.point(raw) for raw in values["points"]]
    return [line(points, setting.view, shapes.THING_INK, float(values.get("width", 3)))]


def _band(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    points = [setting.point(raw) for raw in values["points"]]
    return [line(points, setting.view, shapes.BAND, 2.4)]


def _anchor(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """Where a band is fixed: a ring on an upright."""
    at = Point(*values["at"])
    upright = line([Point(at.x, 0, at.z), Point(at.x, float(values["top"]), at.z)], setting.view, shapes.THING_INK, 3.4)
    return _behind([upright, solid([(at, 2.6)], setting.view, shapes.THING, shapes.THING_INK, 1.4)])


def _dumbbell(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A dumbbell in each hand that is named: one end behind the hand, one before it."""
    drawn = []
    for side in values["hands"]:
        hand, way = setting.body.points[f"hand_{side}"], setting.body.turns[f"hand_{side}"].forward
        middle, near = setting.view.flat(hand).depth, setting.depths[f"arm_{side}"]
        for share in (-1.0, 1.0):
            ends = [hand.plus(Point(way.x * at, way.y * at, way.z * at)) for at in (share * 5.5, share * 9.0)]
            end = solid([(ends[0], 4.2), (ends[1], 4.2)], setting.view, shapes.LOAD)
            drawn.append(replace(end, depth=near + (_STEP if end.depth > middle else -_STEP)))
        ends = [hand.plus(Point(way.x * at, way.y * at, way.z * at)) for at in (-8.0, 8.0)]
        drawn.append(replace(line(ends, setting.view, shapes.LOAD, 2.2), depth=near - _STEP / 2))
    return drawn


def _goblet(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """One dumbbell upright between both hands."""
    middle = setting.body.point("hands")
    ends = [(middle.plus(Point(0, height, 0)), 5.0) for height in (values.get("up", 5.0), values.get("down", -6.0))]
    near = min(setting.depths["arm_left"], setting.depths["arm_right"])
    return [replace(solid(ends, setting.view, shapes.LOAD), depth=near + _STEP)]


def _ankle_weight(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    drawn = []
    for side in values["sides"]:
        ankle, knee = setting.body.points[f"ankle_{side}"], setting.body.points[f"knee_{side}"]
        cuff = solid([(ankle.toward(knee, 0.08), 5.2), (ankle.toward(knee, 0.2), 5.2)], setting.view, shapes.LOAD)
        drawn.append(replace(cuff, depth=setting.depths[f"leg_{side}"] + _STEP))
    return drawn


def _ball(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    side = values["side"]
    hand, tips = setting.body.points[f"hand_{side}"], setting.body.turns[f"hand_{side}"]
    out = -1.0 if side == "right" else 1.0
    at = hand.plus(tips.of(Point(1.0, -3.0, out * 4.5)))
    squeezed = 1 - setting.body.angles[f"fingers_{side}"] / _FIST * _GIVES
    ball = solid([(at, float(values["radius"]) * squeezed)], setting.view, shapes.BAND)
    return [replace(ball, depth=setting.depths[f"arm_{side}"] - _STEP)]


def _loop(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A band round both legs, at a share of the way between two of their points."""
    upper, lower = values["between"]
    points, view = setting.body.points, setting.view
    ends = {side: points[f"{upper}_{side}"].toward(points[f"{lower}_{side}"], float(values["share"])) for side in SIDES}
    drawn = []
    for side, end in ends.items():
        at, on = view.flat(end), view.flat(points[f"{upper}_{side}"])
        length = max(((at.x - on.x) ** 2 + (at.y - on.y) ** 2) ** 0.5, _STEP)
        x, y = (on.y - at.y) / length * float(values["radius"]), (at.x - on.x) / length * float(values["radius"])
        round_it = ((at.x - x, at.y - y), (at.x + x, at.y + y))
        drawn.append(Shape(round_it, setting.depths[f"leg_{side}"] + _STEP, shapes.BAND, "", 3.4))
    farther = min(setting.depths[f"leg_{side}"] for side in SIDES) + _STEP
    return [*drawn, replace(line(ends.values(), view, shapes.BAND, 2.4), depth=farther)]


def _roller(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A padded roller behind the shanks."""
    way = setting.body.turns["shank_right"].forward
    back, at = float(values["behind"]), setting.body.point(values["at"])
    middle = at.plus(Point(-way.x * back, -way.y * back, -way.z * back))
    ends = [(middle.plus(Point(0, 0, z)), float(values["radius"])) for z in (-16.0, 16.0)]
    return _behind([solid(ends, setting.view, shapes.LOAD)])


def _bar(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A straight bar through both hands."""
    left, right, beyond = setting.body.points["hand_left"], setting.body.points["hand_right"], float(values["beyond"])
    share = beyond / left.distance(right)
    return [line([left.toward(right, -share), left.toward(right, 1 + share)], setting.view, shapes.LOAD, 3)]


def _cane(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    """A walking stick from a hand to the floor a little ahead."""
    hand = setting.body.points[f"hand_{values['side']}"]
    tip = Point(hand.x + 5, 0, hand.z + 2)
    return [
        line([hand.plus(Point(-4, 2, 0)), hand.plus(Point(3, 2, 0)), hand, tip], setting.view, shapes.THING_INK, 2.4)
    ]


def _roll(values: Mapping[str, Any], setting: Setting) -> list[Shape]:
    x, y, radius = values["at"][0], values["at"][1], float(values["radius"])
    low, high = (1.0, 18.0) if values.get("sides") == ["right"] else (-24.0, 24.0)
    ends = [(Point(x, y, z), radius) for z in (low, high)]
    drawn = solid(ends, setting.view, shapes.SKIN, shapes.THING_INK)
    return [replace(drawn, depth=setting.depths["leg_left"] + _STEP)]


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Setting], list[Shape]]] = {
    "anchor": _anchor,
    "ankle_weight": _ankle_weight,
    "ball": _ball,
    "band": _band,
    "bed": _bed,
    "bar": _bar,
    "box": _box,
    "cane": _cane,
    "chair": _chair,
    "dumbbell": _dumbbell,
    "goblet": _goblet,
    "line": _line,
    "loop": _loop,
    "rail": _rail,
    "roll": _roll,
    "roller": _roller,
}
