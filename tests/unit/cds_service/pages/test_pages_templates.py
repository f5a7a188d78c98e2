"""The sheets as they are written: templates without logic, every word in use, nothing that is fetched or run."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib.resources import files

import pytest
from jinja2 import meta, nodes

from cds_service.locale import interface_words
from cds_service.pages import CONTENT_POLICY, SHEETS, sheet
from cds_service.pages.rendering import TEMPLATES, environment
from tests.support.sheets import elements, practice

PAGES = files("cds_service.pages")
SOURCES = {
    entry.name: entry.read_text("utf-8")
    for entry in PAGES.joinpath("templates").iterdir()
    if entry.name.endswith(".jinja")
}
STYLE = PAGES.joinpath("templates", "sheet.css").read_text("utf-8")
CODE = "".join(entry.read_text("utf-8") for entry in PAGES.iterdir() if entry.name.endswith(".py"))
MACROS = {"items", "titled", "signature", "withheld"}
every_sheet = pytest.mark.parametrize("kind", SHEETS)


def used(name: str) -> set[str]:
    """The variables of a template and of what it extends."""
    tree = environment().parse(SOURCES[name])
    others = (other for other in meta.find_referenced_templates(tree) if other and other != "macros.jinja")
    own = meta.find_undeclared_variables(tree) - MACROS
    return own | {variable for other in others for variable in used(other)}


@pytest.mark.parametrize("view", TEMPLATES, ids=lambda view: view.__name__)
def test_a_template_uses_exactly_what_its_view_holds(view: type) -> None:
    assert used(TEMPLATES[view]) == {field.name for field in fields(view)}


def test_macros_know_only_what_they_are_given() -> None:
    assert meta.find_undeclared_variables(environment().parse(SOURCES["macros.jinja"])) == set()


@pytest.mark.parametrize("name", SOURCES)
def test_templates_switch_no_escaping_off_and_hold_no_script(name: str) -> None:
    assert not re.search(r"\|\s*safe|autoescape|Markup|<script|\son[a-z]+=|\sstyle=|javascript:", SOURCES[name])


@pytest.mark.parametrize("name", SOURCES)
def test_templates_compute_nothing(name: str) -> None:
    tree = environment().parse(SOURCES[name])
    assert not list(tree.find_all((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Filter, nodes.Compare)))


def test_every_heading_that_a_template_names_has_its_words() -> None:
    named = {name for source in SOURCES.values() for name in re.findall(r"\bwords\.(\w+)", source)}
    known = interface_words("en")
    assert {name for name in named if f"sheet.{name}" not in known and f"heading.{name}" not in known} == set()


def test_no_heading_of_the_sheets_is_left_unused() -> None:
    everything = CODE + "".join(SOURCES.values())
    named = [name.removeprefix("sheet.") for name in interface_words("en") if name.startswith("sheet.")]
    assert [name for name in named if not re.search(rf"(words|sheet)\.{name}\b|_title\"", everything)] == []
    assert [name for name in named if name not in everything] == []


@every_sheet
def test_a_sheet_is_one_document_that_fetches_and_runs_nothing(kind: str) -> None:
    html = sheet(kind, practice(1))
    found = elements(html)
    assert {tag for tag, _ in found} & {"script", "link", "img", "iframe", "object", "form", "input"} == set()
    assert all(name not in attributes for _, attributes in found for name in ("src", "srcset", "action", "style"))
    addresses = {attributes["href"] for _, attributes in found if attributes.get("href")}
    assert all(str(address).startswith(("https://", "#")) for address in addresses)
    assert set(re.findall(r"url\((.)", html)) <= {"#"}
    assert "@import" not in html


@every_sheet
def test_no_id_stands_twice_on_a_sheet(kind: str) -> None:
    for number in (1, 2, 14):
        ids = [attributes["id"] for _, attributes in elements(sheet(kind, practice(number))) if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_the_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    assert CONTENT_POLICY.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in CONTENT_POLICY


def test_the_style_prints_on_a4() -> None:
    assert re.search(r"@page \{\s*size: A4;", STYLE)
    assert "</" not in STYLE


@every_sheet
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_sheet_says_its_language(kind: str, language: str) -> None:
    html = sheet(kind, practice(1, language))
    assert html.startswith(f'<!doctype html>\n<html lang="{language}">')
