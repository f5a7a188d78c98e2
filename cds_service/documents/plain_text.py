"""Card Markdown as plain text for a terminal: aligned tables, wrapped paragraphs, addresses in brackets."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

WIDTH = 100
_NEVER_FIRST = "，。；：、）」”.,;:)"
# What stays on one line: a number with its unit, a word or an address; else one character. A blank may end a line.
_PIECES = re.compile(
    r"[<≤≥>~±]?\d[^\u2e80-\uffef\s]*(?: [a-zA-Z%µμ°][^\u2e80-\uffef\s]*)?\s*|[^\u2e80-\uffef\s]+\s*|.\s*"
)
_PARSER = MarkdownIt("commonmark").enable("table")


def plain(markdown: str) -> str:
    """The same words without markup; tables in columns, list items with a dash, paragraphs at most 100 columns wide."""
    blocks: list[str] = []
    tokens = _PARSER.parse(markdown)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "table_open":
            end = next(at for at in range(position, len(tokens)) if tokens[at].type == "table_close")
            blocks.append(_table(tokens[position:end]))
            position = end
        elif token.type == "inline":
            blocks.append(_paragraph(tokens, position))
        position += 1
    return _spaced(blocks)


def _spaced(blocks: Sequence[str]) -> str:
    lines: list[str] = []
    for block in blocks:
        if lines and not (block.startswith("  - ") and lines[-1].startswith(("  - ", "    "))):
            lines.append("")
        lines += block.splitlines()
    return "\n".join(lines) + "\n"


def _paragraph(tokens: Sequence[Token], position: int) -> str:
    text = inline(tokens[position])
    in_list = tokens[position].level > 1
    return wrapped(text, "  - ", "    ") if in_list else wrapped(text)


def inline(token: Token, addresses: bool = True) -> str:
    """The text of one inline token; a link's address follows in brackets unless `addresses` is false."""
    parts: list[str] = []
    address = ""
    for child in token.children or ():
        if child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close" and addresses and address:
            parts.append(f" <{address}>")
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        else:
            parts.append(child.content)
    return "".join(parts)


def _table(tokens: Sequence[Token]) -> str:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(inline(token, addresses=False))
    widths = [max(columns(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  " + "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    rule = "  " + "  ".join("─" * width for width in widths)
    return "\n".join(line.rstrip() for line in (lines[0], rule, *lines[1:]))


def columns(text: str) -> int:
    """How many terminal columns a text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int) -> str:
    """The text filled up with blanks to a number of terminal columns."""
    return text + " " * (width - columns(text))


def wrapped(text: str, first: str = "", following: str = "") -> str:
    """The text in lines of at most 100 terminal columns."""
    return "\n".join(_wrapped_lines(text, first, following))


def _wrapped_lines(text: str, first: str, following: str) -> Iterator[str]:
    if columns(text) == len(text):
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=following, break_long_words=False
        ) or [first]
        return
    line, used = first, columns(first)
    for piece in _PIECES.findall(text):
        width = columns(piece.rstrip())
        if used + width > WIDTH and line.strip() and piece[0] not in _NEVER_FIRST:
            yield line.rstrip()
            line, used = following, columns(following)
        line, used = line + piece, used + columns(piece)
    yield line.rstrip()
