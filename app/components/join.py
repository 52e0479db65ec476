"""What assets/offline/join.js knows: a team's public page and the form of whoever wants to join."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from app.models.volunteer_shapes import PublicDate, PublicLine

MODULE = "$/public/offline/join.js"
_DATA = VarData(hooks={"const join = useJoin()": None}, imports={MODULE: "useJoin"})


def _var(name: str, kind: Any = str) -> Any:
    return rx.Var(f"join.{name}", _var_type=kind, _var_data=_DATA).guess_type()


class J:
    """The fields of assets/offline/join.js."""

    id, state, name, kind, brand = _var("id"), _var("state"), _var("name"), _var("kind"), _var("brand")
    story, offers, reach, community = _var("story"), _var("offers"), _var("reach"), _var("community")
    courtyards, leader, dates = _var("courtyards"), _var("leader"), _var("dates", list[PublicDate])
    certificates = _var("certificates", list[PublicLine])
    skills, minor, busy, error = _var("skills", list[str]), _var("minor", bool), _var("busy", bool), _var("error")
    joined, account, link = _var("joined"), _var("account"), _var("link")
