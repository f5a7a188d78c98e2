"""Medplum's client, which nobody here wrote, against the running service (cds-hooks.md 2.2)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cds_service.app import create_app
from cds_service.settings import Settings
from fhir_profiles.prefetch import PREFETCH
from tests.support.cds_response import faults
from tests.support.hook_requests import PATIENT_ID
from tests.support.loopback import served
from tests.support.scripted_fhir_server import scripted_fhir_server
from tests.support.service import NOW

FOLDER = Path(__file__).parent / "medplum"
READY = shutil.which("node") is not None and (FOLDER / "node_modules" / "@medplum" / "core").is_dir()


@pytest.mark.node
@pytest.mark.skipif(
    not READY and os.environ.get("CI") != "true", reason="needs Node.js and `npm ci` in tests/protocol/medplum"
)
@pytest.mark.verifies("2.2 medplum", "2.2 user-template")
def test_medplums_client_discovers_the_service_fills_every_template_and_gets_a_card(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path), clock=lambda: NOW)
    with scripted_fhir_server() as fhir, served(app) as service:
        done = subprocess.run(
            ["node", "--experimental-websocket", "client.mjs", service, fhir.base, PATIENT_ID],  # noqa: S607
            cwd=FOLDER,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["services"][0]["id"] == "sarcopenia-patient-view"
    assert set(said["keys"]) == set(PREFETCH)
    assert said["response"]["cards"]
    assert faults(said["response"]) == []
