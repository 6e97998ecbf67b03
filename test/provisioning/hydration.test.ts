import t from 'tap';
import { type Brand, startBrand } from '../support/brand.ts';
import { until } from '../support/until.ts';

const FAST = { QUALTRICS_HYDRATE_PER_MINUTE: '3000' };
const details = { language: 'DE', timeZone: 'Australia/Perth' };

async function ofPerth({ connection, operation }: Brand): Promise<number> {
  const matches = (resource: { readonly timezone?: unknown }) => resource.timezone === 'Australia/Perth';
  const { total } = await connection.users.find({ matches, offset: 0, limit: 100 }, operation());
  return total;
}

function reads(brand: Brand): string[] {
  return brand.calls().filter((call) => call.startsWith('GET /API/v3/users/'));
}

async function relist({ connection }: Brand): Promise<void> {
  await connection.index.refresh(AbortSignal.timeout(10_000), new Date());
}

t.test('lists come to know what only a single read tells, at one call a user, once', async (t) => {
  const brand = await startBrand(t, { users: 1 }, FAST);
  const ids = Array.from({ length: 12 }, () => brand.sandbox.putUser(details).id);
  brand.calls();
  await relist(brand);
  await until('everybody is known', async () => (await ofPerth(brand)) === ids.length);
  const once = reads(brand);
  t.strictSame(once.length, new Set(once).size, 'each read once');
  t.ok(ids.every((id) => once.includes(`GET /API/v3/users/${id}`)));
  await relist(brand);
  const { id } = brand.sandbox.putUser(details);
  await relist(brand);
  await until('who came later is known too', async () => (await ofPerth(brand)) === ids.length + 1);
  t.strictSame(reads(brand), [`GET /API/v3/users/${id}`], 'and nobody is read again');
});

t.test('by default nobody is read for that', async (t) => {
  const brand = await startBrand(t, { users: 5 });
  brand.sandbox.putUser(details);
  await relist(brand);
  t.equal(await ofPerth(brand), 0);
  t.strictSame(reads(brand), []);
});

t.test('one user that cannot be read keeps nobody else from it', async (t) => {
  const brand = await startBrand(t, { users: 1 }, FAST);
  const [broken = '', ...others] = Array.from({ length: 5 }, () => brand.sandbox.putUser(details).id);
  brand.sandbox.fault({
    match: { path: `/API/v3/users/${broken}`, times: 'always' },
    effect: { kind: 'status', status: 404 },
  });
  await relist(brand);
  await until('the others are known', async () => (await ofPerth(brand)) === others.length);
  t.notOk('language' in ((await brand.store.users.get(broken))?.record ?? {}));
});

t.test('what a request wrote meanwhile is not undone by an older read', async (t) => {
  const brand = await startBrand(t, { users: 1, latencyMs: 30 }, FAST);
  const { id } = brand.sandbox.putUser(details);
  const listed = relist(brand);
  await until('the single read is under way', () =>
    brand.sandbox.calls.some(({ path }) => path === `/API/v3/users/${id}`),
  );
  await listed;
  await brand.connection.users.change(
    id,
    (current) => ({ ...current, timezone: 'Europe/London' }),
    brand.operation(),
  );
  await until('everybody was read', async () => {
    const stored = await brand.store.users.get(id);
    return stored !== undefined && 'language' in stored.record;
  });
  t.match(await brand.store.users.get(id), { resource: { timezone: 'Europe/London' } });
});
