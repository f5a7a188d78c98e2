"""Discovery and the prefetch templates it publishes (cds-hooks.md 1.2 and 1.3)."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.service import ServiceUnderTest

TOKEN = re.compile(r"\{\{(.*?)\}\}")
PORTABLE = {"patient", "subject", "category", "code", "clinical-status", "status", "date", "_count", "_sort", "_id"}


SERVICES = {
    "sarcopenia-patient-view": "patient-view",
    "sarcopenia-encounter-start": "encounter-start",
    "sarcopenia-encounter-discharge": "encounter-discharge",
    "sarcopenia-order-select": "order-select",
    "sarcopenia-order-sign": "order-sign",
    "sarcopenia-problem-list": "problem-list-item-create",
}


@pytest.fixture(params=SERVICES)
def listed(request: pytest.FixtureRequest, service: ServiceUnderTest) -> dict[str, Any]:
    (only,) = [listed for listed in service.discover() if listed["id"] == request.param]
    return only


@pytest.fixture
def templates(listed: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = listed["prefetch"]
    return found


@pytest.mark.verifies("D1")
def test_discovery_stands_at_exactly_its_address_and_lists_services(service: ServiceUnderTest) -> None:
    reply = service.send("GET", "/cds-services")
    assert reply.status_code == 200
    assert isinstance(reply.json()["services"], list)
    assert [service.send("GET", path).status_code for path in ("/cds-services/", "/cds/cds-services")] == [404] * 2


@pytest.mark.verifies("D2")
def test_a_service_has_hook_id_description_title_prefetch_and_usage_requirements(listed: dict[str, Any]) -> None:
    assert listed["hook"] == SERVICES[listed["id"]]
    assert all(isinstance(listed[name], str) and listed[name] for name in ("title", "description", "usageRequirements"))
    assert all(isinstance(value, str) for value in listed["prefetch"].values())


@pytest.mark.verifies("D3", "1.11 version")
def test_the_version_is_that_of_the_published_specification_and_no_hook_version_is_claimed(
    listed: dict[str, Any],
) -> None:
    assert listed["version"] == "2.0.1"
    assert "hookVersion" not in listed


@pytest.mark.verifies("D6")
def test_a_service_is_called_at_its_id_below_discovery(service: ServiceUnderTest, listed: dict[str, Any]) -> None:
    reply = service.send("POST", f"/cds-services/{listed['id']}", json={})
    assert reply.status_code == 400  # reached, and told what is missing


@pytest.mark.verifies("D2")
def test_ids_are_unique(service: ServiceUnderTest) -> None:
    ids = [listed["id"] for listed in service.discover()]
    assert len(set(ids)) == len(ids)


@pytest.mark.verifies("1.5 published-hooks", "1.5 other-hooks")
def test_only_published_hooks_are_offered(service: ServiceUnderTest) -> None:
    assert {listed["id"]: listed["hook"] for listed in service.discover()} == SERVICES


@pytest.mark.verifies("1.3 tokens")
def test_templates_use_only_context_tokens_that_the_hook_has(templates: dict[str, str]) -> None:
    used = {token.strip() for template in templates.values() for token in TOKEN.findall(template)}
    assert used == {"context.patientId"}


@pytest.mark.verifies("1.3 portable-subset")
def test_templates_stay_in_the_portable_subset(templates: dict[str, str]) -> None:
    for template in templates.values():
        parts = urlsplit(template)
        names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        assert names <= PORTABLE, template
        assert not parts.netloc
        assert "_maxresults" not in template
        assert "today()" not in template


@pytest.mark.verifies("1.3 r4-spelling")
def test_templates_are_spelt_as_r4_spells_them(templates: dict[str, str]) -> None:
    assert not any("sort:" in template or "...status" in template for template in templates.values())
    assert any("_sort=-" in template for template in templates.values())


@pytest.mark.verifies("1.3 no-repeated-parameter", "2.1 quirk 3")
def test_no_template_repeats_a_parameter(templates: dict[str, str]) -> None:
    for template in templates.values():
        counted = Counter(name for name, _ in parse_qsl(urlsplit(template).query, keep_blank_values=True))
        assert set(counted.values()) <= {1}, template


@pytest.mark.verifies("2.2 user-template")
def test_the_user_is_not_prefetched_for_one_failing_read_can_end_a_whole_call(templates: dict[str, str]) -> None:
    assert not any("userId" in template or "Practitioner" in template for template in templates.values())
