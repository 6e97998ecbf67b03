/**
 * A process that has a store open. Does what each line on stdin says (`put ID BYTES`, `check`) and answers
 * with that line and `done` or the code of the error.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../src/store/open-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { aUser } from './a-user.ts';

const store = await openStore(process.argv[2] ?? '');
console.log('open');

for await (const line of createInterface({ input: process.stdin })) {
  const [command, id = '', bytes] = line.split(' ');
  const user = aUser(id, { record: { padding: 'x'.repeat(Number(bytes)) } });
  const outcome = command === 'check' ? store.check() : store.connection('acme').users.put(user);
  const answer = await outcome.then(
    () => 'done',
    (error) => (error instanceof StoreError ? error.code : String(error)),
  );
  console.log(`${line} ${answer}`);
}
