import { connect } from 'node:net';
import t from 'tap';
import { parseExposition } from '../ops/exposition.ts';
import { rawRequest } from '../security/raw-exchange.ts';
import { startBrands, TOKENS } from '../support/brands.ts';
import { until } from '../support/until.ts';

/** One behind the other on each socket: as many sockets as calls are more than a process may have. */
const SOCKETS = 50;
const ON_EACH = 100;
const CONCURRENCY = 4;
const WAITING = SOCKETS * ON_EACH - CONCURRENCY;

t.test('5,000 calls that wait at one brand do not hold up the other', async (t) => {
  const { ask, origin, sandboxes } = await startBrands(t, {
    connections: { acme: { qualtrics: { concurrency: CONCURRENCY, timeoutSeconds: 55 } } },
  });
  const queued = async () => {
    const { samples } = parseExposition(await (await fetch(`${origin}/metrics`)).text());
    const of = (connection: string) =>
      samples
        .filter(({ name, labels }) => name === 'qualtrics_queue_length' && labels.connection === connection)
        .reduce((sum, { value }) => sum + value, 0);
    return { acme: of('acme'), emea: of('emea') };
  };

  // Calls that are under way for longer than the test takes; all others wait for them.
  sandboxes.acme.setOptions({ latencyMs: 600_000, timeLimitMs: null });
  const request = rawRequest('GET', `/acme/scim/v2/Users/${sandboxes.acme.ownerId}`, {
    authorization: `Bearer ${TOKENS.acme}`,
    connection: 'keep-alive',
  });
  const { hostname, port } = new URL(origin);
  for (let i = 0; i < SOCKETS; i += 1) {
    const socket = connect(Number(port), hostname, () => socket.write(request.repeat(ON_EACH)));
    t.teardown(() => socket.destroy());
  }
  await until('they wait', async () => (await queued()).acme === WAITING);

  for (let i = 0; i < 50; i += 1) {
    const { status } = await ask('emea', 'GET', `/emea/scim/v2/Users/${sandboxes.emea.ownerId}`);
    t.equal(status, 200);
  }
  t.strictSame(await queued(), { acme: WAITING, emea: 0 });
  // Or they would wait until their answers are due.
  await sandboxes.acme.close();
});
