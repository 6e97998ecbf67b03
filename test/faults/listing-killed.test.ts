import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startBridgeProcess } from '../support/bridge-process.ts';

const LIST = '/API/v3/users';

t.test('SIGHUP lists at once, and after kill -9 the next process goes on with that listing', async (t) => {
  const sandbox = await startSandbox({ users: 800 });
  t.teardown(() => sandbox.close());
  const pages = () => sandbox.calls.filter(({ path }) => path === LIST);
  const asked = async (count: number) => {
    while (pages().length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  const environment = { DATABASE_URL: `sqlite:${t.testdir()}/bridge.db` };

  const first = await startBridgeProcess(t, sandbox, environment);
  sandbox.clearCalls();
  sandbox.setOptions({ latencyMs: 20 });
  process.kill(first.pid, 'SIGHUP');
  await asked(4);
  await first.kill();
  const before = pages().length;
  t.ok(before < 9, 'it was killed in the middle');

  sandbox.clearCalls();
  const second = await startBridgeProcess(t, sandbox, { ...environment, SCIM_SYNC_INTERVAL_SECONDS: '1' });
  await asked(9 - before + 1);
  t.match(pages()[0]?.query.offset, /^[2-7]00$/, 'with the page that was read last');
  const { body } = await second.scim('GET', '/Users?count=0');
  t.equal(body.totalResults, sandbox.users().length);
});
