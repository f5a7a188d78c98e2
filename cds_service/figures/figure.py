"""The drawing of one movement in one position, as SVG that needs nothing else: no script, no style, no address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape

from cds_service.figures import shapes
from cds_service.figures.body import Body, body
from cds_service.figures.drawing import figure_shapes
from cds_service.figures.poses import Pose, poses
from cds_service.figures.scenes import Scene, scenes
from cds_service.figures.shapes import Shape, line
from cds_service.figures.space import Point, View
from cds_service.figures.things import Setting, things_shapes
from cds_service.locale import phrase
from rules.catalogue import words
from rules.exercise.library import PHASES, library

_MARGIN = 8.0
Frame = tuple[float, float, float, float]
_TEXT = 'font-family="sans-serif" font-size="9" text-anchor="middle" fill="#1f2d3d"'
_CLOSER = 2.4  # how much larger the round window shows its point
_FLOOR = 34.0  # centimetres of floor on each side
_SCALE = 1.6  # pixels for a centimetre
_STEPS = 12  # points on the way of a movement
_KEPT = 512


@lru_cache(maxsize=_KEPT)
def svg(movement_id: str, phase: str, language: str) -> str:
    """The drawing of a movement at its start or end, with title and description for who cannot see it.

    KeyError where the library has no such movement, ValueError where there is no such phase.
    """
    if phase not in PHASES:
        raise ValueError(f"phase must be one of {', '.join(PHASES)}, not {phase!r}")
    movement = library()[movement_id]
    scene = scenes()[movement_id.removeprefix("movement.")]
    start, end = (poses()[movement.poses[name]] for name in PHASES)
    before, after, ways = _drawn(start, scene), _drawn(end, scene), _ways(start, end, scene)
    drawn = before if phase == "start" else [*after, *ways]
    frame = _frame([*before, *after, *ways], scene)
    title = phrase(language, f"figure.{phase}", name=words()[movement.name][language])
    note = phrase(language, f"figure_note.{scene.note}") if scene.note else ""
    identifier = f"{movement_id}.{phase}"
    whole = _written(drawn, frame, (title, words()[movement_id][language], note), identifier, language)
    window = _window(body(start if phase == "start" else end), scene, frame, identifier)
    return f"{whole}{window}</svg>\n"


def _drawn(pose: Pose, scene: Scene) -> list[Shape]:
    """The figure and its things, the farthest first."""
    posed = body(pose)
    limbs = figure_shapes(posed, scene.view)
    depths = {limb.name: limb.depth for limb in limbs}
    things = things_shapes(scene.things, Setting(posed, scene.view, depths))
    layers = [(limb.depth, limb.layers()) for limb in limbs] + [(shape.depth, [shape]) for shape in things]
    layers.sort(key=lambda layer: layer[0])
    found = [shape for _, drawn in layers for shape in drawn]
    across = [x for shape in found for x, _ in shape.corners]
    return [_floor(min(across) - _MARGIN, max(across) + _MARGIN, scene.view), *found]


def _ways(start: Pose, end: Pose, scene: Scene) -> list[Shape]:
    """Arrows along the way that points of the body take from start to end."""
    bodies = [body(between(start, end, step / _STEPS)) for step in range(_STEPS + 1)]
    return [_way([found.point(name) for found in bodies], scene.view) for name in scene.arrows]


def _way(points: Sequence[Point], view: View) -> Shape:
    drawn = line(points, view, shapes.BAND, 1.6, dashes="3 2.4", arrow=True)
    return replace(drawn, depth=float("inf"))


def between(start: Pose, end: Pose, share: float) -> Pose:
    """A pose on the way between two, every joint having gone the same share of its way."""
    one, other = body(start), body(end)
    names = set(one.angles) | set(other.angles)
    angles = {
        name: one.angles.get(name, 0.0) + (other.angles.get(name, 0.0) - one.angles.get(name, 0.0)) * share
        for name in names
    }
    where = {name: value + (end.where[name] - value) * share for name, value in start.where.items()}
    at = Point(*start.at).toward(Point(*end.at), share)
    return replace(end, angles=angles, where=where, level=frozenset(), at=at)


def _window(posed: Body, scene: Scene, frame: Frame, identifier: str) -> str:
    """A round window in the upper right corner that shows one point of the body larger."""
    if scene.closer is None:
        return ""
    name, radius = scene.closer
    at = scene.view.flat(posed.point(name))
    left, top, width, _ = frame
    size = radius * 2 * _CLOSER
    x, y, half = left + width - size - 2, top + 2, size / 2
    clip = f"{identifier}.window"
    return (
        f'<clipPath id="{clip}"><circle cx="{x + half:.1f}" cy="{y + half:.1f}" r="{half:.1f}"/></clipPath>'
        f'<g clip-path="url(#{clip})"><circle cx="{x + half:.1f}" cy="{y + half:.1f}" r="{half:.1f}" fill="#fff"/>'
        f'<use href="#{identifier}" transform="translate({x + half:.1f} {y + half:.1f}) scale({_CLOSER:g}) '
        f'translate({-at.x:.1f} {-at.y:.1f})"/></g><circle cx="{x + half:.1f}" cy="{y + half:.1f}" r="{half:.1f}" '
        f'fill="none" stroke="{shapes.INK_FAR}"/>'
    )


def _floor(left: float, right: float, view: View) -> Shape:
    """A strip of floor under everything."""
    deep = max(_FLOOR * abs(view.flat(Point(0, 0, 1)).y) + _FLOOR * abs(view.flat(Point(1, 0, 0)).y), 3.0)
    corners = ((left, -deep), (right, -deep), (right, deep), (left, deep))
    return Shape(corners, float("-inf"), "none", shapes.FLOOR)


def _frame(drawn: Iterable[Shape], scene: Scene) -> Frame:
    """Left, top, width and height of what both positions need, so that both are drawn alike."""
    corners = [corner for shape in drawn for corner in shape.corners]
    left, right = min(x for x, _ in corners) - _MARGIN, max(x for x, _ in corners) + _MARGIN
    right += 0.0 if scene.closer is None else scene.closer[1] * _CLOSER
    top = min(y for _, y in corners) - _MARGIN
    bottom = max(y for _, y in corners) + (_MARGIN if not scene.note else _MARGIN * 2)
    return left, top, right - left, bottom - top


def _written(drawn: Sequence[Shape], frame: Frame, said: tuple[str, str, str], identifier: str, language: str) -> str:
    left, top, width, height = frame
    title, description, note = said
    below = f'<text x="{left + width / 2:.1f}" y="{top + height - 3:.1f}" {_TEXT}>{escape(note)}</text>' if note else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{language}" '
        f'aria-labelledby="{identifier}.title {identifier}.desc" width="{width * _SCALE:.0f}" '
        f'height="{height * _SCALE:.0f}" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">'
        f'<title id="{identifier}.title">{escape(title)}</title>'
        f'<desc id="{identifier}.desc">{escape(" ".join(filter(None, (description, note))))}</desc>'
    )
    marks = "".join(map(_mark, drawn))
    return f'{head}<g id="{identifier}" stroke-linejoin="round" stroke-linecap="round" fill="none">{marks}</g>{below}'


def _mark(shape: Shape) -> str:
    fill = f' fill="{shape.fill}"' if shape.fill else ""
    ink = "" if shape.ink == "none" else f' stroke="{shape.ink}" stroke-width="{shape.width:g}"'
    dashes = f' stroke-dasharray="{shape.dashes}"' if shape.dashes else ""
    return f'<path d="{shape.path}"{fill}{ink}{dashes}/>{_head(shape) if shape.arrow else ""}'


def _head(shape: Shape) -> str:
    """The tip of an arrow."""
    (x0, y0), (x1, y1) = shape.corners[-3], shape.corners[-1]
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 0.01)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    tip = [(x1 + ux * 4, y1 + uy * 4), (x1 - uy * 2.8, y1 + ux * 2.8), (x1 + uy * 2.8, y1 - ux * 2.8)]
    corners = " ".join(f"{x:.1f} {y:.1f}" for x, y in tip)
    return f'<path d="M{corners}Z" fill="{shape.ink}"/>'
