import { anchorsOf } from '../anchors.ts';
import { conditionSql } from '../condition-sql.ts';
import { inPortions } from '../in-portions.ts';
import type { FoundUsers, StoredUser } from '../store.ts';
import type { UserCondition } from '../user-condition.ts';
import { bindTo, DIALECT, probesSql } from './condition-dialect.ts';
import type { Query } from './database.ts';
import { toListedUser, toStoredUser } from './user-row.ts';

/** Whoever an index names is looked at one by one, unless there are more: then all are gone through, as they lie. */
const MOST_ANCHORED = 5000;

/** A condition made ready: `matching` is what follows SELECT ... FROM, up to the end of its WHERE; $1 is the connection. */
interface Search {
  readonly matching: string;
  readonly values: readonly unknown[];
}

/** Finds live users by a condition. */
export function createUserSearch(query: Query, connection: string) {
  async function prepare(condition: UserCondition): Promise<Search> {
    const probes = await selectiveProbes(condition);
    const values: unknown[] = [connection];
    const source = probes ? candidates(probesSql(probes, bindTo(values))) : 'user_attributes';
    const sql = conditionSql(condition, '$1', bindTo(values), DIALECT);
    return { matching: `${source} WHERE user_attributes.connection = $1 AND ${sql}`, values };
  }

  /** Undefined when no index leads to few enough. */
  async function selectiveProbes(condition: UserCondition) {
    const anchors = anchorsOf(condition);
    if (!anchors) return undefined;
    const values: unknown[] = [connection];
    const [found] = await query<{ users: string }>(
      `SELECT count(*) AS users FROM (${probesSql(anchors, bindTo(values))} LIMIT ${MOST_ANCHORED + 1}) AS few`,
      values,
    );
    return Number(found?.users) > MOST_ANCHORED ? undefined : anchors;
  }

  return {
    async find(condition: UserCondition, offset: number, limit: number): Promise<FoundUsers> {
      const { matching, values } = await prepare(condition);
      const [size, skip] = [`$${values.length + 1}`, `$${values.length + 2}`];
      // One statement, so that no write comes between the two.
      const rows = await query<{ total: string; content: string | null }>(
        `SELECT total, content FROM (SELECT count(*) AS total FROM ${matching}) AS counted
         LEFT JOIN (SELECT user_attributes.seq FROM ${matching} ORDER BY user_attributes.seq LIMIT ${size} OFFSET ${skip}) AS page
           ON true
         LEFT JOIN LATERAL (SELECT content FROM users WHERE connection = $1 AND seq = page.seq OFFSET 0) AS users ON true
         ORDER BY page.seq`,
        [...values, limit, offset],
      );
      const users = rows.flatMap(({ content }) => (content === null ? [] : [toListedUser({ content })]));
      return { total: Number(rows[0]?.total), users };
    },

    scan(condition: UserCondition): AsyncGenerator<StoredUser> {
      let search: Search | undefined;
      return inPortions(0, async (after, portion) => {
        search ??= await prepare(condition);
        const { matching, values } = search;
        const [last, size] = [`$${values.length + 1}`, `$${values.length + 2}`];
        const rows = await query<{ seq: string; content: string }>(
          `SELECT page.seq, content FROM (
             SELECT user_attributes.seq FROM ${matching} AND user_attributes.seq > ${last}
             ORDER BY user_attributes.seq LIMIT ${size}) AS page
           CROSS JOIN LATERAL (SELECT content FROM users WHERE connection = $1 AND seq = page.seq OFFSET 0) AS users
           ORDER BY page.seq`,
          [...values, after, portion],
        );
        return rows.map((row) => ({ value: toStoredUser(row), next: Number(row.seq) }));
      });
    },
  };
}

/** Each of those that an index names, and their attributes; OFFSET 0 has them read one by one, whatever the statistics say. */
function candidates(probes: string): string {
  return `(SELECT DISTINCT seq FROM (${probes}) AS probed OFFSET 0) AS candidates
    CROSS JOIN LATERAL (
      SELECT * FROM user_attributes WHERE connection = $1 AND seq = candidates.seq OFFSET 0
    ) AS user_attributes`;
}
