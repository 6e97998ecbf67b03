import { LISTINGS_SCHEMA } from './listings-table.ts';
import { USER_ATTRIBUTES } from './user-attributes-migration.ts';

/**
 * The schema, step by step: migration n takes a database from version n - 1 to n. What has been released is
 * never edited; a change of the schema is a new migration at the end.
 *
 * STRICT, so that a column holds its declared type and nothing else. Documents are JSON as text (JSONB is no
 * faster when the whole is read). They come last, the record, which may be large, behind the others: SQLite
 * reads a row only as far as the last column that a statement asks for.
 */
export const migrations: readonly string[] = [
  `
  -- seq is the order of the first put: an update keeps it, an insert takes the largest plus one.
  CREATE TABLE users (
    seq INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    external_id TEXT,
    emails TEXT NOT NULL,
    created TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    deleted TEXT,
    purge_after TEXT,
    kept TEXT NOT NULL,
    resource TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (connection, id)
  ) STRICT;

  -- Not unique: two Qualtrics accounts (joe@acme.com, joe@acme.com#acme) may fold to one SCIM userName.
  CREATE INDEX users_by_user_name ON users (connection, user_name);
  CREATE INDEX users_by_external_id ON users (connection, external_id) WHERE external_id IS NOT NULL;
  CREATE INDEX users_live ON users (connection, seq) WHERE deleted IS NULL;
  CREATE INDEX users_to_purge ON users (connection, purge_after) WHERE purge_after IS NOT NULL;

  -- users.emails is the truth; this is its index, kept by the triggers below.
  CREATE TABLE user_emails (
    connection TEXT NOT NULL,
    email TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES users (seq) ON DELETE CASCADE,
    PRIMARY KEY (connection, email, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX user_emails_by_seq ON user_emails (seq);

  CREATE TRIGGER user_emails_insert AFTER INSERT ON users BEGIN
    INSERT INTO user_emails SELECT DISTINCT NEW.connection, value, NEW.seq FROM json_each(NEW.emails);
  END;
  CREATE TRIGGER user_emails_update AFTER UPDATE OF emails ON users WHEN NEW.emails <> OLD.emails BEGIN
    DELETE FROM user_emails WHERE seq = NEW.seq;
    INSERT INTO user_emails SELECT DISTINCT NEW.connection, value, NEW.seq FROM json_each(NEW.emails);
  END;

  -- The users that are not deleted, counted by blocks of seq: see user-order.ts.
  CREATE TABLE user_counts (
    connection TEXT NOT NULL,
    level INTEGER NOT NULL,
    block INTEGER NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY (connection, level, block)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER user_counts_insert AFTER INSERT ON users WHEN NEW.deleted IS NULL BEGIN
    ${addToCounts('NEW', '1')}
  END;
  CREATE TRIGGER user_counts_delete AFTER DELETE ON users WHEN OLD.deleted IS NULL BEGIN
    ${addToCounts('OLD', '-1')}
  END;
  CREATE TRIGGER user_counts_update AFTER UPDATE OF deleted ON users
  WHEN (NEW.deleted IS NULL) <> (OLD.deleted IS NULL) BEGIN
    ${addToCounts('NEW', '(NEW.deleted IS NULL) - (OLD.deleted IS NULL)')}
  END;

  CREATE TABLE pending_creations (
    connection TEXT NOT NULL,
    user_name TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (connection, user_name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE facts (
    connection TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (connection, name)
  ) STRICT, WITHOUT ROWID;

  -- The one row that check() writes and reads.
  CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    content BLOB NOT NULL
  ) STRICT;
  `,
  `
  -- Groups, who the IdP put into which, and the moves that are due of it. seq as in users.
  CREATE TABLE groups (
    seq INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    external_id TEXT,
    created TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    deleted TEXT,
    UNIQUE (connection, id)
  ) STRICT;
  CREATE INDEX groups_by_name ON groups (connection, folded_name);
  CREATE INDEX groups_by_external_id ON groups (connection, external_id) WHERE external_id IS NOT NULL;

  -- The number of the connection's latest change of memberships; all that a change writes has its number.
  CREATE TABLE ledger_changes (
    connection TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE memberships (
    connection TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (connection, group_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memberships_by_user ON memberships (connection, user_id, seq);
  CREATE INDEX memberships_by_age ON memberships (connection, group_id, seq, user_id);

  -- from_divisions: a JSON list of ids and null.
  CREATE TABLE due_moves (
    connection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    from_divisions TEXT NOT NULL,
    since INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (connection, user_id)
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE users ADD COLUMN division_id TEXT AS (record ->> 'divisionId') VIRTUAL;
  CREATE INDEX users_by_division ON users (connection, division_id, seq)
    WHERE division_id IS NOT NULL AND deleted IS NULL;
  `,
  `
  -- id: of the user or group, where it has one. content: the whole entry.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    time TEXT NOT NULL,
    id TEXT,
    content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_by_time ON audit (connection, time);
  CREATE INDEX audit_by_id ON audit (connection, id, time) WHERE id IS NOT NULL;
  `,
  `
  -- Members of Qualtrics' own groups, and those of whom Qualtrics has yet to hear. named: by the IdP, else seen there.
  CREATE TABLE group_members (
    connection TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    named INTEGER NOT NULL,
    PRIMARY KEY (connection, group_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX group_members_by_user ON group_members (connection, user_id, seq);
  CREATE INDEX group_members_by_age ON group_members (connection, group_id, seq, user_id);

  CREATE TABLE due_members (
    connection TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (connection, group_id, user_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX due_members_by_user ON due_members (connection, user_id);

  ALTER TABLE groups ADD COLUMN target TEXT NOT NULL DEFAULT 'division';
  -- Counts what happens to the group's members.
  ALTER TABLE groups ADD COLUMN members_version INTEGER NOT NULL DEFAULT 0;
  `,
  USER_ATTRIBUTES,
  LISTINGS_SCHEMA,
];

function addToCounts(row: 'NEW' | 'OLD', difference: string): string {
  return `
    INSERT INTO user_counts (connection, level, block, live) VALUES
      (${row}.connection, 1, ${row}.seq >> 6, ${difference}),
      (${row}.connection, 2, ${row}.seq >> 12, ${difference}),
      (${row}.connection, 3, ${row}.seq >> 18, ${difference}),
      (${row}.connection, 4, ${row}.seq >> 24, ${difference})
    ON CONFLICT DO UPDATE SET live = live + excluded.live;`;
}
