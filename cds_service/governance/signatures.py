"""A site's signatures under rules that dose: one TOML file, to which lines are only ever added.

A signature is for one wording and one set of numbers of a rule (its digest). When the rule changes, the signature no
longer counts and has to be given again.
"""

from __future__ import annotations

import fcntl
import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from cds_service.errors import CannotStartError
from rules.catalogue import Record
from rules.context import Signature

_FIELDS = {"rule", "digest", "rule_set", "given_by", "given_on", "note"}
_HEAD = "# Signatures of this site. `sarcopenia-cds rules sign` adds to this file; nothing in it is ever changed.\n"


def read_signatures(path: Path) -> tuple[Signature, ...]:
    """Every signature of a file, in the order in which they were given; none if there is no file.

    Raises CannotStartError naming the file, the entry and what it should hold.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotStartError(f"{path}: cannot be read as TOML ({error}). Mend it, or restore a copy.") from error
    entries = raw.get("signature", [])
    if set(raw) - {"signature"} or not isinstance(entries, list):
        raise CannotStartError(f"{path}: may hold [[signature]] entries only.")
    return tuple(_signature(entry, path, place) for place, entry in enumerate(entries, 1))


def _signature(raw: Mapping[str, object], path: Path, place: int) -> Signature:
    given_on = raw.get("given_on")
    texts = {name: raw.get(name) for name in sorted(_FIELDS - {"given_on"})}
    missing = [name for name, text in texts.items() if not isinstance(text, str) or not (text or name == "note")]
    if missing or set(raw) != _FIELDS or type(given_on) is not date:
        wanted = ", ".join(sorted(_FIELDS))
        raise CannotStartError(f"{path}, signature {place}: must hold exactly {wanted}; given_on is a date.")
    return Signature(given_on=given_on, **{name: str(text) for name, text in texts.items()})


def add_signatures(path: Path, given: Iterable[Signature]) -> None:
    """Adds signatures to the end of the file, durably. Raises CannotStartError where the file is not one of ours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        read_signatures(path)
        if file.tell() == 0:
            file.write(_HEAD)
        file.write("".join(map(_written, given)))
        file.flush()
        os.fsync(file.fileno())


def _written(one: Signature) -> str:
    quoted = {name: json.dumps(getattr(one, name), ensure_ascii=False) for name in sorted(_FIELDS - {"given_on"})}
    lines = [f"{name} = {text}" for name, text in quoted.items()]
    return "\n".join(("", "[[signature]]", *lines, f"given_on = {one.given_on.isoformat()}", ""))


def in_force(given: Iterable[Signature], rules: Mapping[str, Record], day: date) -> tuple[Signature, ...]:
    """The latest signature of each rule that is still for the rule as it stands and was given by this day."""
    counted = {
        one.rule: one
        for one in given
        if one.rule in rules and rules[one.rule].digest == one.digest and one.given_on <= day
    }
    return tuple(counted[rule] for rule in sorted(counted))


def outdated(given: Iterable[Signature], rules: Mapping[str, Record]) -> tuple[str, ...]:
    """The rules that were signed once, and have changed or gone since."""
    known = {one.rule: one for one in given}
    return tuple(sorted(rule for rule, one in known.items() if rule not in rules or rules[rule].digest != one.digest))
