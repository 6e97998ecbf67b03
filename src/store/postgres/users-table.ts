import type { AuditEntry } from '../audit.ts';
import { inPortions } from '../in-portions.ts';
import type { ConnectionStore, LookUpKey, Over, StoredUser } from '../store.ts';
import { lockUntilCommit } from './advisory-lock.ts';
import { addEntries, entryRows } from './audit-table.ts';
import type { Database } from './database.ts';
import { textKey } from './text-key.ts';
import { attributeRows, putAttributes } from './user-attributes-table.ts';
import { createUserOrder } from './user-order.ts';
import { toListedUser, toStoredUser, toUserRow } from './user-row.ts';
import { createUserSearch } from './user-search.ts';
import { usersBy } from './users-by.ts';

const LOOK_UPS: Readonly<Record<LookUpKey, string>> = {
  userName: usersBy('user_name = $2'),
  externalId: usersBy('external_id = $2'),
  email: usersBy('emails @> ARRAY[$2::text]'),
};

/**
 * One statement, so a transaction of its own: the users, what conditions ask of them, the entries of the audit, and what is
 * over. What is placed is found first, behind the lock.
 */
const PUT_ALL = `WITH placed AS MATERIALIZED (SELECT place, seq FROM place_users($1, $2)),
  audited AS (${addEntries('$1', '$5')}),
  created AS (DELETE FROM pending_creations WHERE connection = $1 AND user_name = $6),
  moved AS (DELETE FROM due_moves WHERE connection = $1 AND user_id = $7 AND seq = $8),
  written AS (
    INSERT INTO users (connection, seq, id, user_name, external_id, emails, division_id, deleted, purge_after, content)
    SELECT $1, placed.seq, id, user_name, external_id, emails, division_id, deleted, purge_after, content
    FROM placed JOIN json_populate_recordset(NULL::users, $3) WITH ORDINALITY AS given ON ordinality = place
    ON CONFLICT (connection, id) DO UPDATE SET
      user_name = excluded.user_name, external_id = excluded.external_id, emails = excluded.emails,
      division_id = excluded.division_id, deleted = excluded.deleted, purge_after = excluded.purge_after,
      content = excluded.content
  )
  ${putAttributes('$1', 'placed', '$4')}`;

/**
 * The tables users, user_attributes and user_counts. One write at a time for each connection, of all replicas (place-users.ts): so the
 * seqs come in the order of the commits, and no two writes wait for each other's rows. `live` means not deleted.
 */
export function createUsers({ query, transaction }: Database, connection: string): ConnectionStore['users'] {
  const order = createUserOrder(query, connection);
  const search = createUserSearch(query, connection);

  /** From `users`, or from those that were found by something. */
  async function select(from: string, condition: string, value: string): Promise<StoredUser[]> {
    const text = `SELECT content FROM ${from} WHERE connection = $1 AND ${condition}`;
    return (await query<{ content: string }>(text, [connection, value])).map(toStoredUser);
  }

  const everybody = () =>
    inPortions(0, async (after, size) => {
      const rows = await query<{ seq: string; content: string }>(
        'SELECT seq, content FROM users WHERE connection = $1 AND seq > $2 AND live ORDER BY seq LIMIT $3',
        [connection, after, size],
      );
      return rows.map((row) => ({ value: toStoredUser(row), next: Number(row.seq) }));
    });

  async function putAll(
    given: readonly StoredUser[],
    entries: readonly AuditEntry[] = [],
    { creation, move }: Over = {},
  ): Promise<void> {
    // An id that comes twice has its first place and its last content, as in a loop of puts.
    const byId = new Map(given.map((user) => [textKey(user.id), user]));
    const users = [...byId.values()];
    await query(PUT_ALL, [
      connection,
      [...byId.keys()],
      JSON.stringify(users.map(toUserRow)),
      attributeRows(users),
      entryRows(entries),
      creation === undefined ? null : textKey(creation),
      move ? textKey(move.userId) : null,
      move?.seq ?? null,
    ]);
  }

  return {
    get: async (id) => (await select(usersBy('id = $2'), 'true', textKey(id)))[0],
    lookUp: (key, value) => select(LOOK_UPS[key], 'live ORDER BY seq', textKey(value)),
    async lookUpDeleted(userName) {
      const last = 'NOT live ORDER BY deleted DESC, seq DESC LIMIT 1';
      return (await select(LOOK_UPS.userName, last, textKey(userName)))[0];
    },
    put: (user, entry, over) => putAll([user], entry && [entry], over),
    putAll: (users) => putAll(users),
    remove: (id) =>
      transaction(async (query) => {
        await lockUntilCommit(query, `users of ${connection}`);
        await query(
          `DELETE FROM users WHERE connection = $1
             AND seq = (SELECT seq FROM ${usersBy('id = $2')} WHERE connection = $1)`,
          [connection, textKey(id)],
        );
      }),
    count: order.count,
    page: async (offset, limit) => (await order.page(offset, limit)).map(toListedUser),
    duePurges: (now) => select('users', 'purge_after <= $2 AND NOT live ORDER BY purge_after, seq', now),

    find: search.find,
    scan: (condition) => (condition ? search.scan(condition) : everybody()),
  };
}
