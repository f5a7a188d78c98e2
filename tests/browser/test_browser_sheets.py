"""The printed sheets in a real browser: nothing runs off the screen or the paper, and nothing is blocked or fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cds_service.app import create_app
from cds_service.pages import SHEETS, sheet
from cds_service.settings import Settings
from tests.browser.conftest import DESKTOP, TABLET, listening
from tests.support.practice_service import free_port, serving
from tests.support.sheets import practice

pytestmark = pytest.mark.browser

PAPER = 688  # A4 between its margins of 14 mm, in CSS pixels
PEOPLE = (1, 2, 5, 9, 14)
# Every element that is wider than its place, or that begins or ends outside the page; drawings clip what they hold.
OUTSIDE = """() => {
    const wide = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll("body *")].filter((element) => {
        if (element.closest("svg") && element.tagName.toLowerCase() !== "svg") return false;
        const box = element.getBoundingClientRect();
        if (!box.width || getComputedStyle(element).clipPath !== "none") return false;
        return box.right > wide || box.left < -1 || element.scrollWidth > element.clientWidth + 1
            && getComputedStyle(element).display !== "inline" && element.clientWidth > 0;
    }).map((element) => element.tagName + "." + element.className + ": " + element.textContent.slice(0, 60));
}"""
audit = Path(__file__).with_name("audit.js").read_text("utf-8")


@pytest.fixture
def paper(browser: Browser, tmp_path: Path, complaints: list[str]) -> Iterator[Page]:
    """A page that shows files; at its end the browser must have complained about nothing."""
    with listening(browser, complaints, base_url=tmp_path.as_uri(), viewport=DESKTOP) as context:
        yield context.new_page()
    assert complaints == []


def shown(page: Page, folder: Path, kind: str, number: int, language: str) -> Page:
    path = folder / f"{kind}-{number}-{language}.html"
    path.write_text(sheet(kind, practice(number, language)), "utf-8")
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("number", PEOPLE)
@pytest.mark.parametrize("kind", SHEETS)
def test_nothing_runs_off_the_screen_or_the_paper(
    paper: Page, tmp_path: Path, kind: str, number: int, language: str
) -> None:
    page = shown(paper, tmp_path, kind, number, language)
    for media, width in (("screen", DESKTOP["width"]), ("screen", TABLET["width"]), ("print", PAPER)):
        page.emulate_media(media=media)  # type: ignore[arg-type]  # one of the two media
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_becomes_pages_of_a4(paper: Page, tmp_path: Path, kind: str) -> None:
    page = shown(paper, tmp_path, kind, 1, "en")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed or b"/MediaBox [0 0 595" in printed


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_on_a_telephone_is_one_column(paper: Page, tmp_path: Path, kind: str) -> None:
    page = shown(paper, tmp_path, kind, 1, "en")
    page.set_viewport_size({"width": 400, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_is_named_and_ordered_for_a_screen_reader(
    paper: Page, tmp_path: Path, kind: str, language: str
) -> None:
    assert shown(paper, tmp_path, kind, 1, language).evaluate(audit) == []


def test_the_sheets_open_from_a_chart_with_their_style(browser: Browser, tmp_path: Path, complaints: list[str]) -> None:
    port = free_port()
    settings = Settings(profile="demo", data_dir=tmp_path, public_url=f"http://127.0.0.1:{port}")
    with (
        serving(create_app(settings), port) as address,
        listening(browser, complaints, base_url=address, viewport=DESKTOP, locale="en") as context,
    ):
        page = context.new_page()
        page.goto("/practice/patients/practice-01")
        with context.expect_page() as opening:
            page.get_by_role("link", name="Patient's sheet").click()
        printed = opening.value
        expect(printed.get_by_role("heading", level=1)).to_have_text("Your training and your meals")
        assert printed.locator(".move svg").count() > 10
        assert printed.evaluate("getComputedStyle(document.querySelector('.stop-box')).borderTopWidth") == "3px"
    assert complaints == []
