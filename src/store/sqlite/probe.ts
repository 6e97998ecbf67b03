import type { DatabaseSync } from 'node:sqlite';

/**
 * More than a put takes (some 20 pages of 8 KiB): a disk without room for a put must not pass for a good one.
 */
const PROBE_BYTES = 256 * 1024;

/** Returns the check of the database: writes its one row and reads it again. */
export function createProbe(database: DatabaseSync): () => void {
  const write = database.prepare(
    `INSERT INTO probe (id, content) VALUES (1, randomblob(?))
     ON CONFLICT DO UPDATE SET content = excluded.content`,
  );
  const read = database.prepare('SELECT content FROM probe');

  return () => {
    write.run(PROBE_BYTES);
    read.get();
  };
}
