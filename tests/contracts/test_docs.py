"""The documentation is true: generated pages show no difference, links inside the repository resolve."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKDOWN = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def generator() -> object:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_show_no_difference() -> None:
    pages = generator().pages()  # type: ignore[attr-defined]  # loaded from a path
    for path, text in pages.items():
        assert path.is_file(), f"{path.name} is missing: run `make docs`"
        assert path.read_text("utf-8") == text, f"{path.name} is out of date: run `make docs`"
    assert set((ROOT / "docs" / "reference" / "rules").iterdir()) <= set(pages), "a page is left over: run `make docs`"


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_repository_resolve(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_command_of_the_makefile_that_the_documentation_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in MARKDOWN:
        for named in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8")):
            assert named in targets, f"{page.name} names `make {named}`"
