import { inspect } from 'node:util';
import { pino } from 'pino';
import t from 'tap';
import type { CallEvent } from '../../src/qualtrics/call-event.ts';
import { QualtricsError } from '../../src/qualtrics/errors.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, TOKEN } from './connect.ts';
import { serve } from './serve.ts';

const NAME = 'ada.lovelace@example.com';
const draft = { username: NAME, firstName: 'Ada', lastName: 'Lovelace', userType: 'UT_X', email: NAME };
const SECRETS = [TOKEN, 'sandbox-secret', 'T0P-SECRET', 'lovelace', 'correct-horse', 'UR_secret1'];

t.test('no error and no event holds a token, a name or an id', async (t) => {
  const echo = `${NAME} ${TOKEN}`;
  const bodies: [status: number, body: string][] = [
    [
      400,
      JSON.stringify({
        meta: { error: { errorMessage: `username ${echo} exists`, errorCode: echo }, requestId: echo },
      }),
    ],
    [200, `{"result": "${echo}`],
    [200, JSON.stringify({ result: { id: 5, username: echo } })],
    [302, echo],
    [503, `<html>${echo}</html>`],
    [401, echo],
  ];
  const logged: string[] = [];
  const logger = pino({}, { write: (line: string) => logged.push(line) });
  const events: CallEvent[] = [];
  const onCall = (event: CallEvent) => events.push(event);

  const servers = bodies.map(([status, body]) =>
    serve(t, (response, { path }) => {
      if (path.startsWith('/oauth2')) response.end('{"access_token":"T0P-SECRET"}');
      else response.writeHead(status, { location: `https://example.com/${echo}` }).end(body);
    }),
  );
  const resetting = serve(t, (response) => response.socket?.resetAndDestroy());
  const nobody = { url: 'http://127.0.0.1:1' };
  const oauth = { kind: 'oauth', clientId: 'c', clientSecret: () => 'sandbox-secret', scope: '' } as const;
  for (const { url } of [...(await Promise.all([...servers, resetting])), nobody]) {
    for (const settings of [{ onCall }, { onCall, credentials: oauth }]) {
      const { client } = connect(t, url, settings);
      const before = { id: 'UR_secret1', username: NAME };
      const calls = [
        client.users.get('UR_secret1'),
        client.users.findByUsername(NAME),
        client.users.create({ ...draft, password: 'correct-horse' }),
        client.users.replace(before, { ...before, lastName: 'Lovelace' }),
        client.users.delete(`UR_secret1/${NAME}`),
      ];
      for (const outcome of await Promise.allSettled(calls)) {
        if (outcome.status !== 'rejected') continue;
        t.ok(outcome.reason instanceof QualtricsError);
        logger.error({ err: outcome.reason });
        logger.error(outcome.reason);
        logged.push(inspect(outcome.reason, { depth: 10 }));
      }
    }
  }
  const text = `${logged.join('\n')}\n${JSON.stringify(events)}`;
  t.ok(events.length > 50 && logged.length > 100, 'there was something to look at');
  for (const secret of SECRETS) t.notOk(text.toLowerCase().includes(secret.toLowerCase()), secret);
});

t.test('a redirect takes the token nowhere', async (t) => {
  const other = await serve(t, (response) => response.end('{}'));
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const { client } = connect(t, sandbox.url);
  for (const status of [301, 302, 303, 307, 308]) {
    const calls: (() => Promise<unknown>)[] = [client.whoami, () => client.users.delete(sandbox.ownerId)];
    for (const call of calls) {
      sandbox.fault({ effect: { kind: 'redirect', location: `${other.url}/API/v3/whoami`, status } });
      await t.rejects(call(), { code: 'unavailable', status, mayHaveLanded: false });
    }
  }
  t.strictSame(other.received, []);
});
