import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { anchorsOf } from '../anchors.ts';
import { conditionSql } from '../condition-sql.ts';
import type { FoundUsers, ListedUser, StoredUser } from '../store.ts';
import type { UserCondition } from '../user-condition.ts';
import { bindTo, DIALECT, probesSql } from './condition-dialect.ts';
import { toListedUser, toStoredUser, USER_COLUMNS, type UserRow } from './user-row.ts';

/** Whoever an index names is looked at, in their order, unless there are more: then all are gone through, as they lie. */
const MOST_ANCHORED = 5000;
/** Seqs that are gone through at a time: some milliseconds, for which the process blocks. */
const SPAN = 20_000;

/** A condition made ready: `where` is about rows of user_attributes with a seq from ?2 to ?3, of the connection ?1. */
interface Search {
  readonly where: string;
  /** From ?4 on. */
  readonly values: readonly (string | number)[];
  /** First and last seq of each part, in order. */
  readonly spans: readonly (readonly [number, number])[];
}

/** Finds live users by a condition. Memory does not grow with their number, and no part of the work takes long. */
export function createUserSearch(database: DatabaseSync) {
  const ends = database.prepare(
    `SELECT (SELECT min(seq) FROM user_attributes WHERE connection = ?1) AS first,
       (SELECT max(seq) FROM user_attributes WHERE connection = ?1) AS last`,
  );

  function prepare(connection: string, condition: UserCondition): Search {
    const { first, last } = ends.get(connection) as { first: number | null; last: number | null };
    if (first === null || last === null) return { where: 'FALSE', values: [], spans: [] };
    const anchored = anchoredSearch(connection, condition);
    const values: (string | number)[] = anchored?.values ?? [];
    const sql = conditionSql(condition, '?1', bindTo(values, 3), DIALECT);
    if (anchored) {
      // The plus keeps the range from being the way in.
      const where = `connection = ?1 AND seq IN (${anchored.probes}) AND +seq BETWEEN ?2 AND ?3 AND ${sql}`;
      return { where, values, spans: [[first, last]] };
    }
    const spans = Array.from({ length: Math.ceil((last - first + 1) / SPAN) }, (_, i): [number, number] => [
      first + i * SPAN,
      Math.min(last, first + (i + 1) * SPAN - 1),
    ]);
    return { where: `connection = ?1 AND seq BETWEEN ?2 AND ?3 AND ${sql}`, values, spans };
  }

  /** Undefined when no index leads to few enough. */
  function anchoredSearch(connection: string, condition: UserCondition) {
    const anchors = anchorsOf(condition);
    if (!anchors) return undefined;
    const alone: (string | number)[] = [];
    const few = database.prepare(
      `SELECT count(*) AS users FROM (${probesSql(anchors, bindTo(alone, 1))} LIMIT ${MOST_ANCHORED + 1})`,
    );
    if (Number(few.get(connection, ...alone)?.users) > MOST_ANCHORED) return undefined;
    const values: (string | number)[] = [];
    return { probes: probesSql(anchors, bindTo(values, 3)), values };
  }

  function statements({ where, values }: Search) {
    const [limit, offset] = [`?${values.length + 4}`, `?${values.length + 5}`];
    const counting = database.prepare(`SELECT count(*) AS users FROM user_attributes WHERE ${where}`);
    const reading = (columns: string) =>
      database.prepare(
        `SELECT ${columns} FROM users WHERE seq IN (
           SELECT seq FROM user_attributes WHERE ${where} ORDER BY seq LIMIT ${limit} OFFSET ${offset})
         ORDER BY seq`,
      );
    const [readingListed, readingAll] = [reading('id, resource'), reading(USER_COLUMNS)];
    return {
      count: (connection: string, from: number, to: number) =>
        Number(counting.get(connection, from, to, ...values)?.users),
      listed: (connection: string, from: number, to: number, skip: number, size: number) =>
        readingListed.all(connection, from, to, ...values, size, skip) as Pick<UserRow, 'id' | 'resource'>[],
      rows: (connection: string, from: number, to: number, size: number) =>
        readingAll.all(connection, from, to, ...values, size, 0) as UserRow[],
    };
  }

  return {
    async find(
      connection: string,
      condition: UserCondition,
      offset: number,
      limit: number,
    ): Promise<FoundUsers> {
      const search = prepare(connection, condition);
      const { count, listed } = statements(search);
      const users: ListedUser[] = [];
      let total = 0;
      for (const [from, to] of search.spans) {
        if (from > (search.spans[0]?.[0] ?? from)) await setImmediate();
        const here = count(connection, from, to);
        const skip = Math.max(0, offset - total);
        const wanted = limit - users.length;
        if (wanted > 0 && skip < here)
          users.push(...listed(connection, from, to, skip, wanted).map(toListedUser));
        total += here;
      }
      return { total, users };
    },

    /** Reads the matches from a seq on, a portion at a time; an empty portion is the end. */
    reader(connection: string, condition: UserCondition) {
      let ready: (Search & ReturnType<typeof statements>) | undefined;
      return async (seq: number, size: number): Promise<{ value: StoredUser; next: number }[]> => {
        if (!ready) {
          const search = prepare(connection, condition);
          ready = { ...search, ...statements(search) };
        }
        const { spans, rows } = ready;
        for (const [from, to] of spans) {
          if (to < seq) continue;
          const found = rows(connection, Math.max(from, seq), to, size);
          if (found.length > 0) return found.map((row) => ({ value: toStoredUser(row), next: row.seq + 1 }));
          await setImmediate();
        }
        return [];
      };
    },
  };
}
