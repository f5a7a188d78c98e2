"""The clinical stories of `tests/scenarios/`: what is asked, what was answered, and how a clinician reads it.

The made-up people of the practice record system are stories too; theirs are told by `cds_service/practice/patients/`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cds_service.assess import assess
from cds_service.audit import Entry
from cds_service.audit.replay import replay
from rules.assessment import Assessment
from rules.context import Moment
from tests.support.moments import SERVICE_OF
from tests.support.practice_requests import PEOPLE, request_of
from tests.support.service import service_under_test

HERE = Path(__file__).parents[1] / "scenarios"
LANGUAGES = ("en", "zh-CN")
RECORD_ID = "7f1d3f0e-5f0e-4c68-9d9c-0b6c2a5f3e11"
EXTENSION = "io.github.sarcopenia-cds"
DEMO = {"profile": "demo", "public_url": "http://service.test"}
Json = dict[str, Any]
_ESCAPED = re.compile(r"\\\\*([^\\\w\s])")  # Markdown's backslash before a sign, also inside JSON


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its folder, what is asked of which service, and what was stated by hand before it was answered."""

    id: str
    title: Mapping[str, str]
    told: Mapping[str, str]
    request: Json = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    expected: Json = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path:
        """Where its files stand."""
        return HERE / self.id

    @property
    def unread(self) -> tuple[str, ...]:
        """The prefetch keys that brought an error report in place of data."""
        sent = self.request["prefetch"].items()
        return tuple(key for key, found in sent if found and found["resourceType"] == "OperationOutcome")

    @property
    def record(self) -> Json:
        """All that was sent ahead as one Bundle, as a file would hold it."""
        sent = [found for found in self.request["prefetch"].values() if found]
        held = [entry["resource"] for found in sent for entry in found.get("entry", ())]
        people = [found for found in sent if found["resourceType"] == "Patient"]
        entries = [{"resource": resource} for resource in (*people, *held)]
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer as it went out, its record, and every difference when it is computed again from that record."""

    answer: Json
    entry: Entry
    differences: tuple[str, ...]

    @property
    def assessment(self) -> Assessment:
        """The assessment behind the answer, from the recorded input."""
        return assess(self.entry.record, self.entry.context)


def practice_stories() -> tuple[Story, ...]:
    """Everybody in the practice record system, when the chart is opened."""
    return tuple(Story(person.id, person.title, person.story, request_of(person)) for person in PEOPLE)


def written_stories() -> tuple[Story, ...]:
    """Every folder with an `about.md`, in order."""
    return tuple(_written(path.parent) for path in sorted(HERE.glob("*/about.md")))


def _written(folder: Path) -> Story:
    heading = (folder / "about.md").read_text("utf-8").partition("\n")[0].removeprefix("# ")
    english, _, chinese = heading.partition(" · ")
    expected = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    return Story(
        id=folder.name,
        title={"en": english, "zh-CN": chinese},
        told={"en": "What is expected, and why: about.md.", "zh-CN": "预期结果与理由见 about.md。"},
        request=json.loads((folder / "request.json").read_text("utf-8")),
        settings=expected.pop("settings", {}),
        expected=expected,
    )


STORIES: Mapping[str, Story] = {story.id: story for story in (*practice_stories(), *written_stories())}


@lru_cache(maxsize=256)
def answered(story_id: str, language: str) -> Answered:
    """Ask the service, by HTTP, as a record system would, and look the answer up in its record."""
    story = STORIES[story_id]
    with (
        TemporaryDirectory() as folder,
        service_under_test(Path(folder), DEMO | dict(story.settings), new_id=lambda: RECORD_ID) as service,
    ):
        path = f"/cds-services/{SERVICE_OF[Moment(story.request['hook'])]}"
        headers = {"content-type": "application/json", "accept-language": language}
        reply = service.send("POST", path, content=json.dumps(story.request).encode(), headers=headers)
        assert reply.status_code == 200, reply.text
        entry = service.store.entry(RECORD_ID)
        return Answered(reply.json(), entry, replay(entry))


def rule_set(answer: Json) -> str:
    """The identity of the rule set, which the reviewed files leave out, for it changes with every record."""
    version: str = answer["extension"][EXTENSION]["versions"]["rules"]
    return version


def as_markdown(story: Story, answer: Json, language: str) -> str:
    """The cards as a clinician would review them."""
    said = answer["extension"][EXTENSION]
    lines = [f"# {story.title[language]}", "", story.told[language], "", f"outcome: {said['outcome']}", ""]
    lines += [f"message: {said['message']}", ""] if "message" in said else []
    for card in answer["cards"]:
        lines += [f"## [{card['indicator']}] {card['summary']}", "", card["detail"].strip(), ""]
        for suggestion in card.get("suggestions", []):
            lines += [f"### {suggestion['label']}", ""]
            for action in suggestion["actions"]:
                lines += [f"- {action['description']}", ""]
                lines += ["```json", json.dumps(action["resource"], ensure_ascii=False, indent=1), "```", ""]
    return "\n".join(lines).rstrip().replace(rule_set(answer), "<rule set>") + "\n"


def as_outline(answer: Json) -> str:
    """The answer as a program reads it, without what the Markdown holds (texts, resources) and without versions."""
    said = {name: value for name, value in answer["extension"][EXTENSION].items() if name != "versions"}
    whole = {"cards": [_outlined(card) for card in answer["cards"]], "extension": {EXTENSION: said}}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _outlined(card: Json) -> Json:
    kept = {name: value for name, value in card.items() if name not in ("detail", "suggestions")}
    suggestions = [
        {
            **{name: value for name, value in suggestion.items() if name != "actions"},
            "actions": [f"{action['type']} {action['resource']['resourceType']}" for action in suggestion["actions"]],
        }
        for suggestion in card.get("suggestions", [])
    ]
    return kept | ({"suggestions": suggestions} if suggestions else {})


def text_of(answer: Json) -> str:
    """Everything that a clinician reads in an answer: summaries, details, labels, and the drafts themselves."""
    parts: list[str] = []
    for card in answer["cards"]:
        parts += [card["summary"], card["detail"]]
        for suggestion in card.get("suggestions", []):
            parts.append(suggestion["label"])
            for action in suggestion["actions"]:
                parts += [action["description"], json.dumps(action["resource"], ensure_ascii=False)]
    return _ESCAPED.sub(r"\1", "\n".join(parts))
