/**
 * A process that has a store open. Does what each line on stdin says (`put ID BYTES`, `add ID GROUP`, `check`) and
 * answers with that line and `done` or the code of the error.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../src/store/open-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { aUser } from './a-user.ts';

const store = await openStore(process.argv[2] ?? '');
console.log('open');

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(line.split(' ')).then(
    () => 'done',
    (error) => (error instanceof StoreError ? error.code : String(error)),
  );
  console.log(`${line} ${answer}`);
}

async function obey([command, id = '', what = '']: string[]): Promise<void> {
  const { users, memberships } = store.connection('acme');
  if (command === 'put') await users.put(aUser(id, { record: { padding: 'x'.repeat(Number(what)) } }));
  else if (command === 'add') await memberships.change({ groupId: what, add: [id], remove: [], due: [] });
  else await store.check();
}
