"""Argon2id behind one module, checked against the library that makes it (promises C5, C6, C9)."""

import ast
import re

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.config import ROOT
from app.errors import Invalid
from app.services import passwords

WORDS = ["邻里守望相助，远亲\u3000不如近邻" * 5, "x" * 256, "pässwörd ü"]
WEAK = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)


@pytest.fixture(scope="module")
def hashes() -> dict[str, str]:
    """Each word hashed once; it costs a tenth of a second on purpose."""
    return {word: passwords.hash_password(word) for word in WORDS}


def test_a_hash_is_argon2id_above_the_minimum(hashes: dict[str, str]) -> None:
    for phc in hashes.values():
        found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", phc)
        assert found
        memory, rounds, lanes = map(int, found.groups())
        assert memory >= 19456
        assert rounds >= 2
        assert lanes == 1


def test_argon2_alone_checks_what_we_made_and_we_check_what_it_made(hashes: dict[str, str]) -> None:
    plain = PasswordHasher()
    for word, phc in hashes.items():
        assert plain.verify(phc, word)
    with pytest.raises(VerifyMismatchError):
        plain.verify(hashes[WORDS[0]], WORDS[0] + "x")
    assert all(passwords._context.verify(passwords._fold(word), WEAK.hash(word)) for word in WORDS)


def test_a_weaker_hash_is_made_anew_and_a_good_one_is_left_alone(hashes: dict[str, str]) -> None:
    fits, fresh = passwords.verify(WORDS[0], WEAK.hash(WORDS[0]))
    assert fits
    assert fresh is not None
    assert "m=65536" in fresh
    assert passwords.verify(WORDS[0], hashes[WORDS[0]]) == (True, None)


def test_nothing_of_a_long_password_is_cut_off(hashes: dict[str, str]) -> None:
    assert passwords.verify("x" * 255, hashes["x" * 256]) == (False, None)
    assert passwords.verify("x" * 257, hashes["x" * 256]) == (False, None)


def test_the_same_word_typed_on_two_keyboards_is_the_same(hashes: dict[str, str]) -> None:
    assert passwords.verify("pa\u0308sswo\u0308rd u\u0308", hashes["pässwörd ü"])[0]


def test_no_password_no_sign_in() -> None:
    assert passwords.verify("", "") == (False, None)
    assert passwords.verify("anything", "") == (False, None)


@pytest.mark.parametrize(("word", "code"), [("1234567", "password_short"), ("x" * 257, "password_long"), ("12345678", "password_common"),
                                            ("PASSWORD", "password_common"), ("GridWorker", "password_common")])  # fmt: skip
def test_a_new_password_that_anybody_guesses_is_refused(word: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_new(word, "gridworker")
    assert refused.value.code == code


@pytest.mark.parametrize("word", ["邻里守望相助一句话", "correct horse", "        a", "x" * 256])
def test_any_other_is_taken_without_rules_of_composition(word: str) -> None:
    passwords.check_new(word, "gridworker")


def test_nobody_else_imports_the_password_library() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        if path.name == "passwords.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in {"passlib", "argon2"}], path
