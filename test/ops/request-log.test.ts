import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import t, { type Test } from 'tap';
import type { RequestSample } from '../../src/ops/metrics.ts';
import { RequestLog } from '../../src/ops/request-log.ts';
import { noteUpstreamCall, traceUpstreamCalls } from '../../src/ops/upstream-trace.ts';
import { capturedLogger } from './log-lines.ts';

const CALL = { endpoint: 'GET /users/{id}', outcome: 'ok' } as const;

function refuse(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  reply.code(400).send({});
}

/** A service on a socket that fails in every way that Fastify has words for. */
async function service(t: Test) {
  const captured = capturedLogger();
  const samples: RequestSample[] = [];
  const seen = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const app = fastify({
    loggerInstance: captured.logger,
    logController: new RequestLog(
      { request: (sample) => samples.push(sample) },
      { connectionOf: () => 'acme', isOfLeaver: ({ method }) => method === 'DELETE' },
    ),
    frameworkErrors: refuse,
  });
  traceUpstreamCalls(app);
  app.get('/healthz', async () => 'ok');
  app.get('/Users', async () => []);
  app.get('/Users/:id', async () => {
    throw new Error('ada has no record');
  });
  app.post('/Users', async (request) => {
    await Promise.all(
      ['one', 'two'].map(async (requestId) => {
        await new Promise((resolve) => setImmediate(resolve));
        noteUpstreamCall({ ...CALL, ms: 2, requestId });
      }),
    );
    noteUpstreamCall({ ...CALL, ms: 3, requestId: undefined });
    return request.body;
  });
  app.get('/slow', async () => {
    seen.resolve();
    await release.promise;
    return 'late';
  });
  const origin = await app.listen({ port: 0 });
  t.teardown(() => app.close());
  /** The lines of requests; an answer may be read before its line is written. */
  const lines = async (count: number) => {
    for (;;) {
      const found = captured.lines().filter(({ msg }) => msg === 'request');
      if (found.length >= count) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { app, origin, samples, lines, text: captured.text, seen: seen.promise, release: release.resolve };
}

t.test(
  'a request is one line and one sample: where it went and how it ended, not what it carried',
  async (t) => {
    const { origin, samples, lines, text } = await service(t);
    await fetch(`${origin}/Users?filter=userName%20eq%20%22ada%22&startIndex=1&secret=hunter2`, {
      headers: { authorization: 'Bearer hunter2hunter2hunter2', 'x-request-id': 'okta-1', cookie: 'hunter2' },
    });
    t.match(await lines(1), [
      {
        level: 'info',
        requestId: /^req-/,
        method: 'GET',
        route: '/Users',
        query: ['filter', 'startIndex', 'other'],
        status: 200,
        ms: Number,
        idpRequestId: 'okta-1',
        upstreamCalls: 0,
      },
    ]);
    t.match(samples, [{ connection: 'acme', route: '/Users', method: 'GET', status: 200, ms: Number }]);
    t.notMatch(text(), /hunter2|ada/);
    t.equal(text().match(/req-1"/g)?.length, 1, 'Fastify adds no line of its own');
  },
);

t.test('the calls to Qualtrics that a request caused are in its line, and in no other', async (t) => {
  const { app, origin, lines } = await service(t);
  const post = async () => {
    const headers = { 'content-type': 'application/json', 'client-request-id': 'entra-1' };
    const client = httpRequest(`${origin}/Users`, { method: 'POST', headers });
    client.flushHeaders();
    await once(app.server, 'request');
    // Later than the head, as a body of some size comes.
    client.end(JSON.stringify({ userName: 'ada' }));
    const [response] = await once(client, 'response');
    response.resume();
  };
  await Promise.all([post(), post(), fetch(`${origin}/Users`)]);
  const expected = {
    upstreamCalls: 3,
    upstreamMs: 7,
    upstreamRequestIds: ['one', 'two'],
    idpRequestId: 'entra-1',
  };
  const all = await lines(3);
  t.match(
    all.filter(({ method }) => method === 'POST'),
    [expected, expected],
  );
  t.match(
    all.filter(({ method }) => method === 'GET'),
    [{ upstreamCalls: 0 }],
  );
});

t.test('an unknown path, a bug and a body that is no JSON leave no trace of what was sent', async (t) => {
  const { origin, lines, text, samples } = await service(t);
  await fetch(`${origin}/People/ada?filter=ada`);
  await fetch(`${origin}/Users/ada`);
  await fetch(`${origin}/Users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{ada',
  });
  await fetch(`${origin}/Users`, { method: 'POST', headers: { 'content-type': 'text/ada' }, body: 'ada' });
  await fetch(`${origin}/%ff/ada`);
  t.match(await lines(5), [
    { level: 'info', route: 'unmatched', status: 404 },
    { level: 'warn', route: '/Users/:id', status: 500 },
    { level: 'info', route: '/Users', status: 400 },
    { level: 'info', route: '/Users', status: 415 },
    { level: 'info', route: 'unmatched', status: 400 },
  ]);
  t.equal(samples.length, 5);
  t.notMatch(text(), /\bada\b/);
});

t.test("a leaver's request is marked, so that the failed ones can be found", async (t) => {
  const { origin, lines, samples } = await service(t);
  await fetch(`${origin}/Users/UR_1`, { method: 'DELETE' });
  await fetch(`${origin}/Users`);
  const [first, second] = await lines(2);
  t.match(first, { method: 'DELETE', leaver: true });
  t.notOk('leaver' in (second ?? {}));
  t.match(samples, [{ isOfLeaver: true }, { isOfLeaver: false }]);
});

t.test('a client that hangs up before its answer leaves a line and a sample', async (t) => {
  const { origin, lines, samples, seen, release } = await service(t);
  const client = httpRequest(`${origin}/slow`).on('error', () => {});
  client.end();
  await seen;
  client.destroy();
  t.match(await lines(1), [{ level: 'warn', route: '/slow', aborted: true, status: undefined }]);
  t.match(samples, [{ route: '/slow', status: undefined }]);
  release();
});

t.test('what machines ask every few seconds is logged at debug', async (t) => {
  const { origin, lines } = await service(t);
  await fetch(`${origin}/healthz`);
  t.match(await lines(1), [{ level: 'debug', route: '/healthz', status: 200 }]);
});
