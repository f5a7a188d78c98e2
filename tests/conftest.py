"""Options of the whole suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A busy machine is no fault of the code: no test is judged by its time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-scenarios", action="store_true", help="write the reviewed cards of the scenarios anew")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-scenarios") and os.environ.get("CI"):
        raise pytest.UsageError("--update-scenarios is for a reviewer's own machine, never for CI")
