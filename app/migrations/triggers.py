"""Database triggers that refuse to change or delete an audit row, a seal over such rows (promise H5) or a line of hours, whoever asks."""

_SAID = "audit rows are never changed"


def keep_audit(dialect: str) -> list[str]:
    """The statements that guard the audit table on this database."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$",
        "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
    ]


def keep_seals(dialect: str) -> list[str]:
    """The statements that guard the seals in the same way; `keep_audit` has run before."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_seal_no_{verb.lower()} BEFORE {verb} ON audit_seal BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE TRIGGER audit_seal_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()"
    ]


def keep_hours(dialect: str) -> list[str]:
    """The statements that guard the volunteers' ledger: a mistake is put right by another line, never by an edit."""
    said = "lines of the ledger are never changed"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER hour_entry_no_{verb.lower()} BEFORE {verb} ON hour_entry BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION hours_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{said}'; END $$",
        "CREATE TRIGGER hours_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON hour_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION hours_are_kept()",
    ]
