"""Signatures are for one rule as it stands, are only ever added, and let that rule dose in production."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cds_service.errors import CannotStartError
from cds_service.exits import DONE
from cds_service.governance.signatures import add_signatures, in_force, outdated, read_signatures
from cds_service.settings import Settings
from cds_service.site import site_of
from rules.catalogue import record, records
from rules.context import Signature
from tests.support.command_line import run

RULE = "exercise.level"
DAY = date(2026, 11, 2)


def signature(rule: str = RULE, given_on: date = DAY, by: str = "Head of geriatrics", note: str = "") -> Signature:
    return Signature(rule, record(rule).digest, "0123456789ab", by, given_on, note)


def test_what_is_signed_can_be_read_again_in_the_order_given(tmp_path: Path) -> None:
    path = tmp_path / "signatures.toml"
    first, second = signature(note='checked "by hand" \\ 手工核对'), signature(by="老年科主任")
    add_signatures(path, [first])
    add_signatures(path, [second])
    assert read_signatures(path) == (first, second)


def test_without_a_file_nothing_is_signed(tmp_path: Path) -> None:
    assert read_signatures(tmp_path / "none.toml") == ()


def test_signing_never_changes_what_stands_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "signatures.toml"
    add_signatures(path, [signature()])
    before = path.read_bytes()
    add_signatures(path, [signature(by="Another")])
    assert path.read_bytes().startswith(before)
    assert len(path.read_bytes()) > len(before)


@pytest.mark.parametrize(
    "text",
    [
        "signature = 1",
        "[[signed]]\nrule = 'x'",
        "[[signature]]\nrule = 'x'",
        "[[signature]]\nrule='x'\ndigest='d'\nrule_set='r'\ngiven_by='b'\ngiven_on='2026-01-01'\nnote=''",
        "[[signature]]\nrule='x'\ndigest='d'\nrule_set='r'\ngiven_by=''\ngiven_on=2026-01-01\nnote=''",
        "[[signature]]\nrule='x'\ndigest='d'\nrule_set='r'\ngiven_by='b'\ngiven_on=2026-01-01\nnote=''\nmore=1",
        "[[signature]\n",
        "[[signature]]\ngiven_on = 2026-13-01",
    ],
)
def test_a_file_that_holds_anything_else_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "signatures.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CannotStartError, match=r"signatures\.toml"):
        read_signatures(path)
    with pytest.raises(CannotStartError):
        add_signatures(path, [signature()])
    assert path.read_text("utf-8") == text


def test_a_signature_ends_with_the_wording_or_numbers_it_was_given_for() -> None:
    given = (signature(),)
    rules = dict(records())
    assert [one.rule for one in in_force(given, rules, DAY)] == [RULE]
    rules[RULE] = replace(rules[RULE], digest="other")
    assert in_force(given, rules, DAY) == ()
    assert outdated(given, rules) == (RULE,)


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 11, 1), False), (DAY, True)])
def test_a_signature_counts_from_its_day(day: date, counts: bool) -> None:
    assert bool(in_force((signature(),), records(), day)) is counts


def test_of_two_signatures_the_later_one_is_shown() -> None:
    given = (signature(by="First"), signature(by="Second"))
    assert [one.given_by for one in in_force(given, records(), DAY)] == ["Second"]


def test_a_signature_for_a_rule_that_is_gone_does_not_count() -> None:
    gone = replace(signature(), rule="exercise.no_longer_here")
    assert in_force((gone,), records(), DAY) == ()
    assert outdated((gone,), records()) == ("exercise.no_longer_here",)


def test_the_site_knows_what_was_signed(tmp_path: Path) -> None:
    add_signatures(tmp_path / "signatures.toml", [signature()])
    site = site_of(Settings(data_dir=tmp_path), DAY)
    assert site.signed_rules == {RULE}
    assert [one.given_by for one in site.signatures] == ["Head of geriatrics"]


def test_rules_are_signed_by_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARC_DATA_DIR", str(tmp_path))
    assert RULE in run("rules", "list", "--unsigned")[1]
    status, said = run("rules", "sign", RULE, "--by", " Head  of geriatrics ", "--note", "read against the guideline")
    assert status == DONE
    assert RULE in said
    (given,) = read_signatures(tmp_path / "signatures.toml")
    assert (given.given_by, given.note, given.digest) == (
        "Head of geriatrics",
        "read against the guideline",
        record(RULE).digest,
    )
    assert f"{RULE} " not in run("rules", "list", "--unsigned")[1]
    assert "Head of geriatrics" in run("rules", "show", RULE)[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("no.such.rule", "--by", "x"), "no rule is called"),
        (("awgs2019.low_grip", "--by", "x"), "acts without a signature"),
        ((RULE, "--by", "  "), "say who signs"),
    ],
)
def test_what_cannot_be_signed_is_said(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARC_DATA_DIR", str(tmp_path))
    status, said = run("rules", "sign", *arguments)
    assert status != DONE
    assert told in said
    assert not (tmp_path / "signatures.toml").exists()
