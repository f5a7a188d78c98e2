"""Every moment of care can be tried from a chart, and what is sent along is what a record system would send."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from cds_service.practice.chart import Charts
from cds_service.practice.fhir_endpoint import Grants
from cds_service.practice.hook_client import HookClient
from cds_service.practice.moments import OPENED, Moment, context_of, moment, moments
from rules.context import Moment as Hook
from tests.support.practice_service import BASE, TODAY, StandIn, Visitor, with_stand_in
from tests.support.service import service_under_test

LANGUAGES = ("en", "zh-CN")


@pytest.fixture
def charts() -> Charts:
    return Charts(lambda: TODAY)


def test_every_hook_of_the_service_can_be_tried() -> None:
    assert {item.hook for item in moments().values()} == {str(hook) for hook in Hook}


def test_an_unknown_moment_is_an_opened_chart() -> None:
    assert moment("nonsense") == moment(None) == moments()[OPENED]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chosen", moments().values(), ids=lambda item: item.id)
def test_what_a_moment_sends_along_is_about_this_person(charts: Charts, chosen: Moment, language: str) -> None:
    chart = charts.chart("practice-01", language)
    sent = context_of(chosen, chart, language, TODAY)
    wanted = {
        "encounter-start": {"encounterId"},
        "encounter-discharge": {"encounterId"},
        "order-select": {"draftOrders", "selections"},
        "order-sign": {"draftOrders"},
        "problem-list-item-create": {"conditions"},
    }
    assert sent.keys() == wanted.get(chosen.hook, set())
    for resource in held(sent):
        subject: Any = resource.get("subject") or resource.get("patient")
        assert subject == {"reference": f"Patient/{chart.patient_id}"}


def held(sent: dict[str, Any]) -> list[dict[str, Any]]:
    bundles = [sent[name] for name in ("draftOrders", "conditions") if name in sent]
    return [entry["resource"] for bundle in bundles for entry in bundle["entry"]]


def test_the_order_that_is_being_written_is_the_one_that_is_selected(charts: Charts) -> None:
    sent = context_of(moments()["bed_rest"], charts.chart("practice-01", "en"), "en", TODAY)
    assert sent["selections"] == ["ServiceRequest/practice-new-bed-rest"]
    assert [item["id"] for item in held(sent)] == ["practice-new-bed-rest"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_offers_every_moment_by_name(language: str) -> None:
    visitor = Visitor(with_stand_in(BASE, StandIn(), by_network=False), language)
    page = visitor.get("/practice/patients/practice-01").text
    for item in moments().values():
        assert f">{item.label[language]}</a>" in page, item.id


def test_the_moment_that_is_shown_is_marked_and_asked_for() -> None:
    visitor = Visitor(with_stand_in(BASE, StandIn(), by_network=False))
    page = visitor.get("/practice/patients/practice-01?moment=bed_rest").text
    assert 'data-href="/practice/patients/practice-01/advice?moment=bed_rest"' in page
    assert page.count('aria-current="true">Bed rest') == 1


def test_a_moment_that_the_service_does_not_offer_is_trouble_and_no_crash() -> None:
    visitor = Visitor(with_stand_in(BASE, StandIn(), by_network=False))
    reply = visitor.get("/practice/patients/practice-01/advice?moment=admit")
    assert reply.status_code == 200
    assert "discovery names no service for encounter-start" in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chosen", moments())
def test_every_moment_is_answered_by_the_real_service(tmp_path: Path, chosen: str, language: str) -> None:
    now, chart = moments()[chosen], Charts(lambda: TODAY).chart("practice-01", language)
    with service_under_test(tmp_path) as running:
        base = "http://127.0.0.1:8000"
        client = HookClient(
            base,
            Grants(lambda: 0.0),
            lambda: httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url=base),
        )
        answer = asyncio.run(client.ask(chart, language, now, context_of(now, chart, language, TODAY)))
    assert (answer.status, answer.trouble, answer.moment) == (200, (), chosen)
