/** The migration that made the table user_attributes: what conditions ask of live users (../user-attributes.ts). */
export const USER_ATTRIBUTES = `
-- What conditions ask of live users: see user-attributes.ts. Without a row id, so that the rows of a connection lie together
-- in their order, and every index has the seq.
CREATE TABLE user_attributes (
  connection TEXT NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  user_name TEXT,
  external_id TEXT,
  display_name TEXT,
  given_name TEXT,
  family_name TEXT,
  formatted_name TEXT,
  emails TEXT NOT NULL,
  active INTEGER,
  last_modified INTEGER,
  division_id TEXT,
  PRIMARY KEY (connection, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_shown_name ON user_attributes (connection, user_name) WHERE user_name IS NOT NULL;
CREATE INDEX users_by_display_name ON user_attributes (connection, display_name) WHERE display_name IS NOT NULL;
CREATE INDEX users_by_given_name ON user_attributes (connection, given_name) WHERE given_name IS NOT NULL;
CREATE INDEX users_by_family_name ON user_attributes (connection, family_name) WHERE family_name IS NOT NULL;
CREATE INDEX users_by_formatted_name ON user_attributes (connection, formatted_name)
  WHERE formatted_name IS NOT NULL;
CREATE INDEX users_by_active ON user_attributes (connection, active) WHERE active IS NOT NULL;
CREATE INDEX users_by_last_modified ON user_attributes (connection, last_modified)
  WHERE last_modified IS NOT NULL;

CREATE TRIGGER user_attributes_delete AFTER DELETE ON users BEGIN
  DELETE FROM user_attributes WHERE connection = OLD.connection AND seq = OLD.seq;
END;
CREATE TRIGGER user_attributes_leave AFTER UPDATE OF deleted ON users WHEN NEW.deleted IS NOT NULL BEGIN
  DELETE FROM user_attributes WHERE connection = NEW.connection AND seq = NEW.seq;
END;

-- Users from before this table, whose attributes describe-users.ts reads off their documents.
CREATE TABLE users_to_describe (seq INTEGER PRIMARY KEY) STRICT;
INSERT INTO users_to_describe SELECT seq FROM users WHERE deleted IS NULL;
`;
