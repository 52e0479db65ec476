"""Both languages are complete: no text without Chinese, none fuzzy, none left over, places filled alike."""

import re
import string
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "app/locales/zh_CN/LC_MESSAGES/messages.po"


def _used() -> set[str]:
    return {
        message
        for folder in ("components", "pages", "state")
        for _, _, message, _, _ in extract_from_dir(str(ROOT / "app" / folder), method_map=[("**.py", "python")], keywords={"_": None})
        if isinstance(message, str)
    }


def _entries() -> dict[str, str]:
    with CATALOGUE.open("rb") as handle:
        catalogue = read_po(handle, locale="zh_CN")
    assert not [m.id for m in catalogue if m.id and m.fuzzy]
    return {str(m.id): str(m.string) for m in catalogue if m.id}


def test_every_text_has_chinese_and_no_entry_is_left_over() -> None:
    entries = _entries()
    assert _used() - entries.keys() == set()
    assert entries.keys() - _used() == set()
    assert [k for k, v in entries.items() if not v.strip()] == []


def test_both_languages_fill_the_same_places() -> None:
    for english, chinese in _entries().items():
        places = [{name for _, name, _, _ in string.Formatter().parse(t) if name} for t in (english, chinese)]
        assert places[0] == places[1], english


def test_chinese_is_chinese_and_speaks_plainly() -> None:
    for english, chinese in _entries().items():
        if english not in {", "}:
            assert re.search(r"[一-鿿]", chinese), english
        for stiff in ("请您", "提交失败", "数据采集", "待办任务", "逾期", "拒访", "疑似", "脱敏", "！"):
            assert stiff not in chinese, chinese


def test_no_text_stands_in_a_page_outside_the_catalogue() -> None:
    """A Chinese literal in a page or component would not switch; names of languages and codes of lists may stand."""
    allowed = {"中文", "邻里 Linli"}
    for folder in ("components", "pages"):
        for path in (ROOT / "app" / folder).glob("*.py"):
            if path.name.endswith("words.py"):
                continue
            code = re.sub(r'""".*?"""', "", path.read_text(), flags=re.S)
            code = "\n".join(line.split("#")[0] for line in code.splitlines())
            for literal in re.findall(r'"([^"\n]*[一-鿿][^"\n]*)"', code):
                assert literal in allowed, f"{path.name}: {literal}"
