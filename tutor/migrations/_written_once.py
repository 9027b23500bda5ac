"""A trigger by which the database itself refuses to rewrite an entry of the audit log.

An entry may be counted again (`count`, `last_at`), and may lose what it says of a person who is erased
(`changes`, `what`). Nothing else of it changes, whoever asks the database to.
"""

from typing import Any

TABLE, NAME = "tutor_auditentry", "tutor_auditentry_is_written_once"
FIXED = ("at", "actor_id", "actor_name", "actor_role", "action", "whose_id", "classroom_id", "fold")
SAYS = "the audit log is written once"


def _is_rewritten(differs: str) -> str:
    fixed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    emptied = (
        f"(NEW.changes IS NOT NULL AND NEW.changes {differs} OLD.changes) "
        f"OR (NEW.what <> '' AND NEW.what <> OLD.what) OR NEW.count < OLD.count"
    )
    return f"{fixed} OR {emptied}"


def add_trigger(apps: Any, schema_editor: Any) -> None:
    """Add it, in the words of this database."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} WHEN {_is_rewritten('IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN ({_is_rewritten('IS DISTINCT FROM')}) EXECUTE FUNCTION {NAME}()"
    )


def drop_trigger(apps: Any, schema_editor: Any) -> None:
    """Take it away."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {NAME}")
        return
    schema_editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}")
    schema_editor.execute(f"DROP FUNCTION {NAME}()")
