"""The pages of the rule catalogue: an index, and each chapter in each language, for clinicians to read and sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rules.catalogue import GRADES, LANGUAGES, Record, records, references, version

Pages = Mapping[str, str]
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "rules": "Rules",
        "set": "Rule set",
        "chapter": "chapter",
        "count": "rules",
        "unsigned": "await a site's signature in production",
        "kind": "Kind",
        "grade": "Grade",
        "source": "Source",
        "numbers": "Numbers and names",
        "review": "Review",
        "valid": "Valid",
        "sign": "In production this rule acts only with the site's signature.",
        "publications": "Publications",
        "defines": "defines",
        "restricts": "restricts",
        "doses": "doses",
        "informs": "informs",
        "verified": "verified",
        "secondary": "secondary source",
        "synthesis": "our synthesis",
        "unverified": "unverified",
    },
    "zh-CN": {
        "rules": "规则",
        "set": "规则版本",
        "chapter": "章节",
        "count": "规则数",
        "unsigned": "正式使用前须由本机构签署",
        "kind": "类型",
        "grade": "证据等级",
        "source": "来源",
        "numbers": "数值与名称",
        "review": "审阅",
        "valid": "有效期",
        "sign": "正式使用时，本规则须经本机构签署后方可生效。",
        "publications": "文献",
        "defines": "定义",
        "restricts": "限制",
        "doses": "剂量",
        "informs": "说明",
        "verified": "已核对",
        "secondary": "二手来源",
        "synthesis": "本项目综合意见",
        "unverified": "尚未核对",
    },
}


def pages(table: Any, generated: str) -> Pages:
    """Every page by its path inside `docs/reference/`; `table` writes a table, `generated` is the line that warns."""
    found = {f"rules{_ending(language)}.md": _index(language, table, generated) for language in LANGUAGES}
    for language in LANGUAGES:
        for chapter in _chapters():
            found[f"rules/{_page(chapter, language)}"] = _chapter(chapter, language, generated)
    return found


def _ending(language: str) -> str:
    return "" if language == "en" else f".{language}"


def _page(chapter: str, language: str) -> str:
    return f"{chapter.replace('/', '-')}{_ending(language)}.md"


def _chapters() -> list[str]:
    return sorted({rule.chapter for rule in records().values()})


def _rules_of(chapter: str) -> list[Record]:
    return [rule for rule in records().values() if rule.chapter == chapter]


def _index(language: str, table: Any, generated: str) -> str:
    words = WORDS[language]
    rows = [_row(chapter, language) for chapter in _chapters()]
    head = (words["chapter"], words["count"], *(words[grade] for grade in GRADES), words["unsigned"])
    cited = ((one.key, f"[{one.title}]({one.url})") for one in references().values())
    others = " ".join(f"[{other}](rules{_ending(other)}.md)" for other in LANGUAGES if other != language)
    return (
        f"# {words['rules']}\n\n{generated}{words['set']} `{version()}`. {others}\n\n{table(head, rows)}"
        f"\n## {words['publications']}\n\n{table(('', ''), cited)}"
    )


def _row(chapter: str, language: str) -> tuple[object, ...]:
    rules = _rules_of(chapter)
    grades = Counter(rule.grade for rule in rules)
    link = f"[{chapter}](rules/{_page(chapter, language)})"
    return (
        link,
        len(rules),
        *(grades[grade] or "" for grade in GRADES),
        sum(rule.needs_signature for rule in rules) or "",
    )


def _chapter(chapter: str, language: str, generated: str) -> str:
    words = WORDS[language]
    text = (
        f"# {chapter}\n\n{generated}{words['set']} `{version()}`. [{words['rules']}](../rules{_ending(language)}.md)\n"
    )
    return text + "".join(f"\n## {rule.id}\n\n{''.join(_lines(rule, language))}" for rule in _rules_of(chapter))


def _lines(rule: Record, language: str) -> Iterable[str]:
    words = WORDS[language]
    yield f"{rule.says[language]}\n\n"
    yield f"- {words['kind']}: {words[rule.kind]} · {words['grade']}: {words[rule.grade]} · `{rule.digest}`\n"
    cited = "; ".join(
        f"[{references()[key].label}]({references()[key].url})" + (f" ({where})" if where else "")
        for key, where in rule.sources
    )
    yield f"- {words['source']}: {cited}\n"
    yield f"- {words['review']}: {rule.written_by}; {rule.checked_by}; {rule.due}\n"
    if rule.valid_from or rule.valid_until:
        yield f"- {words['valid']}: {rule.valid_from or '…'} – {rule.valid_until or '…'}\n"
    if rule.needs_signature:
        yield f"- **{words['sign']}**\n"
    if rule.values:
        yield f"- {words['numbers']}:\n"
        yield from (f"  - `{name}`: {_shown(value, language)}\n" for name, value in rule.values.items())


def _shown(value: Any, language: str) -> str:
    """A value as a clinician reads it: of words in every language, those of this one."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return str(value[language])
        return ", ".join(f"{name} {_shown(inner, language)}" for name, inner in value.items())
    if isinstance(value, list):
        joint = "; " if any(isinstance(inner, dict | list) for inner in value) else ", "
        return joint.join(_shown(inner, language) for inner in value)
    return f"`{value}`" if isinstance(value, str) else str(value)
