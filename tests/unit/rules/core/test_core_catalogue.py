"""The catalogue refuses a record that a clinician could not check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rules import catalogue, rule_set
from rules.catalogue import BadRecordError

WHOLE: dict[str, Any] = {
    "id": "example.rule",
    "says": {"en": "An example.", "zh-CN": "示例。"},
    "kind": "defines",
    "grade": "verified",
    "source": [{"key": "awgs2019", "where": "table 2"}],
    "review": {"written_by": "authors", "checked_by": "nobody yet", "due": date(2027, 1, 1)},
    "limit": 28.0,
}


def read(raw: dict[str, Any]) -> catalogue.Record:
    return catalogue._record(raw, "example", "example.toml, rule 1")


def test_a_whole_record_keeps_its_numbers_apart_from_its_description() -> None:
    record = read(WHOLE)
    assert record.values == {"limit": 28.0}
    assert record.sources == (("awgs2019", "table 2"),)


@pytest.mark.parametrize("field", ["id", "says", "kind", "grade", "source", "review"])
def test_a_record_without_one_of_its_fields_cannot_be_loaded(field: str) -> None:
    with pytest.raises(BadRecordError, match=f"'{field}' must be given"):
        read({name: value for name, value in WHOLE.items() if name != field})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"says": {"en": "Only English."}}, "'says' must be one sentence for each of en, zh-CN"),
        ({"says": {"en": "An example.", "zh-CN": ""}}, "'says'"),
        ({"kind": "guesses"}, "'kind' must be one of"),
        ({"grade": "probably"}, "'grade' must be one of"),
        ({"source": []}, "at least one reference"),
        ({"source": [{"key": "no_such_paper"}]}, "not 'no_such_paper'"),
    ],
)
def test_a_record_with_a_wrong_field_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRecordError, match=said) as caught:
        read(WHOLE | change)
    assert "example.rule" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "grade", "needed"),
    [
        ("doses", "verified", False),
        ("doses", "secondary", False),
        ("doses", "synthesis", True),
        ("doses", "unverified", True),
        ("restricts", "unverified", False),
        ("defines", "unverified", False),
    ],
)
def test_only_what_doses_below_secondary_needs_a_signature(kind: str, grade: str, needed: bool) -> None:
    assert read(WHOLE | {"kind": kind, "grade": grade}).needs_signature is needed


def test_every_source_that_is_listed_is_cited_and_has_an_https_address() -> None:
    cited = {key for record in catalogue.records().values() for key, _ in record.sources}
    for key, reference in catalogue.references().items():
        assert reference.url.startswith("https://")
        assert key in cited, f"{key} is listed in rules/references.toml and no rule cites it"


@pytest.mark.parametrize(
    ("key", "label"), [("awgs2019", "AWGS 2019"), ("kdigo2024", "KDIGO 2024"), ("wei2022", "Wei 2022")]
)
def test_a_publication_has_a_short_name_its_own_or_first_author_and_year(key: str, label: str) -> None:
    assert catalogue.references()[key].label == label


def test_every_short_name_is_shorter_than_its_title_and_fits_beside_a_card() -> None:
    for reference in catalogue.references().values():
        assert len(reference.label) <= 45
        assert len(reference.label) < len(reference.title)


def test_the_rule_set_has_one_identity() -> None:
    assert catalogue.version() == catalogue.version()
    assert len(catalogue.version()) == 12


def test_a_record_is_found_by_its_id() -> None:
    assert catalogue.record("eligibility.age").values["years_at_least"] == 50
    with pytest.raises(KeyError):
        catalogue.record("no.such.rule")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Lets the catalogue see nothing but the given files."""
    caches = (catalogue.records, catalogue.words)

    def see(sheets: dict[str, Any]) -> None:
        whole = sheets | {"references.toml": {"awgs2019": {"title": "t", "url": "https://x", "year": 2020}}}
        monkeypatch.setattr(catalogue, "sheets", lambda: whole)
        for cached in caches:
            cached.cache_clear()

    yield see
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def test_two_rules_of_one_name_cannot_be_loaded(only: Callable[[dict[str, Any]], None]) -> None:
    only({"a/one.toml": {"rule": [WHOLE]}, "b/two.toml": {"rule": [WHOLE]}})
    with pytest.raises(BadRecordError, match="'id' must be unique"):
        catalogue.records()


