"""Database triggers that refuse to change or delete an audit row or a seal over such rows, whoever asks (promise H5)."""

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
