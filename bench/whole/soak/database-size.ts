import { statSync } from 'node:fs';
import pg from 'pg';

export interface DatabaseSize {
  readonly databaseMb: number;
  /** SQLite: the file beside it. PostgreSQL: of the whole server, which keeps and reuses segments of 16 MB. */
  readonly walMb: number;
}

const MB = 2 ** 20;
const SQLITE = 'sqlite:';

/** Of the database of a DATABASE_URL. */
export async function databaseSize(url: string): Promise<DatabaseSize> {
  if (url.startsWith(SQLITE)) {
    const file = url.slice(SQLITE.length);
    return { databaseMb: fileMb(file), walMb: fileMb(`${file}-wal`) };
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT pg_database_size(current_database()) AS data, (SELECT sum(size) FROM pg_ls_waldir()) AS wal',
    );
    return { databaseMb: Number(rows[0]?.data) / MB, walMb: Number(rows[0]?.wal) / MB };
  } finally {
    await client.end();
  }
}

function fileMb(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) / MB;
}
