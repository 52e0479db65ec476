"""Sealed fields and keyed indexes (promises F1, F2, F7)."""

import json
import stat
import uuid

import pytest
from cryptography.exceptions import InvalidTag

from app.config import settings
from app.services import keys

ROW = uuid.UUID(int=7)


def _sealed() -> bytes:
    return keys.seal("13900000421", table="resident", column="phone", row=ROW)


def test_a_sealed_field_opens_only_where_it_was_sealed() -> None:
    sealed = _sealed()
    assert keys.unseal(sealed, table="resident", column="phone", row=ROW) == "13900000421"
    for table, column, row in (
        ("resident", "phone", uuid.UUID(int=8)),
        ("resident", "note", ROW),
        ("emergency_contact", "phone", ROW),
    ):
        with pytest.raises(InvalidTag):
            keys.unseal(sealed, table=table, column=column, row=row)


def test_every_changed_or_cut_value_is_noticed() -> None:
    sealed = _sealed()
    for at in range(len(sealed)):
        bent = bytearray(sealed)
        bent[at] ^= 1
        with pytest.raises((InvalidTag, UnicodeDecodeError)):
            keys.unseal(bytes(bent), table="resident", column="phone", row=ROW)
        with pytest.raises(InvalidTag):
            keys.unseal(sealed[:at], table="resident", column="phone", row=ROW)


def test_every_spelling_of_a_number_has_one_index() -> None:
    assert len({keys.phone_index(p) for p in ("13900000421", "139 0000 0421", "１３９００００-０４２１", "139-0000-0421")}) == 1
    assert keys.id_index("21020219420301123x") == keys.id_index("２１０２０２１９４２０３０１１２３Ｘ")
    assert keys.phone_index("13900000421") != keys.phone_index("13900000422")


def test_the_key_file_is_ours_alone_and_apart_for_each_purpose() -> None:
    keys.current("fields")
    assert stat.S_IMODE(settings.keys.stat().st_mode) == 0o600
    assert len({keys.current(p).secret for p in keys.PURPOSES}) == len(keys.PURPOSES)


def test_a_key_file_that_others_can_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    keys.current("fields")
    copy = tmp_path / "keys.json"
    copy.write_bytes(settings.keys.read_bytes())
    copy.chmod(0o644)
    monkeypatch.setitem(settings.__dict__, "keys", copy)
    keys.forget()
    try:
        with pytest.raises(keys.KeyFileError):
            keys.current("fields")
    finally:
        monkeypatch.undo()
        keys.forget()


def test_a_key_file_of_an_earlier_release_gets_what_it_lacks_and_keeps_what_it_has() -> None:
    before = keys.current("fields")
    body = json.loads(settings.keys.read_text())
    del body["audit"]
    settings.keys.write_text(json.dumps(body))
    keys.forget()
    try:
        made = keys.current("audit")
        assert keys.current("fields") == before and made.secret != before.secret
        keys.forget()
        assert keys.current("audit") == made
        assert stat.S_IMODE(settings.keys.stat().st_mode) == 0o600
    finally:
        keys.forget()
