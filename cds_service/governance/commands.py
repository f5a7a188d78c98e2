"""The commands about rules: list, show, check, sign, and the impact of a changed rule set."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cds_service.exits import CHECK_FAILED, DONE, UnusableInputError

Parsers = Any  # argparse names the type of its sub-parsers only for itself


def add_rules(commands: Parsers) -> None:
    """Adds `rules` with its commands to a parser."""
    rules = commands.add_parser(
        "rules", help="list, show, check or sign rules; see what a changed rule set would change"
    )
    chosen = rules.add_subparsers(required=True, metavar="list|show|check|sign|impact")
    _add_looks(chosen)
    _add_sign(chosen)
    _add_impact(chosen)


def _add_looks(rules: Parsers) -> None:
    listing = rules.add_parser("list", help="every rule: id, kind, grade, what it says")
    listing.add_argument("--unsigned", action="store_true", help="only rules that dose and await this site's signature")
    listing.add_argument("--overdue", action="store_true", help="only rules whose review is due")
    listing.add_argument("--lang", choices=("en", "zh-CN"), default="en")
    listing.set_defaults(run=_list)
    show = rules.add_parser("show", help="one rule with its numbers, sources and signature")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=_show)
    check = rules.add_parser("check", help="can every record be used, and does every source resolve?")
    check.add_argument("rule_set", metavar="RULE_SET", nargs="?", default="installed", help="a folder or archive")
    check.set_defaults(run=_check)


def _add_sign(rules: Parsers) -> None:
    sign = rules.add_parser("sign", help="sign rules for this site, as they stand")
    sign.add_argument("ids", metavar="ID", nargs="+")
    sign.add_argument("--by", required=True, metavar="NAME", help="the clinician who signs, with the function")
    sign.add_argument("--note", default="", help="what was checked, or against what")
    sign.set_defaults(run=_sign)


def _add_impact(rules: Parsers) -> None:
    told = rules.add_parser("impact", help="whose answer changes, and how, under another rule set")
    told.add_argument("old", metavar="OLD", help="a folder or archive of records, or `installed`")
    told.add_argument("new", metavar="NEW", help="the same")
    told.add_argument("folder", metavar="DIR", help="FHIR records to answer for")
    told.add_argument("--criteria", choices=("awgs2019", "awgs2025", "ewgsop2"), default="awgs2019")
    told.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="the day to answer for (default: today)")
    told.add_argument("--format", choices=("text", "json"), default="text")
    told.set_defaults(run=_impact)


def _list(chosen: argparse.Namespace) -> int:
    from rules.catalogue import records

    found = sorted(records().values(), key=lambda item: item.id)
    if chosen.unsigned:
        signed = {one.rule for one in _signatures_in_force()}
        found = [rule for rule in found if rule.needs_signature and rule.id not in signed]
    if chosen.overdue:
        found = [rule for rule in found if rule.due < _today()]
    for rule in found:
        sys.stdout.write(f"{rule.id:<44} {rule.kind:<10} {rule.grade:<10} {rule.says[chosen.lang]}\n")
    return DONE


def _show(chosen: argparse.Namespace) -> int:
    from rules.catalogue import records, references

    rule = records().get(chosen.id)
    if rule is None:
        raise UnusableInputError(f"no rule is called {chosen.id!r}. `rules list` names them all.")
    lines = [rule.id, "", f"  {rule.says['en']}", f"  {rule.says['zh-CN']}", ""]
    lines += [f"  kind     {rule.kind}", f"  grade    {rule.grade}", f"  digest   {rule.digest}"]
    for key, where in rule.sources:
        reference = references()[key]
        lines += [f"  source   {reference.title}" + (f" ({where})" if where else ""), f"           {reference.url}"]
    lines += [f"  written  {rule.written_by}", f"  checked  {rule.checked_by}; due {rule.due.isoformat()}"]
    if rule.valid_from or rule.valid_until:
        lines.append(f"  valid    from {rule.valid_from or 'always'} until {rule.valid_until or 'revised'}")
    if rule.needs_signature:
        signed = next((one for one in _signatures_in_force() if one.rule == rule.id), None)
        lines.append(
            f"  signed   {signed.given_by}, {signed.given_on}: {signed.note}" if signed else "  signed   not yet"
        )
    lines += [f"  {name:<8} {value}" for name, value in rule.values.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return DONE


def _check(chosen: argparse.Namespace) -> int:
    from cds_service.governance.rule_sets import INSTALLED, open_rule_set
    from rules import rule_set
    from rules.catalogue import BadRecordError, records, references, version, words
    from rules.checking import check

    try:
        if chosen.rule_set != INSTALLED:
            rule_set.read_from(open_rule_set(chosen.rule_set))
        check()
    except BadRecordError as error:
        sys.stderr.write(f"sarcopenia-cds: {error}\n")
        return CHECK_FAILED
    sys.stdout.write(
        f"{len(records())} rules, {len(words())} phrases, {len(references())} sources; rule set {version()}\n"
    )
    return DONE


def _sign(chosen: argparse.Namespace) -> int:
    from cds_service.governance.signatures import add_signatures
    from rules.catalogue import records, version
    from rules.context import Signature

    by = " ".join(chosen.by.split())
    if not by:
        raise UnusableInputError("--by: say who signs, with the function.")
    unknown = [name for name in chosen.ids if name not in records()]
    if unknown:
        raise UnusableInputError(f"no rule is called {unknown[0]!r}. `rules list --unsigned` names those that wait.")
    needless = [name for name in chosen.ids if not records()[name].needs_signature]
    if needless:
        raise UnusableInputError(
            f"{needless[0]} acts without a signature. `rules list --unsigned` names those that wait."
        )
    given = [
        Signature(name, records()[name].digest, version(), by, _today(), chosen.note)
        for name in dict.fromkeys(chosen.ids)
    ]
    path = _signatures_file()
    add_signatures(path, given)
    for one in given:
        sys.stdout.write(f"{one.rule} (digest {one.digest}) signed by {one.given_by} on {one.given_on}\n")
    sys.stdout.write(f"Written to {path}. A running service takes signatures up when it starts again.\n")
    return DONE


def _impact(chosen: argparse.Namespace) -> int:
    from cds_service.governance.impact import CannotCompareError, impact
    from cds_service.governance.impact_report import as_json, as_text

    as_of = datetime.combine(chosen.as_of, time.max, tzinfo=UTC) if chosen.as_of else datetime.now(UTC)
    try:
        found = impact(chosen.old, chosen.new, Path(chosen.folder), chosen.criteria, as_of)
    except CannotCompareError as error:
        raise UnusableInputError(str(error)) from error
    sys.stdout.write(
        as_text(found) if chosen.format == "text" else json.dumps(as_json(found), ensure_ascii=False) + "\n"
    )
    return DONE


def _today() -> date:
    return datetime.now().astimezone().date()


def _signatures_file() -> Path:
    from cds_service.settings import CannotStartError, read_settings

    try:
        return read_settings().signatures_path
    except CannotStartError as error:
        raise UnusableInputError(str(error)) from error


def _signatures_in_force() -> tuple[Any, ...]:
    from cds_service.errors import CannotStartError
    from cds_service.governance.signatures import in_force, read_signatures
    from rules.catalogue import records

    try:
        return in_force(read_signatures(_signatures_file()), records(), _today())
    except CannotStartError as error:
        raise UnusableInputError(str(error)) from error
