"""Text of a record inside a card stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import nh3
import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from cds_service.cards import answer
from cds_service.cards.markdown import LONGEST, escaped, plain
from rules.evidence import Evidence
from rules.facts import Ignored, Source
from tests.support.assessments import DAY, LANGUAGES, asked, assessment, finding, hostile_text, nutrition_plan, safety

GFM = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


def seen(markdown: str) -> str:
    """The words that a reader sees, as a record system shows GitHub-flavoured Markdown with raw HTML on."""
    html = re.sub(r"<(li|p|br|th|td)[^>]*>", " ", GFM.render(markdown))
    return " ".join(nh3.clean(html, tags=set()).split())


def hostile(text: str) -> dict[str, object]:
    """Places of an assessment in which text of the record stands."""
    source = Source("Condition", text)
    found = finding("K04.high", Evidence(text, source, on=DAY))
    stop = finding("K01.acute_coronary", Evidence(text, source, 1.0, text))
    return {
        "safety": safety(stop, found),
        "nutrition": nutrition_plan(),
        "ignored": (Ignored(source, "unknown_unit", "grip_kg", text),),
    }


@given(hostile_text)
def test_escaped_text_is_read_as_it_was_written(text: str) -> None:
    read = unescape(GFM.renderInline(escaped(text)))
    assert read == plain(text)


@given(hostile_text)
def test_escaped_text_opens_no_element(text: str) -> None:
    assert "<" not in GFM.renderInline(escaped(text))


def test_an_address_in_the_record_is_no_address_any_more() -> None:
    assert plain("see https://evil.example or WWW.evil.example") == "see https: //evil.example or WWW .evil.example"


def test_text_is_one_line_without_direction_or_control_characters() -> None:
    assert plain("a\u202eb\u200b\x07c\r\n\td\u2028e") == "abc d e"


def test_text_as_long_as_the_limit_is_kept_and_one_more_is_cut() -> None:
    assert plain("x" * LONGEST) == "x" * LONGEST
    assert plain("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a|b|c",
        "`x`",
        "![x](https://evil.example/x.png)",
        "[y](javascript:alert(1))",
        "line\n\n# heading\n- item",
        "www.evil.example and https://evil.example",
        "\u202eevil",
        "*" * 200,
    ],
)
def test_a_name_in_the_record_can_neither_format_nor_link_nor_run(text: str, language: str) -> None:
    harmless = answer(replace(assessment(), **hostile("harmless")), asked(language))
    attacked = answer(replace(assessment(), **hostile(text)), asked(language))
    for before, after in zip(harmless.cards, attacked.cards, strict=True):
        assert structure(after["detail"]) == structure(before["detail"])
        assert "\u202e" not in after["detail"]


def structure(markdown: str) -> list[str]:
    return re.findall(r"<[^>]*>", GFM.render(markdown))


@pytest.mark.parametrize("language", LANGUAGES)
def test_emphasis_closes_where_it_should_in_every_card(language: str) -> None:
    for card in answer(replace(assessment(), **hostile("label")), asked(language)).cards:
        assert "*" not in seen(card["detail"])
