import t from 'tap';
import { createAttempt } from '../../src/qualtrics/attempt.ts';
import { createTokenCredentials } from '../../src/qualtrics/credentials.ts';
import { createHttp } from '../../src/qualtrics/http.ts';
import { createLimiter } from '../../src/qualtrics/limiter.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { failureOf, TOKEN } from './connect.ts';

t.test('a call that gets through ends the row of 429s', async (t) => {
  const sandbox = await startSandbox();
  const http = createHttp({ origin: sandbox.url, connections: 1, timeoutMs: 5000 });
  const limiter = createLimiter({ ratePerMinute: 60_000, concurrency: 1 });
  t.teardown(async () => {
    limiter.close();
    await http.close();
    await sandbox.close();
  });
  const credentials = createTokenCredentials(() => TOKEN);
  const attempt = createAttempt({ http, limiter, credentials });
  const path = '/API/v3/whoami';
  const request = { method: 'GET', endpoint: 'GET /whoami', write: false, path, headers: {} } as const;
  const ask = () => attempt(request, 'interactive', undefined, () => {});

  for (let row = 0; row < 4; row += 1) {
    sandbox.fault({ effect: { kind: 'status', status: 429, retryAfter: 0 } });
    await failureOf(ask());
  }
  await ask();
  sandbox.fault({ effect: { kind: 'status', status: 429 } });
  await failureOf(ask());
  const wait = limiter.expectedWaitMs('interactive');
  t.ok(wait > 0 && wait <= 1250, 'a second, not sixteen');
});
