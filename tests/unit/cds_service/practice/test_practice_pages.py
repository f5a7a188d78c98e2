"""The pages as they are written: templates without logic of their own, words in both languages, readable colours."""

import re
import string
from dataclasses import fields
from importlib.resources import files

import pytest
from jinja2 import meta, nodes

from cds_service.practice import views
from cds_service.practice.guard import HEADERS
from cds_service.practice.pages import TEMPLATES, environment
from cds_service.practice.routes import _NOTICES
from cds_service.practice.words import LANGUAGES, words

PRACTICE = files("cds_service.practice")
SHEET = PRACTICE.joinpath("static", "practice.css").read_text("utf-8")
SCRIPT = PRACTICE.joinpath("static", "practice.js").read_text("utf-8")
SOURCES = {entry.name: entry.read_text("utf-8") for entry in PRACTICE.joinpath("templates").iterdir()}
CODE = "".join(entry.read_text("utf-8") for entry in PRACTICE.iterdir() if entry.name.endswith(".py"))


def used(name: str) -> set[str]:
    """The variables of a template and of everything that it extends or includes."""
    tree = environment().parse(SOURCES[name])
    own = {macro.name for macro in tree.find_all(nodes.Macro)} | {"icon"}
    return (meta.find_undeclared_variables(tree) - own) | {
        variable for other in meta.find_referenced_templates(tree) if other for variable in used(other)
    }


@pytest.mark.parametrize("view", TEMPLATES, ids=lambda view: view.__name__)
def test_a_template_uses_exactly_what_its_view_holds(view: type) -> None:
    assert used(TEMPLATES[view]) == {field.name for field in fields(view)}


@pytest.mark.parametrize("name", SOURCES)
def test_templates_switch_no_escaping_off_and_hold_no_script_or_style(name: str) -> None:
    source = SOURCES[name]
    assert not re.search(r"\|\s*safe|autoescape|Markup", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", source)


@pytest.mark.parametrize("name", SOURCES)
def test_templates_compute_nothing(name: str) -> None:
    tree = environment().parse(SOURCES[name])
    assert not list(tree.find_all((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Filter)))


def test_both_languages_have_the_same_words_and_placeholders() -> None:
    def placeholders(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    english, chinese = (words(language) for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    for name, text in english.items():
        assert placeholders(text) == placeholders(chinese[name]), name
        assert text, name


def test_chinese_words_are_chinese() -> None:
    english, chinese = (words(language) for language in LANGUAGES)
    same = {name for name, text in english.items() if text == chinese[name]}
    assert same == {"method_dxa", "method_bia"}


def test_every_word_that_a_template_names_exists() -> None:
    named = {name for source in SOURCES.values() for name in re.findall(r"\bwords\.(\w+)", source)}
    assert named <= words("en").keys()


def test_no_word_is_left_unused() -> None:
    families = ("visit_", "status_", "method_", "draft_", "indicator_", "sent_", "notice_", "moments_")
    everything = CODE + "".join(SOURCES.values())
    unused = [
        name
        for name in words("en")
        if not name.startswith(families) and not re.search(rf"\b{re.escape(name)}\b", everything)
    ]
    assert unused == ["male", "female"]  # looked up by what Patient.gender says


@pytest.mark.parametrize("notice", _NOTICES)
def test_every_notice_has_words(notice: str) -> None:
    assert words("en")[f"notice_{notice}"]


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not re.search(r"https?://|@import|url\(", SHEET)
    assert not re.search(r"https?://|\beval\b|innerHTML|new Function", SCRIPT)


def test_the_content_policy_lets_only_own_files_run() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy


# ── colours ─────────────────────────────────────────────────────────────────────────────────────────────────────────

TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", SHEET))
PAPERS = ("ground", "surface", "sunken")
TEXT_PAIRS = [
    *((ink, paper) for ink in ("ink", "soft", "accent", "accent-strong") for paper in PAPERS),
    *((tone, "surface") for tone in ("info", "warning", "critical", "good")),
    *((tone, f"{tone}-soft") for tone in ("info", "warning", "critical", "good", "accent")),
    *(("ink", f"{tone}-soft") for tone in ("info", "warning", "critical", "good", "accent")),
    ("soft", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
LINE_PAIRS = [("focus", "surface"), ("focus", "ground"), ("line-strong", "surface")]


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two tokens."""
    low, high = sorted((luminance(TOKENS[first]), luminance(TOKENS[second])))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "paper"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize(("line", "paper"), LINE_PAIRS)
def test_edges_that_matter_can_be_seen(line: str, paper: str) -> None:
    assert contrast(line, paper) >= 3


def test_every_colour_that_is_used_is_declared() -> None:
    assert set(re.findall(r"var\(--([a-z-]+)\)", SHEET)) <= TOKENS.keys() | {"round", "shade", "bar", "tone"}


def test_views_are_frozen() -> None:
    for view in TEMPLATES:
        assert view.__dataclass_params__.frozen
    assert views.CardView.__dataclass_params__.frozen
