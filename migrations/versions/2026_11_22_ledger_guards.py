"""The triggers that make the ledger append-only, on both engines.

An entry is never updated; it is deleted only with the whole chain of a rehearsal; it must carry the next number and
the hash of the entry before it. ``INSERT OR REPLACE`` deletes without saying so: with ``recursive_triggers`` the
DELETE trigger sees it, and without (another program on the file) the INSERT trigger refuses it by itself.

Revision: 2026_11_22_ledger_guards
After: 2026_11_22_first_tables
"""

from alembic import op

revision = "2026_11_22_ledger_guards"
down_revision = "2026_11_22_first_tables"
branch_labels = None
depends_on = None

SQLITE = {
    "ledger_entry_follows": """
CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'ledger_entry: seq must follow the last entry of the chain')
    WHERE NEW.seq IS NOT 1 + COALESCE((SELECT MAX(seq) FROM ledger_entry WHERE contest_id = NEW.contest_id), 0);
    SELECT RAISE(ABORT, 'ledger_entry: previous must be the hash of the last entry')
    WHERE NEW.previous IS NOT COALESCE(
        (SELECT hash FROM ledger_entry WHERE contest_id = NEW.contest_id ORDER BY seq DESC LIMIT 1), zeroblob(32));
    SELECT RAISE(ABORT, 'ledger_entry: this paper has its result')
    WHERE NEW.kind = 'result' AND EXISTS (
        SELECT 1 FROM ledger_entry
        WHERE contest_id = NEW.contest_id AND paper_key = NEW.paper_key AND kind = 'result');
END""",
    "ledger_entry_stands": """
CREATE TRIGGER ledger_entry_stands BEFORE UPDATE ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'ledger_entry: entries are never changed');
END""",
    "ledger_entry_stays": """
CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry BEGIN
    SELECT RAISE(ABORT, 'ledger_entry: entries are never deleted')
    WHERE NOT EXISTS (SELECT 1 FROM ledger_head WHERE contest_id = OLD.contest_id AND rehearsal = 1);
END""",
    "ledger_head_begins": """
CREATE TRIGGER ledger_head_begins BEFORE INSERT ON ledger_head BEGIN
    SELECT RAISE(ABORT, 'ledger_head: a chain begins once, at 0')
    WHERE NEW.seq IS NOT 0 OR NEW.hash IS NOT zeroblob(32)
        OR EXISTS (SELECT 1 FROM ledger_head WHERE contest_id = NEW.contest_id);
END""",
    "ledger_head_grows": """
CREATE TRIGGER ledger_head_grows BEFORE UPDATE ON ledger_head BEGIN
    SELECT RAISE(ABORT, 'ledger_head: it only grows, to the last entry')
    WHERE NEW.contest_id IS NOT OLD.contest_id OR NEW.rehearsal IS NOT OLD.rehearsal OR NEW.seq <= OLD.seq
        OR NOT EXISTS (
            SELECT 1 FROM ledger_entry
            WHERE contest_id = NEW.contest_id AND seq = NEW.seq AND hash = NEW.hash);
END""",
    "ledger_head_stays": """
CREATE TRIGGER ledger_head_stays BEFORE DELETE ON ledger_head WHEN OLD.rehearsal IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'ledger_head: only a rehearsal may be deleted');
END""",
}

POSTGRESQL_FUNCTIONS = {
    "ledger_entry_follows": """
DECLARE last record;
BEGIN
    SELECT seq, hash INTO last FROM ledger_entry WHERE contest_id = NEW.contest_id ORDER BY seq DESC LIMIT 1;
    IF NEW.seq IS DISTINCT FROM COALESCE(last.seq, 0) + 1 THEN
        RAISE EXCEPTION 'ledger_entry: seq must follow the last entry of the chain';
    END IF;
    IF NEW.previous IS DISTINCT FROM COALESCE(last.hash, decode(repeat('00', 32), 'hex')) THEN
        RAISE EXCEPTION 'ledger_entry: previous must be the hash of the last entry';
    END IF;
    RETURN NEW;
END""",
    "ledger_entry_stays": """
BEGIN
    PERFORM 1 FROM ledger_head WHERE contest_id = OLD.contest_id AND rehearsal;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger_entry: entries are never deleted';
    END IF;
    RETURN OLD;
END""",
    "ledger_head_begins": """
BEGIN
    IF NEW.seq IS DISTINCT FROM 0 OR NEW.hash IS DISTINCT FROM decode(repeat('00', 32), 'hex') THEN
        RAISE EXCEPTION 'ledger_head: a chain begins once, at 0';
    END IF;
    RETURN NEW;
END""",
    "ledger_head_grows": """
BEGIN
    PERFORM 1 FROM ledger_entry WHERE contest_id = NEW.contest_id AND seq = NEW.seq AND hash = NEW.hash;
    IF NOT FOUND OR NEW.contest_id <> OLD.contest_id OR NEW.rehearsal <> OLD.rehearsal OR NEW.seq <= OLD.seq THEN
        RAISE EXCEPTION 'ledger_head: it only grows, to the last entry';
    END IF;
    RETURN NEW;
END""",
    "ledger_head_stays": """
BEGIN
    IF NOT OLD.rehearsal THEN
        RAISE EXCEPTION 'ledger_head: only a rehearsal may be deleted';
    END IF;
    RETURN OLD;
END""",
    "ledger_refuses": """
BEGIN
    RAISE EXCEPTION '%: % is refused, the ledger is append-only', TG_TABLE_NAME, TG_OP;
END""",
}

POSTGRESQL_TRIGGERS = (
    ("ledger_entry_follows", "BEFORE INSERT", "ledger_entry", "ROW", "ledger_entry_follows"),
    ("ledger_entry_stands", "BEFORE UPDATE", "ledger_entry", "ROW", "ledger_refuses"),
    ("ledger_entry_stays", "BEFORE DELETE", "ledger_entry", "ROW", "ledger_entry_stays"),
    ("ledger_entry_not_emptied", "BEFORE TRUNCATE", "ledger_entry", "STATEMENT", "ledger_refuses"),
    ("ledger_head_begins", "BEFORE INSERT", "ledger_head", "ROW", "ledger_head_begins"),
    ("ledger_head_grows", "BEFORE UPDATE", "ledger_head", "ROW", "ledger_head_grows"),
    ("ledger_head_stays", "BEFORE DELETE", "ledger_head", "ROW", "ledger_head_stays"),
    ("ledger_head_not_emptied", "BEFORE TRUNCATE", "ledger_head", "STATEMENT", "ledger_refuses"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for body in SQLITE.values():
            op.execute(body)
        return
    op.execute("SET LOCAL lock_timeout = '10s'")
    for name, body in POSTGRESQL_FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$")
    for name, when, table, each, function in POSTGRESQL_TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()")
        # ALWAYS: they fire for replicated changes and under session_replication_role = replica too.
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
        return
    for name, _, table, _, _ in POSTGRESQL_TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name in POSTGRESQL_FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
