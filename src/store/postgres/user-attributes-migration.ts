/** The migration that made the table user_attributes: what conditions ask of live users (../user-attributes.ts). */
export const USER_ATTRIBUTES = `
-- What conditions ask of live users: see user-attributes.ts.
CREATE TABLE user_attributes (
  connection text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  user_name text COLLATE "C",
  external_id text COLLATE "C",
  display_name text COLLATE "C",
  given_name text COLLATE "C",
  family_name text COLLATE "C",
  formatted_name text COLLATE "C",
  emails text COLLATE "C" NOT NULL,
  active boolean,
  last_modified bigint,
  division_id text COLLATE "C",
  PRIMARY KEY (connection, seq)
);
-- Of long texts the beginning, because an index takes no more: see condition-dialect.ts.
CREATE INDEX users_by_shown_name ON user_attributes (left(user_name, 200)) WHERE user_name IS NOT NULL;
CREATE INDEX users_by_display_name ON user_attributes (left(display_name, 200)) WHERE display_name IS NOT NULL;
CREATE INDEX users_by_given_name ON user_attributes (left(given_name, 200)) WHERE given_name IS NOT NULL;
CREATE INDEX users_by_family_name ON user_attributes (left(family_name, 200)) WHERE family_name IS NOT NULL;
CREATE INDEX users_by_formatted_name ON user_attributes (left(formatted_name, 200))
  WHERE formatted_name IS NOT NULL;
CREATE INDEX users_by_active ON user_attributes (connection, active, seq) WHERE active IS NOT NULL;
CREATE INDEX users_by_last_modified ON user_attributes (connection, last_modified, seq)
  WHERE last_modified IS NOT NULL;

CREATE FUNCTION forget_attributes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM user_attributes WHERE connection = OLD.connection AND seq = OLD.seq;
  RETURN NULL;
END $$;
CREATE TRIGGER attributes_left AFTER UPDATE ON users FOR EACH ROW
  WHEN (OLD.live AND NOT NEW.live) EXECUTE FUNCTION forget_attributes();
CREATE TRIGGER attributes_removed AFTER DELETE ON users FOR EACH ROW
  WHEN (OLD.live) EXECUTE FUNCTION forget_attributes();

-- Users from before this table, whose attributes describe-users.ts reads off their documents.
CREATE TABLE users_to_describe (
  connection text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (connection, seq)
);
INSERT INTO users_to_describe SELECT connection, seq FROM users WHERE live;
`;

/**
 * The indexes again, without their WHERE: of an expression in a partial index the planner uses no statistics, and of
 * "active = false" it does not see that active is not null. last_modified alone, because who finds by it looks at it first.
 */
export const WHOLE_INDEXES = `
DROP INDEX users_by_shown_name, users_by_display_name, users_by_given_name, users_by_family_name,
  users_by_formatted_name, users_by_active, users_by_last_modified;
CREATE INDEX users_by_shown_name ON user_attributes (left(user_name, 200));
CREATE INDEX users_by_display_name ON user_attributes (left(display_name, 200));
CREATE INDEX users_by_given_name ON user_attributes (left(given_name, 200));
CREATE INDEX users_by_family_name ON user_attributes (left(family_name, 200));
CREATE INDEX users_by_formatted_name ON user_attributes (left(formatted_name, 200));
CREATE INDEX users_by_active ON user_attributes (connection, active, seq);
CREATE INDEX users_by_last_modified ON user_attributes (last_modified);
`;
