"""The drawings: joints stay in range, feet on the floor, hips on the seat, bands in the hands that hold them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from cds_service.figures import figure, svg
from cds_service.figures import poses as pose_records
from cds_service.figures.body import Body, body
from cds_service.figures.figure import between
from cds_service.figures.poses import FLAT, LIMB, SIDES, TRUNK, BadFigureError, mannequin, poses
from cds_service.figures.scenes import Thing, scenes
from cds_service.figures.space import Point, View
from cds_service.figures.things import Setting, things_shapes
from rules.catalogue import LANGUAGES, words
from rules.exercise.library import PHASES, LibraryMovement, library

MOVEMENTS = list(library().values())
CASES = [(found, phase) for found in MOVEMENTS for phase in PHASES]
NAMES = [f"{found.id}.{phase}" for found, phase in CASES]
ON_THE_FLOOR = 1.2  # centimetres between a sole and what it stands on
AT_HAND = 4.5  # centimetres between a hand and what it holds
SVG = "{http://www.w3.org/2000/svg}"
of_every_case = pytest.mark.parametrize(("found", "phase"), CASES, ids=NAMES)


def short(found: LibraryMovement) -> str:
    return found.id.removeprefix("movement.")


def posed(found: LibraryMovement, phase: str) -> Body:
    return body(poses()[found.poses[phase]])


def things(found: LibraryMovement, kind: str) -> list[Thing]:
    return [thing for thing in scenes()[short(found)].things if thing.kind == kind]


def lowest(figure: Body) -> float:
    """The lowest point of the whole figure."""
    radius = mannequin()["radius"]
    named = {"hand": "palm", "fingertips": "fingers", "pelvis": "hip"}
    return min(
        point.y - float(radius.get(named.get(stem, stem), 0))
        for name, point in figure.points.items()
        if (stem := name.rpartition("_")[0] or name) not in ("nose", "crown", "chin", "thumb")
    )


@of_every_case
def test_every_joint_stays_within_its_range(found: LibraryMovement, phase: str) -> None:
    ranges = mannequin()["range"]
    for name, angle in posed(found, phase).angles.items():
        joint = name.removesuffix("_left").removesuffix("_right")
        low, high = ranges[joint]
        assert low <= angle <= high, (name, angle)


def test_ranges_are_those_of_human_joints() -> None:
    ranges = mannequin()["range"]
    assert set(ranges) == {*LIMB, *TRUNK}
    assert ranges["knee"][0] == 0
    assert ranges["elbow"][0] == 0
    assert ranges["knee"][1] <= 145
    assert ranges["hip"][1] <= 125
    assert ranges["ankle"] == [-50, 25]


@of_every_case
def test_nothing_of_the_figure_is_under_the_floor(found: LibraryMovement, phase: str) -> None:
    assert lowest(posed(found, phase)) >= -ON_THE_FLOOR


STANDING = [
    case for case in CASES if case[0].position in ("standing", "standing_supported") or case[0].pattern == "squat"
]


def ground(found: LibraryMovement, side: str, phase: str) -> float:
    """How high the thing is that this foot stands on."""
    return (
        float(things(found, "box")[0].values["high"][1])
        if found.id == "movement.step_up" and (phase == "end" or side == "right")
        else 0.0
    )


@pytest.mark.parametrize(
    ("found", "phase"),
    [case for case in STANDING if case[0].id != "movement.leg_press"],
    ids=lambda value: value if isinstance(value, str) else short(value),
)
def test_who_stands_has_a_foot_on_the_ground(found: LibraryMovement, phase: str) -> None:
    figure = posed(found, phase)
    gaps = [abs(figure.lowest_sole(side) - ground(found, side, phase)) for side in SIDES]
    assert min(gaps) <= ON_THE_FLOOR


ONE_FOOT = {
    "supported_side_leg_raise",
    "standing_leg_raise",
    "standing_leg_curl",
    "march_at_support",
    "single_leg_stand",
}


@pytest.mark.parametrize(
    ("found", "phase"),
    [case for case in STANDING if case[0].id != "movement.leg_press"],
    ids=lambda value: value if isinstance(value, str) else short(value),
)
def test_both_feet_stand_unless_the_movement_lifts_one(found: LibraryMovement, phase: str) -> None:
    figure = posed(found, phase)
    gaps = {side: abs(figure.lowest_sole(side) - ground(found, side, phase)) for side in SIDES}
    lifted = {side for side, gap in gaps.items() if gap > ON_THE_FLOOR}
    assert lifted == ({"right"} if short(found) in ONE_FOOT and phase == "end" else set())


SITTING = [
    case
    for case in CASES
    if things(case[0], "chair")
    and short(case[0]) not in ("single_arm_row", "goblet_squat")
    and (case[1] == "start" or case[0].position in ("chair", "gym"))
    and NAMES[CASES.index(case)] != "movement.chair_push_up.end"
]


@pytest.mark.parametrize(
    ("found", "phase"), SITTING, ids=lambda value: value if isinstance(value, str) else short(value)
)
def test_who_sits_has_the_hips_on_the_seat(found: LibraryMovement, phase: str) -> None:
    seat = float(things(found, "chair")[0].values["seat"])
    figure = posed(found, phase)
    hips = figure.point("hips").y - float(mannequin()["radius"]["hip"])
    assert abs(hips - seat) <= 2.5
    assert -20 < figure.point("hips").x - float(things(found, "chair")[0].values.get("x", 0)) < 12


@pytest.mark.parametrize(
    ("found", "phase"),
    [case for case in SITTING if case[0].position == "chair"],
    ids=lambda value: value if isinstance(value, str) else short(value),
)
def test_who_sits_on_a_chair_has_a_foot_on_the_floor(found: LibraryMovement, phase: str) -> None:
    figure = posed(found, phase)
    assert min(abs(figure.lowest_sole(side)) for side in SIDES) <= ON_THE_FLOOR


def test_pushing_up_from_the_armrests_lifts_the_hips_off_the_seat() -> None:
    found = library()["movement.chair_push_up"]
    start, end = posed(found, "start"), posed(found, "end")
    assert end.point("hips").y - start.point("hips").y > 5
    assert abs(end.point("hands").y - start.point("hands").y) < 2


LYING = [case for case in CASES if case[0].position == "bed"]


@pytest.mark.parametrize(("found", "phase"), LYING, ids=lambda value: value if isinstance(value, str) else short(value))
def test_who_lies_touches_the_bed_and_does_not_sink_into_it(found: LibraryMovement, phase: str) -> None:
    beds = things(found, "bed")
    top = float(beds[0].values["top"]) if beds else float(things(found, "box")[0].values["high"][1])
    assert -3.5 <= lowest(posed(found, phase)) - top <= 2


def test_a_bridge_lifts_the_hips_and_leaves_feet_and_shoulders() -> None:
    found = library()["movement.bridge_in_bed"]
    start, end = posed(found, "start"), posed(found, "end")
    assert end.point("hips").y - start.point("hips").y >= 8
    assert end.point("ankles").distance(start.point("ankles")) < 2
    assert end.points["neck"].distance(start.points["neck"]) < 2


@of_every_case
def test_hands_that_hold_a_fixed_thing_are_at_it(found: LibraryMovement, phase: str) -> None:
    figure = posed(found, phase)
    for rail in things(found, "rail"):
        near = [_to_rail(figure.points[f"hand_{side}"], rail) for side in SIDES]
        hovers = phase == "end" and "unsupported" in found.tags and found.pattern == "balance"
        assert (4 < min(near) < 16) if hovers else min(near) <= AT_HAND


def _to_rail(hand: Point, rail: Thing) -> float:
    """How far a hand is from a bar."""
    values = rail.values
    across = hand.x - values["x"] if "x" in values else hand.z - values["z"]
    return float((across**2 + (hand.y - values["top"]) ** 2) ** 0.5)


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("mini_squat_at_support", True),
        ("supported_side_leg_raise", True),
        ("heel_raise_at_support", True),
        ("toe_raise_at_support", True),
        ("standing_leg_curl", True),
        ("heel_raise", False),
        ("standing_leg_raise", False),
    ],
)
def test_the_instruction_says_how_many_hands_hold_on(name: str, both: bool) -> None:
    found = library()[f"movement.{name}"]
    (rail,) = things(found, "rail")
    for phase in PHASES:
        near = [_to_rail(posed(found, phase).points[f"hand_{side}"], rail) <= AT_HAND for side in SIDES]
        assert all(near) == both
    assert ("both hands" in words()[found.id]["en"].lower()) == both


@of_every_case
def test_hands_at_the_wall_or_the_armrests_touch_them(found: LibraryMovement, phase: str) -> None:
    figure = posed(found, phase)
    if short(found) == "wall_push_up":
        wall = float(things(found, "box")[0].values["low"][0])
        for side in SIDES:
            assert 0 < wall - figure.points[f"wrist_{side}"].x < 12
            assert figure.points[f"fingertips_{side}"].x < wall + 1
    for chair in things(found, "chair"):
        if "arms" in chair.values and (phase == "start" or short(found) == "chair_push_up"):
            for side in SIDES:
                assert abs(figure.points[f"hand_{side}"].y - chair.values["arms"]) < AT_HAND


@of_every_case
def test_a_band_or_weight_is_where_the_record_says_it_is(found: LibraryMovement, phase: str) -> None:
    """The ends of bands are points of the body; loads of the drawing are loads of the movement."""
    figure = posed(found, phase)
    kinds = {thing.kind for thing in scenes()[short(found)].things}
    if kinds & {"band", "loop"}:
        assert "band" in found.loading
    if kinds & {"dumbbell", "goblet"}:
        assert "dumbbell" in found.loading
    if "ankle_weight" in kinds:
        assert "ankle_weight" in found.loading
    for band in things(found, "band"):
        ends = [name for name in band.values["points"] if isinstance(name, str)]
        assert ends
        assert all(name in figure.points for name in ends)
        assert all(name.startswith("hand_") == ("upper" in found.tags) for name in ends)


def test_a_movement_that_needs_a_band_or_weight_is_drawn_with_it() -> None:
    for found in MOVEMENTS:
        kinds = {thing.kind for thing in scenes()[short(found)].things}
        if found.loading[0] == "band" and "dumbbell" not in found.loading:
            assert kinds & {"band", "loop"}, found.id
        if found.loading == ("dumbbell",):
            assert kinds & {"dumbbell", "goblet"}, found.id


@pytest.mark.parametrize("found", MOVEMENTS, ids=short)
def test_start_and_end_differ_visibly(found: LibraryMovement) -> None:
    start, end = posed(found, "start"), posed(found, "end")
    moved = max(start.points[name].distance(end.points[name]) for name in start.points)
    assert moved >= 4
    assert svg(found.id, "start", "en") != svg(found.id, "end", "en")


@pytest.mark.parametrize(
    ("name", "joint", "side", "least"),
    [
        ("seated_knee_extension", "knee", "right", 60),
        ("short_arc_knee_extension", "knee", "right", 30),
        ("biceps_curl", "elbow", "right", 90),
        ("reverse_curl", "elbow", "right", 90),
        ("standing_leg_curl", "knee", "right", 70),
        ("machine_leg_curl", "knee", "right", 60),
        ("lying_leg_lift", "hip", "right", 15),
        ("march_at_support", "hip", "right", 60),
        ("supported_side_leg_raise", "hip_out", "right", 20),
        ("side_lying_leg_raise", "hip_out", "right", 25),
        ("seated_hip_abduction", "hip_out", "left", 15),
        ("standing_leg_raise", "hip", "right", 15),
        ("ankle_pump_in_bed", "ankle", "left", 40),
        ("seated_toe_raise", "ankle", "left", 15),
        ("toe_raise_at_support", "ankle", "left", 12),
        ("heel_raise", "ankle", "left", 25),
        ("seated_heel_raise", "ankle", "left", 25),
        ("band_external_rotation", "shoulder_turn", "right", 45),
        ("seated_overhead_press", "shoulder", "right", 100),
        ("seated_row", "elbow", "right", 80),
        ("grip_squeeze", "fingers", "right", 40),
        ("leg_press", "knee", "right", 40),
        ("sit_to_stand", "knee", "right", 80),
        ("goblet_squat", "knee", "right", 80),
        ("prone_chest_lift", "spine", "", 10),
    ],
)
def test_the_joint_that_a_movement_trains_is_the_one_that_moves(name: str, joint: str, side: str, least: float) -> None:
    found = library()[f"movement.{name}"]
    key = f"{joint}_{side}" if side else joint
    start, end = posed(found, "start"), posed(found, "end")
    assert abs(start.angles.get(key, 0) - end.angles.get(key, 0)) >= least


@pytest.mark.parametrize("found", MOVEMENTS, ids=short)
def test_a_movement_that_each_side_does_in_turn_is_drawn_with_one_side(found: LibraryMovement) -> None:
    start, end = posed(found, "start").angles, posed(found, "end").angles
    joints = ("hip", "hip_out", "knee") if "lower" in found.tags else ("hip", "knee", "shoulder", "elbow", "fingers")
    moved = [[end.get(f"{name}_{side}", 0) - start.get(f"{name}_{side}", 0) for name in joints] for side in SIDES]
    one_side = any(abs(left - right) > 8 for left, right in zip(*moved, strict=True))
    both_sides_alike = {"usual_walk", "loaded_carry"}  # a step is a step of both legs
    assert one_side == (short(found) in both_sides_alike or (found.per_side and short(found) != "side_step_with_band"))


@of_every_case
def test_no_spine_is_rounded_and_only_the_chest_lift_arches_it(found: LibraryMovement, phase: str) -> None:
    spine = posed(found, phase).angles["spine"]
    assert spine == 0 or (short(found) == "prone_chest_lift" and -20 <= spine < 0)


@pytest.mark.parametrize("found", MOVEMENTS, ids=short)
def test_the_head_below_the_heart_is_tagged(found: LibraryMovement) -> None:
    for phase in PHASES:
        figure = posed(found, phase)
        if figure.points["head"].y < figure.points["chest"].y - 5:
            assert "head_down" in found.tags


@pytest.mark.parametrize("found", MOVEMENTS, ids=short)
def test_hands_above_the_shoulders_are_tagged(found: LibraryMovement) -> None:
    if found.position == "bed":
        return
    for phase in PHASES:
        figure = posed(found, phase)
        if figure.point("hands").y > figure.points["crown"].y:
            assert "overhead" in found.tags


@pytest.mark.parametrize("found", MOVEMENTS, ids=short)
def test_a_hip_that_bends_past_a_right_angle_is_tagged_or_sits(found: LibraryMovement) -> None:
    for phase in PHASES:
        angles = posed(found, phase).angles
        if max(angles["hip_left"], angles["hip_right"]) > 105 and found.pattern != "squat":
            assert "hip_past_90" in found.tags


@of_every_case
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drawing_is_whole_svg_that_a_screen_reader_can_tell(
    found: LibraryMovement, phase: str, language: str
) -> None:
    text = svg(found.id, phase, language)
    root = ElementTree.fromstring(text)  # noqa: S314 - our own text
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert words()[found.name][language] in (title.text or "")
    assert words()[found.id][language] in (description.text or "")
    assert root.get("role") == "img"
    assert root.get("lang") == language
    assert set((root.get("aria-labelledby") or "").split()) == {title.get("id"), description.get("id")}


@of_every_case
def test_a_drawing_needs_nothing_else_and_stays_small(found: LibraryMovement, phase: str) -> None:
    text = svg(found.id, phase, "en")
    assert len(text) < 32_000
    for word in ("<script", "<style", " style=", "<image", "http:", "https:", "nan", "inf"):
        assert word not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("found", MOVEMENTS, ids=short)
def test_both_positions_are_drawn_in_one_frame(found: LibraryMovement) -> None:
    boxes = {ElementTree.fromstring(svg(found.id, phase, "en")).get("viewBox") for phase in PHASES}  # noqa: S314
    assert len(boxes) == 1


@of_every_case
def test_everything_drawn_lies_inside_the_frame(found: LibraryMovement, phase: str) -> None:
    scene = scenes()[short(found)]
    start, end = (poses()[found.poses[name]] for name in PHASES)
    drawn = figure._drawn(poses()[found.poses[phase]], scene)
    left, top, width, height = figure._frame(
        [*figure._drawn(start, scene), *figure._drawn(end, scene), *figure._ways(start, end, scene)], scene
    )
    for shape in drawn:
        for x, y in shape.corners:
            assert left <= x <= left + width
            assert top <= y <= top + height


def test_every_pose_and_every_scene_is_used() -> None:
    used = {pose for found in MOVEMENTS for pose in found.poses.values()}
    bases = {"supine", "hook", "seated", "seated_holding_seat", "seated_arms_down", "stand", "stand_at_rail"}
    assert set(poses()) - used == bases | {"gait_right", "gait_left"}
    assert set(scenes()) == {short(found) for found in MOVEMENTS}


def test_the_drawing_is_the_same_each_time() -> None:
    assert svg.__wrapped__("movement.step_up", "end", "en") == svg.__wrapped__("movement.step_up", "end", "en")


def test_a_position_or_movement_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="phase must be one of start, end"):
        svg("movement.step_up", "middle", "en")
    with pytest.raises(KeyError):
        svg("movement.levitate", "start", "en")


def made(**values: Any) -> dict[str, Any]:
    return {"made_up": {"holds": "pelvis", "at": [0, 90, 0], "trunk": {}, **values}}


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (made(right={"knee": 141}), r"pose made_up: knee 141 goes beyond 0 to 140 degrees"),
        (made(right={"knee": -1}), r"knee -1 goes beyond"),
        (made(both={"ankle": 26}), r"ankle 26 goes beyond"),
        (made(trunk={"spine": 21}), r"spine 21 goes beyond"),
        (made(left={"wing": 10}), r"pose made_up: 'wing' is no joint"),
        (made(left={"knee": FLAT}), r"knee"),
    ],
)
def test_a_pose_that_no_body_can_take_is_refused(record: dict[str, Any], told: str) -> None:
    with pytest.raises((BadFigureError, TypeError), match=told):
        pose_records._pose("made_up", pose_records._whole("made_up", record))


def test_a_pose_at_the_end_of_its_range_is_taken() -> None:
    found = pose_records._pose("made_up", pose_records._whole("made_up", made(both={"knee": 140, "ankle": 25})))
    assert (found.angle("knee", "left"), found.angle("ankle", "right")) == (140, 25)


def test_a_thing_or_point_that_does_not_exist_is_refused() -> None:
    setting = Setting(posed(MOVEMENTS[0], "start"), View(20, 8), {})
    with pytest.raises(BadFigureError, match="a scene has no thing 'trampoline'"):
        things_shapes([Thing("trampoline", {})], setting)
    with pytest.raises(BadFigureError, match="a point must be a name"):
        things_shapes([Thing("band", {"points": [7]})], setting)


@pytest.mark.parametrize(
    ("angles", "point", "where"),
    [
        ({}, "knee_right", (0, -42, 8.5)),
        ({"hip_right": 90.0}, "knee_right", (42, 0, 8.5)),
        ({"hip_right": 90.0, "knee_right": 90.0}, "ankle_right", (42, -42, 8.5)),
        ({"hip_out_right": 90.0}, "knee_right", (0, 0, 50.5)),
        ({"hip_out_left": 90.0}, "knee_left", (0, 0, -50.5)),
        ({"shoulder_right": 90.0}, "elbow_right", (29, 47, 17.5)),
        ({"shoulder_out_left": 90.0}, "elbow_left", (0, 47, -46.5)),
        ({"elbow_right": 90.0}, "wrist_right", (25, 18, 17.5)),
        ({"elbow_right": 90.0, "shoulder_turn_right": 90.0}, "wrist_right", (0, 18, 42.5)),
        ({"elbow_left": 90.0, "shoulder_turn_left": 90.0}, "wrist_left", (0, 18, -42.5)),
        ({"forearm_right": 90.0}, "thumb_right", (0, -14, 12.5)),
        ({"fingers_right": 90.0}, "fingertips_right", (0, -13, 11.5)),
        ({"wrist_left": 90.0}, "hand_left", (0, -7, -23.5)),
    ],
)
def test_every_joint_turns_the_way_a_clinician_means(
    angles: dict[str, float], point: str, where: tuple[float, ...]
) -> None:
    still = pose_records.Pose("made_up", angles, {"lean": 0, "roll": 0, "turn": 0}, frozenset(), "pelvis", (0, 0, 0))
    assert body(still).points[point] == pytest.approx(where, abs=1e-6)


def test_leaning_rolling_and_turning_move_the_trunk_the_way_their_names_say() -> None:
    def neck(**where: float) -> Point:
        whole = {"lean": 0.0, "roll": 0.0, "turn": 0.0, **where}
        return body(pose_records.Pose("made_up", {}, whole, frozenset(), "pelvis", (0, 0, 0))).points["neck"]

    assert neck(lean=90) == pytest.approx((50, 0, 0), abs=1e-6)
    assert neck(roll=90) == pytest.approx((0, 0, -50), abs=1e-6)
    assert neck(turn=90) == pytest.approx((0, 50, 0), abs=1e-6)


def test_halfway_between_two_poses_every_joint_has_gone_half_its_way() -> None:
    found = library()["movement.seated_knee_extension"]
    start, end = (poses()[found.poses[phase]] for phase in PHASES)
    middle = body(between(start, end, 0.5))
    assert middle.angles["knee_right"] == pytest.approx((90 + 6) / 2)
    assert body(between(start, end, 0)).points["ankle_right"] == pytest.approx(body(start).points["ankle_right"])
    assert body(between(start, end, 1)).points["ankle_right"] == pytest.approx(body(end).points["ankle_right"])
