/** The migration that made the tables group_members and due_members. */
export const GROUP_MEMBERS = `
-- Members of Qualtrics' own groups, and those of whom Qualtrics has yet to hear. named: by the IdP, else seen there.
CREATE TABLE group_members (
  connection text COLLATE "C" NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  named boolean NOT NULL,
  PRIMARY KEY (connection, group_id, user_id)
);
CREATE INDEX group_members_by_user ON group_members (connection, user_id, seq);
CREATE INDEX group_members_by_age ON group_members (connection, group_id, seq, user_id);

CREATE TABLE due_members (
  connection text COLLATE "C" NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (connection, group_id, user_id)
);
CREATE INDEX due_members_by_user ON due_members (connection, user_id);

ALTER TABLE groups ADD COLUMN target text COLLATE "C" NOT NULL DEFAULT 'division';
-- Counts what happens to the group's members.
ALTER TABLE groups ADD COLUMN members_version bigint NOT NULL DEFAULT 0;
`;
