import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { restore, withSnapshot } from '../../src/store/copy/copy-database.ts';
import { readCopy } from '../../src/store/copy/read-copy.ts';
import { writeCopy } from '../../src/store/copy/write-copy.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aUser, deleted, users } from './a-user.ts';

/** The file of an export of that database. */
export async function exported(databaseUrl: string): Promise<string> {
  return await withSnapshot(databaseUrl, (snapshot) => text(Readable.from(writeCopy(snapshot, () => {}))));
}

export async function imported(databaseUrl: string, file: string, replace = false): Promise<void> {
  // In pieces, as from a disk.
  const pieces = Buffer.from(file);
  async function* chunks() {
    for (let at = 0; at < pieces.length; at += 1_000) yield pieces.subarray(at, at + 1_000);
  }
  await restore(databaseUrl, await readCopy(chunks()), replace);
}

/** What a file could trip over. */
export const copiedHas = {
  odd: JSON.parse('{"ключ": "\\u0000\\u2028\\ud83d", "": {"10": 1, "9": null}, "__proto__": {"a": 1.5e300}}'),
};

const AT = '2026-01-02T03:04:05.006Z';

/** Fills an empty database with something of everything. */
export async function fill(databaseUrl: string, brandId = 'acme'): Promise<void> {
  const store = await openStore(databaseUrl);
  const connection = store.connection('default');
  await connection.users.putAll([...users(0, 700), aUser('UR_odd', { kept: copiedHas.odd })]);
  // So that the order of the first put is not that of the ids.
  await connection.users.remove('UR_5');
  await connection.users.putAll([
    aUser('UR_5'),
    deleted(aUser('UR_tomb', { purgeAfter: '2026-04-03T05:06:07Z' })),
    deleted(aUser('UR_lost', { gone: '2026-03-04T05:06:07Z' })),
  ]);
  for (const id of ['DV_2', 'DV_1']) {
    await connection.groups.put({
      ...{ id, target: 'division', displayName: `Group ${id}`, externalId: `idp-${id}` },
      ...{ created: AT, lastModified: AT },
      ...(id === 'DV_1' && { deleted: AT }),
    });
  }
  const due = [{ userId: 'UR_2', from: ['DV_1', null] }];
  await connection.memberships.change({ groupId: 'DV_2', add: ['UR_2', 'UR_1'], remove: [], due });
  await connection.memberships.change({ groupId: 'DV_1', add: ['UR_2'], remove: [], due: [] });
  const members = { named: ['UR_1'], seen: ['UR_3'], remove: [], due: ['UR_1'] };
  await connection.groupMembers.change({ groupId: 'GR_1', ...members });
  await connection.pendingCreations.begin({ userName: 'under.way@example.com', since: AT });
  await connection.facts.set('brandId', brandId);
  await connection.facts.set('users.listed', AT);
  const askedBy = { task: 'moves' } as const;
  for (const [id, time] of [
    ['UR_2', '2026-01-03T00:00:00.000Z'],
    ['UR_1', '2026-01-02T00:00:00.000Z'],
  ]) {
    const entry = { resourceType: 'User', action: 'move', outcome: 'done', askedBy } as const;
    await connection.audit.add([{ ...entry, id: id ?? '', time: time ?? '' }]);
  }
  await connection.listing.put({ number: 3, began: AT, listed: 1, drifted: 0 }, ['UR_1']);
  await store.close();
}
