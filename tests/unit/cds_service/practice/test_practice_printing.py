"""Printing from a chart: the sheets of a recorded answer, in both languages, and a plain word where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cds_service.app import create_app
from cds_service.pages import CONTENT_POLICY
from cds_service.practice.guard import HEADERS
from cds_service.settings import Settings
from tests.support.practice_service import BASE, StandIn, Visitor, free_port, serving, with_stand_in
from tests.support.sheets import readable

CHART = "/practice/patients/practice-01"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole product, served."""
    port = free_port()
    folder: Path = tmp_path_factory.mktemp("records")
    settings = Settings(profile="demo", data_dir=folder, public_url=f"http://127.0.0.1:{port}")
    with serving(create_app(settings), port) as address:
        yield address


def got(address: str, path: str, language: str = "en", **headers: str) -> httpx.Response:
    sent = {"accept-language": language} | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{address}{path}", headers=sent, timeout=20, trust_env=False)


@pytest.mark.parametrize(("language", "names"), [("en", ("The plan", "Patient&#39;s sheet")), ("zh-CN", ("计划",))])
def test_a_chart_leads_to_both_sheets(ward: str, language: str, names: tuple[str, ...]) -> None:
    page = got(ward, CHART, language).text
    assert f'href="{CHART}/plan"' in page
    assert f'href="{CHART}/patient-sheet"' in page
    assert all(name in page for name in names)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(("path", "title"), [("plan", "24"), ("patient-sheet", "9mm")])
def test_a_sheet_is_printed_from_what_the_service_recorded(ward: str, path: str, title: str, language: str) -> None:
    reply = got(ward, f"{CHART}/{path}", language)
    assert reply.status_code == 200
    assert f'<html lang="{language}">' in reply.text
    assert title in reply.text
    assert reply.headers["content-security-policy"] == CONTENT_POLICY
    assert reply.headers["cache-control"] == HEADERS["Cache-Control"]
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_part_that_could_not_be_read_is_not_taken_for_absent_on_paper(ward: str) -> None:
    told = readable(got(ward, "/practice/patients/practice-12/plan").text)
    assert "Could not be read:" in told


@pytest.mark.parametrize(("number", "why"), [("16", "died"), ("06", "no sarcopenia"), ("10", "not known yet")])
def test_where_no_plan_is_offered_the_page_says_why(ward: str, number: str, why: str) -> None:
    reply = got(ward, f"/practice/patients/practice-{number}/plan")
    assert reply.status_code == 404
    assert "Nothing to print" in reply.text
    assert why in reply.text


def test_another_site_cannot_set_off_a_print(ward: str) -> None:
    assert got(ward, f"{CHART}/plan", sec_fetch_site="cross-site").status_code == 403


def test_an_unknown_chart_has_no_sheet(ward: str) -> None:
    assert got(ward, "/practice/patients/nobody/plan").status_code == 404


def test_beside_a_service_that_keeps_no_answers_nothing_is_offered_to_print() -> None:
    visitor = Visitor(with_stand_in(BASE, StandIn(), by_network=False))
    assert "/patient-sheet" not in visitor.get(CHART).text
    reply = visitor.get(f"{CHART}/patient-sheet")
    assert reply.status_code == 404
    assert "Nothing to print" in reply.text
