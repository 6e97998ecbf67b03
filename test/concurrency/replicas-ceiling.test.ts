/** Two bridges, processes of their own, on one PostgreSQL: together they stay below the ceiling of their brand and use it. */
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { replace } from '../faults/outage.ts';
import { startBridgeProcess } from '../support/bridge-process.ts';
import { startPostgres } from '../support/postgres.ts';

/** What Qualtrics counts in, shortened. */
const WINDOW_MS = 4_000;
const ALLOWED_IN_A_WINDOW = 400;
const CEILING = (0.95 * ALLOWED_IN_A_WINDOW * 60_000) / WINDOW_MS;

const postgres = await startPostgres(t);

if (postgres) {
  t.test('two busy processes draw no 429 and leave nothing unused', async (t) => {
    const sandbox = await startSandbox({
      users: 300,
      latencyMs: 20,
      callLogLimit: 10_000,
      rateLimit: { perMinute: ALLOWED_IN_A_WINDOW, minuteMs: WINDOW_MS },
    });
    t.teardown(() => sandbox.close());
    const people = sandbox.users().flatMap(({ id }) => (id === sandbox.ownerId ? [] : id));
    const environment = {
      DATABASE_URL: await postgres.newDatabase(),
      QUALTRICS_RATE_LIMIT_PER_MINUTE: String(CEILING),
    };
    const bridges = await Promise.all([
      startBridgeProcess(t, sandbox, environment),
      startBridgeProcess(t, sandbox, environment),
    ]);
    sandbox.setOptions({ latencyMs: 20 }); // its minute begins with the burst
    sandbox.clearCalls();
    const answers = await Promise.all(
      people.map((id, i) =>
        bridges[i % 2]?.scim('PATCH', `/Users/${id}`, replace('name.familyName', 'King')),
      ),
    );
    t.ok(answers.every((answer) => answer?.status === 200));
    t.strictSame([...new Set(sandbox.calls.map(({ status }) => status))], [200], 'never a 429');
    const times = sandbox.calls.map(({ at }) => Date.parse(at));
    const used = ((times.length - 1) * 60_000) / (Math.max(...times) - Math.min(...times)) / CEILING;
    // Usually 0.93; but a busy machine delays, and less than half would be a ceiling that was divided.
    t.ok(used > 0.55, `${used} of the ceiling`);
  });
}
