import pg from 'pg';
import { toStoreError } from './postgres-error.ts';

/** One statement; without values also several, separated by semicolons. Throws StoreError. */
export type Query = <Row extends pg.QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>;

export interface Database {
  readonly query: Query;
  /** All that `work` asks for, or nothing when anything in it throws. Each statement sees what is committed by then. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** The same to read only, and each statement sees what was committed before the first. */
  snapshot<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** May be called again. */
  close(): Promise<void>;
}

/** A pool of connections, made when they are needed and again when they break. */
export function createDatabase(config: pg.PoolConfig): Database {
  const pool = new pg.Pool(config);
  let closing: Promise<void> | undefined;
  // A connection that breaks emits an error beside failing its query, idle or not; unheard it would end the process.
  // The pool drops the connection, and the next query finds out whether the server is back.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async function inTransaction<T>(mode: string, work: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      // Said, because a server may have another default.
      await client.query(`BEGIN ISOLATION LEVEL ${mode}`);
      const result = await work(async (text, values) => (await client.query(text, copyOf(values))).rows);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // The end of the connection rolls back, also where a ROLLBACK would not get through.
      client.release(true);
      throw error;
    }
  }

  return {
    query: (text, values) => attempt(async () => (await pool.query(text, copyOf(values))).rows),
    transaction: (work) => attempt(() => inTransaction('READ COMMITTED', work)),
    snapshot: (work) => attempt(() => inTransaction('REPEATABLE READ, READ ONLY', work)),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

function copyOf(values: readonly unknown[] | undefined): unknown[] | undefined {
  return values && [...values];
}
