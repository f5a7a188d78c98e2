"""The figure as shapes: limbs as rounded outlines, what is far away drawn first and darker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cds_service.figures import shapes
from cds_service.figures.body import Body
from cds_service.figures.poses import SIDES, mannequin
from cds_service.figures.shapes import Shape, solid
from cds_service.figures.space import Point, View


@dataclass(frozen=True, slots=True)
class Limb:
    """The shapes of one limb, drawn as one outline: every edge first, then every surface."""

    name: str
    parts: tuple[Shape, ...]
    depth: float

    def layers(self) -> list[Shape]:
        """The edges, then the surfaces without an edge."""
        edges = [replace(part, width=part.width * 2) for part in self.parts]
        return [*edges, *(replace(part, ink="none") for part in self.parts)]


def figure_shapes(body: Body, view: View) -> list[Limb]:
    """The parts of the figure, the farthest first."""
    radius: Mapping[str, float] = mannequin()["radius"]
    limbs = [_trunk(body, view, radius), _head(body, view, radius)]
    for side in SIDES:
        far = view.flat(body.points[f"shoulder_{side}"]).depth < view.flat(body.point("shoulders")).depth - 4
        limbs += [_leg(body, side, view, radius, far), _arm(body, side, view, radius, far)]
    return sorted(limbs, key=lambda limb: limb.depth)


def _trunk(body: Body, view: View, radius: Mapping[str, float]) -> Limb:
    p = body.points
    hips = [(p[f"hip_{side}"], radius["hip"]) for side in SIDES]
    shirt_end = body.point("hips").toward(p["waist"], 0.3)
    side = body.turns["thorax"].right
    out = float(mannequin()["half_width"]["chest"]) - 3
    chest = [(p["chest"].plus(Point(side.x * s, side.y * s, side.z * s)), radius["chest"]) for s in (out, -out)]
    shoulders = [(p[f"shoulder_{s}"].toward(p["neck"], 0.1), radius["shoulder"]) for s in SIDES]
    waist = [(p["waist"].plus(Point(side.x * s, side.y * s, side.z * s)), radius["waist"]) for s in (3.0, -3.0)]
    hem = [(shirt_end.toward(p[f"hip_{s}"], 0.8), radius["hip"] - 0.4) for s in SIDES]
    parts = (
        solid(hips, view, shapes.TROUSERS),
        solid([*hem, *waist], view, shapes.SHIRT),
        solid([*waist, *chest], view, shapes.SHIRT),
        solid([*chest, *shoulders], view, shapes.SHIRT),
    )
    return Limb("trunk", parts, view.flat(p["waist"]).depth)


def _head(body: Body, view: View, radius: Mapping[str, float]) -> Limb:
    p = body.points
    neck = solid([(p["neck"], radius["neck"]), (p["head"], radius["neck"])], view, shapes.SKIN)
    skull = solid([(p["head"], radius["head"]), (p["chin"], radius["chin"])], view, shapes.SKIN)
    nose = solid([(p["nose"], 1.6), (p["head"], 5.0)], view, shapes.SKIN)
    parts = (neck, nose, skull) if nose.depth < view.flat(p["head"]).depth else (neck, skull, nose)
    return Limb("head", parts, view.flat(p["head"]).depth)


def _leg(body: Body, side: str, view: View, radius: Mapping[str, float], far: bool) -> Limb:
    p = {name: body.points[f"{name}_{side}"] for name in ("hip", "knee", "ankle", "heel", "ball", "toe")}
    cloth = shapes.TROUSERS_FAR if far else shapes.TROUSERS
    calf = p["knee"].toward(p["ankle"], 0.3)
    ends = p["knee"].toward(p["ankle"], 0.9)
    parts = (
        solid([(p["heel"], radius["heel"]), (p["ankle"], radius["ankle"])], view, shapes.SHOE),
        solid(
            [(p["heel"], radius["heel"]), (p["ball"], radius["ball"]), (p["ankle"], radius["ankle"])], view, shapes.SHOE
        ),
        solid([(p["ball"], radius["ball"]), (p["toe"], radius["toe"])], view, shapes.SHOE),
        solid([(p["hip"], radius["thigh"]), (p["knee"], radius["knee"])], view, cloth),
        solid([(p["knee"], radius["knee"]), (calf, radius["calf"])], view, cloth),
        solid([(calf, radius["calf"]), (ends, radius["ankle"])], view, cloth),
    )
    depth = (view.flat(p["hip"]).depth + view.flat(p["knee"]).depth + view.flat(p["ankle"]).depth) / 3
    return Limb(f"leg_{side}", parts, depth)


def _arm(body: Body, side: str, view: View, radius: Mapping[str, float], far: bool) -> Limb:
    names = ("shoulder", "elbow", "wrist", "hand", "fingertips", "thumb")
    p = {name: body.points[f"{name}_{side}"] for name in names}
    sleeve = shapes.SHIRT_FAR if far else shapes.SHIRT
    skin = shapes.SKIN_FAR if far else shapes.SKIN
    cuff = p["shoulder"].toward(p["elbow"], 0.7)
    parts = (
        solid([(p["hand"], radius["thumb"]), (p["thumb"], radius["thumb"])], view, skin),
        solid([(p["wrist"], radius["wrist"]), (p["hand"], radius["palm"])], view, skin),
        solid([(p["hand"], radius["palm"] - 0.4), (p["fingertips"], radius["fingers"])], view, skin),
        solid([(p["elbow"], radius["elbow"]), (p["wrist"], radius["wrist"])], view, skin),
        solid([(cuff, radius["elbow"]), (p["elbow"], radius["elbow"])], view, skin),
        solid([(p["shoulder"], radius["shoulder"]), (cuff, radius["upper_arm"] - 0.4)], view, sleeve),
    )
    depth = (view.flat(p["shoulder"]).depth + view.flat(p["elbow"]).depth + view.flat(p["hand"]).depth) / 3
    return Limb(f"arm_{side}", parts, depth)
