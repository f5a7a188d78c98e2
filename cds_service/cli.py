"""The command line: assess a record offline, serve, try it with the practice record system, look at the rules.

Exit status: 0 done, 1 a check failed, 2 unusable input (one clear line on standard error, no traceback).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

DONE, CHECK_FAILED, UNUSABLE = 0, 1, 2


class UnusableInputError(Exception):
    """Input that cannot be used; the message says what, where and what next."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    chosen = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return run(chosen)
    except UnusableInputError as error:
        sys.stderr.write(f"sarcopenia-cds: {error}\n")
        return UNUSABLE
    except BrokenPipeError:
        sys.stderr.close()
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sarcopenia-cds", description="Clinical decision support for sarcopenia.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    assess = commands.add_parser("assess", help="assess one FHIR record offline")
    assess.add_argument("file", metavar="FILE", help="a FHIR R4 Bundle or NDJSON, also gzipped; - for standard input")
    assess.add_argument("--format", choices=("text", "json", "cards"), default="text")
    assess.add_argument("--criteria", choices=("awgs2019", "awgs2025", "ewgsop2"), default="awgs2019")
    assess.add_argument("--mass-index", choices=("either", "height2", "bmi"), default="either")
    assess.add_argument("--lang", choices=("en", "zh-CN"), default="en")
    assess.add_argument("--as-of", type=_day, metavar="DATE", help="the day to assess for (default: today)")
    assess.add_argument("--plan", choices=("none", "training"), default="none", help="has training already begun?")
    assess.add_argument("--plan-started", type=_day, metavar="DATE", help="the first day of the plan to follow up")
    assess.add_argument("--adherence", type=_percent, metavar="PERCENT", help="how much of the plan was done, 0 to 100")
    assess.add_argument("--patient", metavar="ID", help="whom to assess, where the file holds several people")
    assess.add_argument("--codes", metavar="FILE", help="the site's own code map (TOML)")
    assess.set_defaults(run=_assess)

    serve = commands.add_parser("serve", help="start the service")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=_serve)

    demo = commands.add_parser("demo", help="start the service together with the practice record system")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=_demo)

    rules = commands.add_parser("rules", help="list, show or check the rule records").add_subparsers(
        required=True, metavar="list|show|check"
    )
    rules.add_parser("list", help="every rule: id, kind, grade, what it says").set_defaults(run=_rules_list)
    show = rules.add_parser("show", help="one rule with its numbers and sources")
    show.add_argument("id", metavar="ID")
    show.set_defaults(run=_rules_show)
    rules.add_parser("check", help="is every record complete and every source resolvable?").set_defaults(
        run=_rules_check
    )

    audit = commands.add_parser("audit", help="look into the record of answers").add_subparsers(
        required=True, metavar="replay"
    )
    replay = audit.add_parser("replay", help="compute a recorded answer again and compare")
    replay.add_argument("id", metavar="RECORD")
    replay.set_defaults(run=_audit_replay)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date. Write YYYY-MM-DD.") from None


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage. Write a number from 0 to 100.")
    return value


# ── assess ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _assess(chosen: argparse.Namespace) -> int:
    from cds_service import offline

    as_of = datetime.combine(chosen.as_of, time.max, tzinfo=UTC) if chosen.as_of else datetime.now(UTC)
    try:
        written = offline.report(
            Path(chosen.file),
            offline.Choices(
                as_of=as_of,
                format=chosen.format,
                criteria=chosen.criteria,
                mass_index=chosen.mass_index,
                language=chosen.lang,
                training=chosen.plan == "training",
                plan_started=chosen.plan_started,
                adherence_percent=chosen.adherence,
                patient_id=chosen.patient,
                codes=Path(chosen.codes) if chosen.codes else None,
                whole_day=chosen.as_of is not None,
            ),
        )
    except offline.CannotAssessError as error:
        raise UnusableInputError(str(error)) from error
    sys.stdout.write(written)
    return DONE


# ── serve, demo ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _serve(chosen: argparse.Namespace) -> int:
    from cds_service.running import run

    return run(host=chosen.host, port=chosen.port, demo=False)


def _demo(chosen: argparse.Namespace) -> int:
    from cds_service.running import run

    return run(host="127.0.0.1", port=chosen.port, demo=True)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules_list(_: argparse.Namespace) -> int:
    from rules.catalogue import records

    for rule in sorted(records().values(), key=lambda item: item.id):
        sys.stdout.write(f"{rule.id:<44} {rule.kind:<10} {rule.grade:<10} {rule.says['en']}\n")
    return DONE


def _rules_show(chosen: argparse.Namespace) -> int:
    from rules.catalogue import records, references

    rule = records().get(chosen.id)
    if rule is None:
        raise UnusableInputError(f"no rule is called {chosen.id!r}. `rules list` names them all.")
    lines = [rule.id, "", f"  {rule.says['en']}", f"  {rule.says['zh-CN']}", ""]
    lines += [f"  kind     {rule.kind}", f"  grade    {rule.grade}"]
    for key, where in rule.sources:
        reference = references()[key]
        lines += [f"  source   {reference.title}" + (f" ({where})" if where else ""), f"           {reference.url}"]
    lines += [f"  written  {rule.written_by}", f"  checked  {rule.checked_by}; due {rule.due.isoformat()}"]
    lines += [f"  {name:<8} {value}" for name, value in rule.values.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return DONE


def _rules_check(_: argparse.Namespace) -> int:
    from rules.catalogue import BadRecordError, records, references, version, words

    try:
        rules, phrases, sources = records(), words(), references()
    except BadRecordError as error:
        sys.stderr.write(f"sarcopenia-cds: {error}\n")
        return CHECK_FAILED
    sys.stdout.write(f"{len(rules)} rules, {len(phrases)} phrases, {len(sources)} sources; rule set {version()}\n")
    return DONE


# ── audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _audit_replay(chosen: argparse.Namespace) -> int:
    from cds_service.audit import Store
    from cds_service.audit.replay import replay
    from cds_service.settings import CannotStartError, read_settings

    try:
        settings = read_settings()
        if not settings.database_file.is_file():
            raise UnusableInputError(
                "no answers were recorded here yet. Set SARC_DATA_DIR to the service's data folder."
            )
        store = Store.open(settings.database_file, settings.data_dir)
    except CannotStartError as error:
        raise UnusableInputError(str(error)) from error
    try:
        found = replay(store.entry(chosen.id))
    except LookupError:
        raise UnusableInputError(f"no record is called {chosen.id!r}.") from None
    finally:
        store.close()
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write("differs\n" if found else "the same cards, byte for byte\n")
    return CHECK_FAILED if found else DONE


if __name__ == "__main__":
    raise SystemExit(main())
