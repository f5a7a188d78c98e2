"""The figure in one pose: where every joint is, found from the joint angles alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cds_service.figures.poses import SIDES, Pose, mannequin
from cds_service.figures.space import ORIGIN, Point, Turn, pitch, roll, yaw

SOLES = ("heel", "ball", "toe")


@dataclass(frozen=True, slots=True)
class Body:
    """The points of the figure by name (`knee_right`, `head`, …), and the turns of hands and feet by name."""

    points: Mapping[str, Point]
    turns: Mapping[str, Turn]
    angles: Mapping[str, float]

    def lowest_sole(self, side: str) -> float:
        """The height of the lowest point of a foot, in centimetres."""
        radius = mannequin()["radius"]
        return min(self.points[f"{part}_{side}"].y - float(radius[part]) for part in SOLES)

    def point(self, name: str) -> Point:
        """A point by its name; `hands`, `knees` and so on lie midway between left and right."""
        if name in self.points:
            return self.points[name]
        one = name.removesuffix("s")
        return self.points[f"{one}_left"].toward(self.points[f"{one}_right"], 0.5)


def body(pose: Pose) -> Body:
    """The figure in this pose, moved so that the point it holds stands where the pose says."""
    loose = _loose(pose)
    x, y, z = pose.at
    if pose.holds.startswith("sole_"):
        side = pose.holds.removeprefix("sole_")
        ankle = loose.points[f"ankle_{side}"]
        way = Point(x - ankle.x, y - loose.lowest_sole(side), z - ankle.z)
    elif pose.holds == "soles":
        ankles = loose.point("ankles")
        way = Point(x - ankles.x, y - min(loose.lowest_sole(side) for side in SIDES), z - ankles.z)
    else:
        way = Point(x, y, z).minus(loose.point(pose.holds))
    return replace(loose, points={name: found.plus(way) for name, found in loose.points.items()})


def _loose(pose: Pose) -> Body:
    length = {name: float(value) for name, value in mannequin()["length"].items()}
    pelvis = yaw(pose.where["turn"]).then(roll(pose.where["roll"])).then(pitch(-pose.where["lean"]))
    thorax = pelvis.then(pitch(-pose.angle("spine")))
    skull = thorax.then(pitch(-pose.angle("neck")))
    waist = pelvis.of(Point(0, length["lumbar"], 0))
    neck = waist.plus(thorax.of(Point(0, length["thorax"], 0)))
    head = neck.plus(skull.of(Point(1.5, length["neck"] + length["head"] - 2, 0)))
    points = {"pelvis": ORIGIN, "waist": waist, "neck": neck, "head": head}
    points["chest"] = waist.toward(neck, 0.62)
    points |= {"chin": head.plus(skull.of(Point(4, -5.5, 0))), "nose": head.plus(skull.of(Point(10.5, -1.5, 0)))}
    points["crown"] = head.plus(skull.of(Point(-1, 9, 0)))
    turns = {"pelvis": pelvis, "thorax": thorax, "skull": skull}
    angles = dict(pose.angles)
    for side in SIDES:
        _leg(pose, side, pelvis, length, points, turns, angles)
        _arm(pose, side, thorax, neck, length, points, turns)
    return Body(points, turns, angles)


def _leg(
    pose: Pose,
    side: str,
    pelvis: Turn,
    length: Mapping[str, float],
    points: dict[str, Point],
    turns: dict[str, Turn],
    angles: dict[str, float],
) -> None:
    """Adds the points of one leg, and the angle of an ankle that lays the sole level."""
    out = 1.0 if side == "right" else -1.0
    hip = pelvis.of(Point(0, 0, out * float(mannequin()["half_width"]["hip"])))
    thigh = pelvis.then(pitch(pose.angle("hip", side))).then(roll(out * pose.angle("hip_out", side)))
    thigh = thigh.then(yaw(out * pose.angle("hip_turn", side)))
    knee = hip.plus(thigh.of(Point(0, -length["thigh"], 0)))
    shank = thigh.then(pitch(-pose.angle("knee", side)))
    ankle = knee.plus(shank.of(Point(0, -length["shank"], 0)))
    bend = shank.level() if side in pose.level else pose.angle("ankle", side)
    angles[f"ankle_{side}"] = bend
    foot = shank.then(pitch(bend))
    if side in pose.level:
        foot = foot.upright()
    toes = foot.then(pitch(pose.angle("toe", side)))
    radius = mannequin()["radius"]
    down = -length["ankle_height"]
    heel = ankle.plus(foot.of(Point(-length["heel_back"] + 1, down + radius["heel"], 0)))
    ball = ankle.plus(foot.of(Point(length["ball_forward"], down + radius["ball"], 0)))
    toe = ball.plus(toes.of(Point(length["toe"], radius["toe"] - radius["ball"], 0)))
    found = {"hip": hip, "knee": knee, "ankle": ankle, "heel": heel, "ball": ball, "toe": toe}
    points |= {f"{name}_{side}": point for name, point in found.items()}
    turns |= {f"thigh_{side}": thigh, f"shank_{side}": shank, f"foot_{side}": foot}


def _arm(
    pose: Pose,
    side: str,
    thorax: Turn,
    neck: Point,
    length: Mapping[str, float],
    points: dict[str, Point],
    turns: dict[str, Turn],
) -> None:
    """Adds the points of one arm. The thumb points forward while the arm hangs and the forearm is not turned."""
    out = 1.0 if side == "right" else -1.0
    shoulder = neck.plus(thorax.of(Point(0, -3, out * float(mannequin()["half_width"]["shoulder"]))))
    arm = thorax.then(pitch(pose.angle("shoulder", side))).then(roll(out * pose.angle("shoulder_out", side)))
    arm = arm.then(yaw(out * pose.angle("shoulder_turn", side)))
    elbow = shoulder.plus(arm.of(Point(0, -length["upper_arm"], 0)))
    forearm = arm.then(pitch(pose.angle("elbow", side)))
    wrist = elbow.plus(forearm.of(Point(0, -length["forearm"], 0)))
    turned = forearm.then(yaw(-out * pose.angle("forearm", side)))
    palm = turned.then(roll(out * pose.angle("wrist", side)))
    hand = wrist.plus(palm.of(Point(0, -length["palm"], 0)))
    curled = palm.then(roll(-out * pose.angle("fingers", side)))
    tips = hand.plus(curled.of(Point(0, -length["fingers"], 0)))
    thumb = hand.plus(palm.of(Point(5, -1, 0)))
    found = {"shoulder": shoulder, "elbow": elbow, "wrist": wrist, "hand": hand, "fingertips": tips, "thumb": thumb}
    points |= {f"{name}_{side}": point for name, point in found.items()}
    turns |= {f"hand_{side}": palm, f"upper_arm_{side}": arm, f"forearm_{side}": forearm}
