"""Generated narrative: plain paragraphs as XHTML, every value escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

_BREAK = "\n"  # stands in no printable line


def narrative(language: str, lines: Iterable[str]) -> dict[str, Any]:
    """A generated text of one paragraph for each line.

    >>> narrative("en", ["a < b"])["div"]
    '<div xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><p>a &lt; b</p></div>'
    """
    printable = [_printable(line) for line in lines]
    text = escape(_BREAK.join(printable)).replace(_BREAK, "</p><p>")
    paragraphs = f"<p>{text}</p>" if printable else ""
    attributes = f'xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}"'
    return {"status": "generated", "div": f"<div {attributes}>{paragraphs}</div>"}


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(character for character in text if character.isprintable())
