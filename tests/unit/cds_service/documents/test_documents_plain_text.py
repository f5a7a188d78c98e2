"""Cards as text for a terminal: the same words, no markup, Chinese in straight columns."""

from __future__ import annotations

import pytest

from cds_service.documents.plain_text import WIDTH, columns, padded, plain, wrapped


def test_markup_goes_and_words_and_addresses_stay() -> None:
    assert plain("Hello **weak \\| strong** [AWGS](https://doi.org/x).\n") == (
        "Hello weak | strong AWGS <https://doi.org/x>.\n"
    )


def test_list_items_stand_close_and_paragraphs_apart() -> None:
    assert plain("One\n\n- a\n- b\n\nTwo") == "One\n\n  - a\n  - b\n\nTwo\n"


def test_a_table_has_straight_columns_in_both_scripts() -> None:
    lines = plain("| 指标 | 值 |\n| --- | --- |\n| 握力 | 17.9 kg |\n| gait speed | 0.98 |\n").splitlines()
    assert [columns(line[: line.index(mark)]) for line, mark in zip(lines[2:], ("17.9", "0.98"), strict=True)] == [
        14,
        14,
    ]


@pytest.mark.parametrize("text", ["muscle " * 60, "肌肉力量下降，建议" * 30])
def test_no_line_is_wider_than_a_hundred_columns_and_nothing_is_lost(text: str) -> None:
    lines = wrapped(text, "  - ", "    ").splitlines()
    assert max(columns(line) for line in lines) <= WIDTH + 2
    kept = "".join(line.strip().removeprefix("- ") for line in lines)
    assert kept.replace(" ", "") == text.replace(" ", "")


def test_padding_counts_chinese_characters_twice() -> None:
    assert padded("握力", 6) == "握力  "


@pytest.mark.parametrize("kept", ["20 mg", "1.14", "CI", "ramipril", "2026-11-02", "<3.9 mmol/L"])
def test_no_line_breaks_inside_a_number_its_unit_or_a_word_beside_chinese(kept: str) -> None:
    for before in range(30, 60):
        text = "肌" * before + f"，{kept}，" + "力" * 20
        assert kept in "".join(f"{line}\n" for line in wrapped(text).splitlines()), before


def test_beside_one_chinese_word_english_still_breaks_between_words() -> None:
    text = "阿司匹林 " + "weigh every day and tell the team " * 12
    words = set(text.split())
    assert all(set(line.split()) <= words for line in wrapped(text).splitlines())
