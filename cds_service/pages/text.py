"""Our own Markdown as plain words: a template escapes what it prints, so nothing here is markup."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cds_service.documents.plain_text import inline
from cds_service.pages.views import SourceLine


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")


def plain(markdown: str) -> str:
    """The words of one line of Markdown.

    >>> plain("**Low** grip, 5 \\\\< 6")
    'Low grip, 5 < 6'
    """
    return inline(_parsed(markdown), addresses=False)


def plain_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """The same for several lines; empty ones and repeated ones are left out."""
    return tuple(dict.fromkeys(plain(line) for line in lines if line))


def source_line(markdown: str) -> SourceLine | None:
    """A publication out of the line in which a card names it; None for a line without a link."""
    children = _parsed(markdown).children or []
    address = next((str(child.attrGet("href") or "") for child in children if child.type == "link_open"), "")
    if not address:
        return None
    text, _, grade = inline(_parsed(markdown), addresses=False).partition(" · ")
    return SourceLine(text, address, grade)


def _parsed(markdown: str) -> Token:
    return _parser().parseInline(markdown)[0]
