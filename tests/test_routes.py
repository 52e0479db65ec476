"""Where each role lands after signing in."""

import pytest

from app import routes


@pytest.mark.parametrize(
    ("roles", "own_phone", "path"),
    [
        (["grid"], True, "/today/"), (["grid"], False, "/residents/"), (["community"], True, "/residents/"), (["auditor"], True, "/audit/"),
        (["volunteer"], True, "/shifts/"), (["leader"], False, "/shifts/"), (["mentor"], True, "/me/"), ([], True, "/me/"),
    ],
)  # fmt: skip
def test_everybody_lands_where_their_work_is(roles: list[str], own_phone: bool, path: str) -> None:
    assert routes.landing(roles, own_phone=own_phone) == path
