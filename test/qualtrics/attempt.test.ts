import t from 'tap';
import { createAttempt } from '../../src/qualtrics/attempt.ts';
import { createTokenCredentials } from '../../src/qualtrics/credentials.ts';
import { createGate } from '../../src/qualtrics/gate.ts';
import { createHttp } from '../../src/qualtrics/http.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { failureOf, TOKEN } from './connect.ts';

t.test('a call that gets through ends the row of 429s', async (t) => {
  const sandbox = await startSandbox();
  const http = createHttp({ origin: sandbox.url, connections: 1, timeoutMs: 5000 });
  const gate = createGate({ ratePerMinute: 60_000, concurrency: 1 });
  t.teardown(async () => {
    gate.close();
    await http.close();
    await sandbox.close();
  });
  const credentials = createTokenCredentials(() => TOKEN);
  const attempt = createAttempt({ http, gate, credentials });
  const path = '/API/v3/whoami';
  const request = { method: 'GET', endpoint: 'GET /whoami', write: false, path, headers: {} } as const;
  const ask = () => attempt(request, { lane: 'interactive' }, () => {});

  for (let row = 0; row < 4; row += 1) {
    sandbox.fault({ effect: { kind: 'status', status: 429, retryAfter: 0 } });
    await failureOf(ask());
  }
  await ask();
  sandbox.fault({ effect: { kind: 'status', status: 429 } });
  await failureOf(ask());
  const wait = gate.of(request.endpoint).expectedWaitMs('interactive');
  t.ok(wait > 0 && wait <= 1250, 'a second, not sixteen');
});
