"""The command line: assess a record offline, serve, try it with the practice record system, look at the rules.

Exit status: 0 done, 1 a check failed, 2 unusable input (one clear line on standard error, no traceback).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from cds_service.exits import CHECK_FAILED, DONE, UNUSABLE, UnusableInputError
from cds_service.governance.commands import add_rules


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
    assess.add_argument("--format", choices=("text", "json", "cards", "plan", "patient-sheet"), default="text")
    assess.add_argument("--criteria", choices=("awgs2019", "awgs2025", "ewgsop2"), default="awgs2019")
    assess.add_argument("--mass-index", choices=("either", "height2", "bmi"), default="either")
    assess.add_argument("--lang", choices=("en", "zh-CN"), default="en")
    assess.add_argument("--as-of", type=_day, metavar="DATE", help="the day to assess for (default: today)")
    assess.add_argument("--plan", choices=("none", "training"), default="none", help="has training already begun?")
    assess.add_argument("--plan-started", type=_day, metavar="DATE", help="the first day of the plan to follow up")
    assess.add_argument("--adherence", type=_percent, metavar="PERCENT", help="how much of the plan was done, 0 to 100")
    assess.add_argument("--patient", metavar="ID", help="whom to assess, where the file holds several people")
    assess.add_argument("--codes", metavar="FILE", help="the site's own code map (TOML)")
    assess.add_argument("--associations", metavar="FILE", help="what the site found in its own patients (TOML)")
    assess.set_defaults(run=_assess)

    serve = commands.add_parser("serve", help="start the service")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=_serve)

    demo = commands.add_parser("demo", help="start the service together with the practice record system")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=_demo)

    add_rules(commands)

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
                associations=Path(chosen.associations) if chosen.associations else None,
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


# ── audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _audit_replay(chosen: argparse.Namespace) -> int:
    from cds_service.audit import Store
    from cds_service.audit.replay import replay
    from cds_service.governance.rule_sets import answer_by
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
        entry = store.entry(chosen.id)
        of_its_day = answer_by(entry.versions["rules"], settings.data_dir)
        found = replay(entry)
    except LookupError:
        raise UnusableInputError(f"no record is called {chosen.id!r}.") from None
    finally:
        store.close()
    if not of_its_day:
        sys.stdout.write(f"rule set {entry.versions['rules']} is not in the archive: answered by the installed one\n")
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write("differs\n" if found else "the same cards, byte for byte\n")
    return CHECK_FAILED if found else DONE


if __name__ == "__main__":
    raise SystemExit(main())
