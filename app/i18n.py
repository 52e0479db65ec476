"""`_()`: a text in both languages that switches on the page without a reload, also offline (reflex-notes.md §4).

Message ids are English; zh_CN is the default and written by hand with the words of domain.md §17. Used inside
`@rx.memo` bodies, so that one subscription serves a whole section.
"""

from functools import cache
from pathlib import Path
from typing import Any

import reflex as rx
from babel.messages.pofile import read_po
from reflex.vars import VarData

CATALOGUE = Path(__file__).parent / "locales" / "zh_CN" / "LC_MESSAGES" / "messages.po"

ZH: Any = rx.Var(
    "zh",
    _var_type=bool,
    _var_data=VarData(hooks={"const zh = useZh()": None}, imports={"$/public/offline/prefs.js": "useZh"}),
).guess_type()


class MissingText(KeyError):
    """A text that the Chinese catalogue does not have; the build stops."""


@cache
def chinese() -> dict[str, str]:
    """The Chinese catalogue: English message id to Chinese text."""
    with CATALOGUE.open("rb") as handle:
        catalogue = read_po(handle, locale="zh_CN")
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def _(text: str, **values: Any) -> Any:
    """The text in the language shown. `values` fill its places and may be Vars."""
    try:
        translated = chinese()[text]
    except KeyError as error:
        raise MissingText(f"no Chinese for: {text}") from error
    return rx.cond(ZH, _fill(translated, values), _fill(text, values))


def _fill(text: str, values: dict[str, Any]) -> Any:
    if not values:
        return text
    parts: list[Any] = []
    rest = text
    while rest:
        before, brace, after = rest.partition("{")
        if before:
            parts.append(before)
        if not brace:
            break
        name, _, rest = after.partition("}")
        parts.append(values[name])
    whole: Any = rx.Var.create("")
    for part in parts:
        whole = whole + (part.to(str) if isinstance(part, rx.Var) else str(part))
    return whole


def both(zh: str, en: str) -> Any:
    """A text whose two languages stand in a closed list of the code, such as the name of a tag."""
    return rx.cond(ZH, zh, en)
