import t from 'tap';
import * as z from 'zod';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startBrand } from '../support/brand.ts';
import { newAda } from './people.ts';

const SECRET = 'correct-horse-battery-staple';
const body = z.object({ password: z.string().optional() });

function posted(sandbox: Sandbox): (string | undefined)[] {
  return sandbox.calls
    .filter(({ method }) => method === 'POST')
    .map((call) => body.parse(call.body).password);
}

t.test('by default each account gets a long random password of its own, whatever the IdP sent', async (t) => {
  const brand = await startBrand(t, { requirePassword: true });
  const { users } = brand.connection;
  await users.create(newAda({}, SECRET), brand.operation());
  await users.create(newAda({ userName: 'b@example.com', externalId: 'b' }), brand.operation());
  const [one, other] = posted(brand.sandbox);
  t.not(one, SECRET);
  t.not(one, other);
  for (const password of [one, other]) {
    t.match(password, /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[-_]).{32,}$/);
  }
});

t.test(
  'the password of the IdP is passed on where that is configured, or a random one when there is none',
  async (t) => {
    const brand = await startBrand(t, {}, { QUALTRICS_PASSWORD: 'pass' });
    const { users } = brand.connection;
    await users.create(newAda({}, SECRET), brand.operation());
    await users.create(newAda({ userName: 'b@example.com', externalId: 'b' }), brand.operation());
    const [one, other] = posted(brand.sandbox);
    t.equal(one, SECRET);
    t.match(other, /^.{32,}$/);
  },
);

t.test('no password is sent where that is configured', async (t) => {
  const brand = await startBrand(t, {}, { QUALTRICS_PASSWORD: 'omit' });
  await brand.connection.users.create(newAda({}, SECRET), brand.operation());
  t.strictSame(posted(brand.sandbox), [undefined]);
});

t.test('a password is neither kept nor shown', async (t) => {
  const brand = await startBrand(t, {}, { QUALTRICS_PASSWORD: 'pass' });
  const user = await brand.connection.users.create(newAda({}, SECRET), brand.operation());
  const stored = await brand.store.users.get(user.id);
  t.ok(stored);
  t.notMatch(JSON.stringify([user, stored]), SECRET);
  t.notMatch(JSON.stringify([user, stored]), '"password"');
});