def test_a_phrase_without_its_twin_or_given_twice_cannot_be_loaded(only: Callable[[dict[str, Any]], None]) -> None:
    only({"a/words.toml": {"note": {"x": {"en": "Only English."}}}})
    with pytest.raises(BadRecordError, match=r"note\.x"):
        catalogue.words()
    both = {"note": {"x": {"en": "x", "zh-CN": "x"}}}
    only({"a/words.toml": both, "b/words.toml": both})
    with pytest.raises(BadRecordError, match="given once"):
        catalogue.words()


def test_what_a_record_says_besides_its_sentence_is_found_by_its_dotted_id(
    only: Callable[[dict[str, Any]], None],
) -> None:
    said = {"en": "x", "zh-CN": "y"}
    more = {"name": said, "cues": [said, said], "cautions": [{"concept": "gout", **said}]}
    only({"a/one.toml": {"rule": [WHOLE | more]}})
    dotted = {f"{WHOLE['id']}.{part}" for part in ("name", "cue.1", "cue.2", "caution.gout")}
    assert {name: words for name, words in catalogue.words().items() if name in dotted} == dict.fromkeys(dotted, said)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": {"en": "x"}}, r"\.name' must be given in each of en, zh-CN"),
        ({"cues": [{"en": "x", "zh-CN": ""}]}, r"\.cue\.1' must be given"),
        ({"cautions": [{"concept": "gout", "en": "x"}]}, r"\.caution\.gout' must be given"),
    ],
)
def test_what_a_record_says_besides_its_sentence_is_said_in_each_language(
    more: dict[str, Any], told: str, only: Callable[[dict[str, Any]], None]
) -> None:
    only({"a/one.toml": {"rule": [WHOLE | more]}})
    with pytest.raises(BadRecordError, match=told):
        catalogue.words()


def test_a_file_that_is_no_toml_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = ", "utf-8")
    monkeypatch.setattr(rule_set, "root", lambda: tmp_path)
    with pytest.raises(BadRecordError, match=r"rules/broken\.toml is not TOML"):
        rule_set.sheets.__wrapped__()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"review": {"written_by": "authors", "checked_by": "nobody yet", "due": "2027-01-01"}}, "'review'"),
        ({"review": {"written_by": "", "checked_by": "nobody yet", "due": date(2027, 1, 1)}}, "'review'"),
        ({"valid": {"from": "2020"}}, "'valid'"),
        ({"valid": {"since": date(2020, 1, 1)}}, "'valid'"),
        ({"valid": {"from": date(2020, 1, 2), "until": date(2020, 1, 1)}}, "does not end before it begins"),
    ],
)
def test_a_record_without_a_review_or_with_impossible_days_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(BadRecordError, match=told):
        catalogue._record(WHOLE | change, "example", "example.toml, line 1")


@pytest.mark.parametrize(
    ("day", "applies"),
    [(date(2020, 2, 29), False), (date(2020, 3, 1), True), (date(2021, 3, 1), True), (date(2021, 3, 2), False)],
)
def test_a_record_applies_from_its_first_day_to_its_last(day: date, applies: bool) -> None:
    dated = WHOLE | {"valid": {"from": date(2020, 3, 1), "until": date(2021, 3, 1)}}
    assert catalogue._record(dated, "example", "example.toml, line 1").is_valid_on(day) is applies


def test_a_record_without_days_always_applies() -> None:
    assert catalogue._record(WHOLE, "example", "example.toml, line 1").is_valid_on(date(1900, 1, 1))


def test_a_faulty_record_is_found_by_its_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.toml").write_text('# a chapter\n\n[[rule]]\nid = "one"\n\n[[rule]]\nid = "two"\n', "utf-8")
    monkeypatch.setattr(rule_set, "root", lambda: tmp_path)
    rule_set._heads.cache_clear()
    assert [rule_set.place("one.toml", number) for number in (0, 1)] == [
        "rules/one.toml, line 3",
        "rules/one.toml, line 6",
    ]
    rule_set._heads.cache_clear()


def test_a_digest_changes_with_a_number_and_not_with_a_review() -> None:
    first = catalogue._record(WHOLE | {"days": 3}, "example", "x")
    moved = catalogue._record(WHOLE | {"days": 4}, "example", "x")
    reviewed = WHOLE["review"] | {"checked_by": "a clinician"}
    checked = catalogue._record(WHOLE | {"days": 3, "review": reviewed}, "example", "x")
    assert first.digest == checked.digest != moved.digest


def test_another_rule_set_is_not_taken_once_records_were_read(tmp_path: Path) -> None:
    catalogue.records()
    with pytest.raises(BadRecordError, match="in use already"):
        rule_set.read_from(tmp_path)
