import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Test } from 'tap';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { urlOf } from '../../qualtrics/serve.ts';

/** What a proxy does to the answers on their way back. */
export interface Changes {
  /** Milliseconds that its clock is ahead. */
  readonly clockAheadMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: (text: string) => string;
}

/** A server on loopback that passes GETs on to the sandbox, until the test ends; with TLS it is https://localhost. */
export async function startProxy(
  t: Test,
  sandbox: Sandbox,
  { clockAheadMs = 0, headers = {}, body = (text) => text }: Changes,
  tls?: { readonly key: string; readonly cert: string },
): Promise<string> {
  const serve: Parameters<typeof createHttp>[1] = async (request, response) => {
    const { 'x-api-token': token } = request.headers;
    const answer = await fetch(new URL(request.url ?? '/', sandbox.url), {
      headers: typeof token === 'string' ? { 'x-api-token': token } : {},
    });
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      date: new Date(Date.now() + clockAheadMs).toUTCString(),
      ...headers,
    });
    response.end(body(await answer.text()));
  };
  const server = tls === undefined ? createHttp(serve) : createHttps(tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = urlOf(server.address());
  return tls === undefined ? url : url.replace('http://127.0.0.1', 'https://localhost');
}
