import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { createHttp, type HttpRequest } from '../../src/qualtrics/http.ts';
import { failureOf } from './connect.ts';
import { serve, urlOf } from './serve.ts';

const GET: HttpRequest = { method: 'GET', endpoint: 'GET /x', write: false, path: '/x', headers: {} };
const PUT: HttpRequest = { ...GET, method: 'PUT', endpoint: 'PUT /x', write: true, body: '{}' };

function httpFor(t: Test, origin: string, timeoutMs = 5000) {
  const http = createHttp({ origin, connections: 2, timeoutMs });
  t.teardown(() => http.close());
  return http;
}

/** A server below HTTP; each connection is given to `onRequest` once it has sent something. */
async function rawServer(t: Test, onRequest: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => onRequest(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return urlOf(server.address());
}

function dripping(socket: Socket, head: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write('x'), 1);
  socket.once('close', () => clearInterval(timer));
}

t.test('an answer comes back whole, whatever its status', async (t) => {
  const { url, received } = await serve(t, (response) => {
    response.writeHead(404, { 'retry-after': '3' }).end('grüße');
  });
  const response = await httpFor(t, url).exchange({ ...PUT, headers: { 'x-api-token': 'secret' } });
  t.match(response, { status: 404, body: 'grüße', headers: { 'retry-after': '3' } });
  t.match(received, [{ method: 'PUT', path: '/x', body: '{}', headers: { 'x-api-token': 'secret' } }]);
});

t.test('connections are kept and used again', async (t) => {
  const ports = new Set<number | undefined>();
  const { url } = await serve(t, (response) => {
    ports.add(response.socket?.remotePort);
    response.end('{}');
  });
  const http = createHttp({ origin: url, connections: 1, timeoutMs: 5000 });
  t.teardown(() => http.close());
  for (let i = 0; i < 5; i += 1) await http.exchange(GET);
  t.equal(ports.size, 1);
});

t.test('the total deadline ends a drip in the body, one in the headers, and silence', async (t) => {
  const drips: [string, (socket: Socket) => void][] = [
    ['body', (socket) => dripping(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n')],
    ['headers', (socket) => dripping(socket, 'HTTP/1.1 200 OK\r\nx: ')],
    ['silence', () => {}],
  ];
  for (const [title, behaviour] of drips) {
    const http = httpFor(t, await rawServer(t, behaviour), 100);
    t.match(await failureOf(http.exchange(GET)), { code: 'timeout', mayHaveLanded: false }, title);
    const patient = new AbortController().signal;
    t.match(await failureOf(http.exchange(PUT, patient)), { code: 'timeout', mayHaveLanded: true }, title);
  }
});

t.test("the caller's signal ends an exchange before the deadline", async (t) => {
  const controller = new AbortController();
  const http = httpFor(t, await rawServer(t, () => controller.abort()), 600_000);
  t.match(await failureOf(http.exchange(PUT, controller.signal)), { code: 'timeout', mayHaveLanded: true });
});

t.test('a reset or a broken body is an outage, and a write may have been done', async (t) => {
  const breaks: ((socket: Socket) => void)[] = [
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end(),
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"result":'),
    (socket) => socket.end('SSH-2.0-nonsense\r\n'),
  ];
  for (const behaviour of breaks) {
    const http = httpFor(t, await rawServer(t, behaviour));
    t.match(await failureOf(http.exchange(PUT)), { code: 'unavailable', mayHaveLanded: true });
    t.match(await failureOf(http.exchange(GET)), { code: 'unavailable', mayHaveLanded: false });
  }
});

t.test('a write that met no listener has not been done', async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server.address());
  server.close();
  await once(server, 'close');
  t.match(await failureOf(httpFor(t, url).exchange(PUT)), { code: 'unavailable', mayHaveLanded: false });
});

t.test('a redirect is an answer like any other: nobody follows it', async (t) => {
  const other = await serve(t, (response) => response.end('{}'));
  const { url } = await serve(t, (response) => {
    response.writeHead(307, { location: `${other.url}/steal` }).end();
  });
  const response = await httpFor(t, url).exchange({ ...PUT, headers: { 'x-api-token': 'secret' } });
  t.equal(response.status, 307);
  t.strictSame(other.received, []);
});

t.test('an answer of more than 8 MiB is not read to its end', async (t) => {
  let sent = 0;
  const { url } = await serve(t, (response) => {
    const chunk = 'x'.repeat(1024 * 1024);
    const more = () => {
      if (response.destroyed || sent >= 64) return;
      sent += 1;
      response.write(chunk, more);
    };
    more();
  });
  const http = httpFor(t, url);
  t.match(await failureOf(http.exchange(GET)), { code: 'malformed' });
  t.ok(sent < 64, `${sent} MiB`);
});

t.test('a closed client makes no connection', async (t) => {
  const { url, received } = await serve(t, (response) => response.end('{}'));
  const http = createHttp({ origin: url, connections: 1, timeoutMs: 1000 });
  await http.close();
  t.match(await failureOf(http.exchange(PUT)), { code: 'unavailable', mayHaveLanded: false });
  t.strictSame(received, []);
});
