"""The address of the drawings: one for each movement and position, in both languages, kept by any cache."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cds_service.figures import svg
from rules.exercise.library import library
from tests.support.service import ServiceUnderTest, service_under_test


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    with service_under_test(Path(tmp_path_factory.mktemp("figures"))) as running:
        yield running


def test_a_drawing_is_served_as_svg_that_caches_may_keep(service: ServiceUnderTest) -> None:
    reply = service.send("GET", "/figures/sit_to_stand.svg?pose=end&lang=zh-CN")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "image/svg+xml"
    assert reply.headers["content-language"] == "zh-CN"
    assert reply.headers["cache-control"] == "public, max-age=86400"
    assert reply.headers["content-security-policy"] == "default-src 'none'"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in reply.headers
    assert reply.text == svg("movement.sit_to_stand", "end", "zh-CN")


def test_a_movement_may_be_named_by_its_whole_id(service: ServiceUnderTest) -> None:
    assert service.send("GET", "/figures/movement.step_up.svg").text == svg("movement.step_up", "start", "en")


def test_every_movement_has_its_address(service: ServiceUnderTest) -> None:
    for name in library():
        reply = service.send("GET", f"/figures/{name.removeprefix('movement.')}.svg")
        assert reply.status_code == 200
        ElementTree.fromstring(reply.content)  # noqa: S314 - our own bytes


def test_the_language_of_the_reader_is_taken_where_none_is_asked_for(service: ServiceUnderTest) -> None:
    spoken = service.send("GET", "/figures/step_up.svg", headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert spoken.headers["content-language"] == "zh-CN"
    assert spoken.headers["vary"] == "accept-language"
    asked = service.send("GET", "/figures/step_up.svg?lang=en", headers={"accept-language": "zh-CN"})
    assert asked.headers["content-language"] == "en"
    assert service.send("GET", "/figures/step_up.svg").headers["content-language"] == "en"


def test_a_drawing_that_is_already_there_is_not_sent_again(service: ServiceUnderTest) -> None:
    tag = service.send("GET", "/figures/step_up.svg").headers["etag"]
    again = service.send("GET", "/figures/step_up.svg", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = service.send("GET", "/figures/step_up.svg?pose=end", headers={"if-none-match": tag})
    assert other.status_code == 200


def test_a_head_request_is_answered(service: ServiceUnderTest) -> None:
    assert service.send("HEAD", "/figures/step_up.svg").status_code == 200


@pytest.mark.parametrize("name", ["levitate", "..%2F..%2Fetc%2Fpasswd", "%00", "movement.movement.step_up", "x" * 3000])
def test_an_unknown_movement_is_not_found(service: ServiceUnderTest, name: str) -> None:
    reply = service.send("GET", f"/figures/{name}.svg")
    assert reply.status_code == 404
    assert reply.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(("query", "told"), [("pose=middle", "pose: must be one of start, end."), ("lang=fr", "lang:")])
def test_a_position_or_language_that_is_not_drawn_is_refused(service: ServiceUnderTest, query: str, told: str) -> None:
    reply = service.send("GET", f"/figures/step_up.svg?{query}")
    assert reply.status_code == 400
    assert told in reply.json()["issue"][0]["diagnostics"]
    assert "middle" not in reply.text
