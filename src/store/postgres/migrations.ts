import { GROUP_MEMBERS } from './group-members-migration.ts';
import { LISTINGS_SCHEMA } from './listings-table.ts';
import { PLACE_USERS } from './place-users.ts';
import { USER_ATTRIBUTES, WHOLE_INDEXES } from './user-attributes-migration.ts';

/**
 * The schema, step by step: migration n takes a database from version n - 1 to n. What has been released is never
 * edited; a change of the schema is a new migration at the end.
 *
 * `content` is the whole of what was put, as JSON text, and all that is read back; the other columns are for finding it
 * (text-key.ts has what of a text stands in them). Not jsonb, which refuses U+0000 and sorts the names. COLLATE "C"
 * compares bytes: the same on every server, before and after an update of its C library, which breaks other indexes.
 */
export const migrations: readonly string[] = [
  `
  -- seq is the order of the first put in the connection, counted without gaps: users-table.ts gives it.
  -- fillfactor leaves room for a user's next version, in the same page and without new index entries.
  CREATE TABLE users (
    connection text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    user_name text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    emails text[] COLLATE "C" NOT NULL,
    division_id text COLLATE "C",
    deleted text COLLATE "C",
    live boolean GENERATED ALWAYS AS (deleted IS NULL) STORED,
    purge_after text COLLATE "C",
    content text NOT NULL,
    PRIMARY KEY (connection, seq),
    UNIQUE (id, connection)
  ) WITH (fillfactor = 80);

  -- What a user is found by stands first: see users-by.ts. Not unique: two Qualtrics accounts (joe@acme.com,
  -- joe@acme.com#acme) may fold to one SCIM userName.
  CREATE INDEX users_by_user_name ON users (user_name);
  CREATE INDEX users_by_external_id ON users (external_id) WHERE external_id IS NOT NULL;
  -- Without fastupdate: its list of pending entries would be read by every look-up.
  CREATE INDEX users_by_email ON users USING gin (emails) WITH (fastupdate = off);
  CREATE INDEX users_live ON users (connection, seq) WHERE live;
  CREATE INDEX users_to_purge ON users (connection, purge_after) WHERE purge_after IS NOT NULL;
  CREATE INDEX users_by_division ON users (connection, division_id, seq)
    WHERE division_id IS NOT NULL AND live;

  -- The live users, counted by blocks of seq: see user-order.ts.
  CREATE TABLE user_counts (
    connection text COLLATE "C" NOT NULL,
    level integer NOT NULL,
    block bigint NOT NULL,
    live bigint NOT NULL,
    PRIMARY KEY (connection, level, block)
  ) WITH (fillfactor = 50);

  CREATE FUNCTION count_user() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    counted users := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  BEGIN
    INSERT INTO user_counts (connection, level, block, live) VALUES
      (counted.connection, 1, counted.seq >> 7, TG_ARGV[0]::bigint),
      (counted.connection, 2, counted.seq >> 14, TG_ARGV[0]::bigint)
    ON CONFLICT (connection, level, block) DO UPDATE SET live = user_counts.live + excluded.live;
    RETURN NULL;
  END $$;
  CREATE TRIGGER user_came AFTER INSERT ON users FOR EACH ROW
    WHEN (NEW.live) EXECUTE FUNCTION count_user('1');
  CREATE TRIGGER user_came_back AFTER UPDATE ON users FOR EACH ROW
    WHEN (NEW.live AND NOT OLD.live) EXECUTE FUNCTION count_user('1');
  CREATE TRIGGER user_left AFTER UPDATE ON users FOR EACH ROW
    WHEN (OLD.live AND NOT NEW.live) EXECUTE FUNCTION count_user('-1');
  CREATE TRIGGER user_removed AFTER DELETE ON users FOR EACH ROW
    WHEN (OLD.live) EXECUTE FUNCTION count_user('-1');

  CREATE TABLE groups (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    folded_name text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    deleted text COLLATE "C",
    content text NOT NULL,
    UNIQUE (connection, id)
  );
  CREATE INDEX groups_by_name ON groups (connection, folded_name);
  CREATE INDEX groups_by_external_id ON groups (connection, external_id) WHERE external_id IS NOT NULL;

  -- The number of the connection's latest change of memberships; all that a change writes has its number.
  CREATE TABLE ledger_changes (
    connection text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL
  );

  CREATE TABLE memberships (
    connection text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (connection, group_id, user_id)
  );
  CREATE INDEX memberships_by_user ON memberships (connection, user_id, seq);
  CREATE INDEX memberships_by_age ON memberships (connection, group_id, seq, user_id);

  -- from_divisions: a JSON list of ids and null.
  CREATE TABLE due_moves (
    connection text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    from_divisions text NOT NULL,
    since bigint NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (connection, user_id)
  );

  CREATE TABLE pending_creations (
    connection text COLLATE "C" NOT NULL,
    user_name text COLLATE "C" NOT NULL,
    since text NOT NULL,
    PRIMARY KEY (connection, user_name)
  );

  CREATE TABLE facts (
    connection text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (connection, name)
  );

  -- The one row that check() writes and reads.
  CREATE TABLE probe (
    id integer PRIMARY KEY CHECK (id = 1),
    checked timestamptz NOT NULL
  );
  `,
  `
  -- id: of the user or group, where it has one.
  CREATE TABLE audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection text COLLATE "C" NOT NULL,
    time text COLLATE "C" NOT NULL,
    id text COLLATE "C",
    content text NOT NULL
  );
  CREATE INDEX audit_by_time ON audit (connection, time, seq);
  CREATE INDEX audit_by_id ON audit (connection, id, time, seq) WHERE id IS NOT NULL;
  `,
  `
  -- Who of several bridges may do what at the moment: see leases-table.ts.
  CREATE TABLE leases (
    connection text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    holder text NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (connection, key)
  );
  `,
  GROUP_MEMBERS,
  `
  -- How fast the processes of a connection call Qualtrics together: written some times a second, worthless after a
  -- restart of the server, so nothing of it goes into the log (WAL) and no write waits for a disk.
  CREATE UNLOGGED TABLE paces (
    connection text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    kept text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (connection, name)
  );
  `,
  USER_ATTRIBUTES,
  LISTINGS_SCHEMA,
  `
  -- See schema-version.ts.
  ALTER TABLE bridge_schema ADD COLUMN IF NOT EXISTS oldest integer;
  `,
  `
  -- Somebody in a hurry waits for the holder.
  ALTER TABLE leases ADD COLUMN pressed boolean NOT NULL DEFAULT false;
  `,
  WHOLE_INDEXES,
  PLACE_USERS,
];
