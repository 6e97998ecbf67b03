import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends bytes as they are, which fetch would tidy up or refuse, and gives all that comes until the server ends the
 * connection. Rejects when it does not end within 10 s.
 */
export async function rawExchange(origin: string, request: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(10_000, () => socket.destroy(new Error('the server keeps the connection open')));
  socket.write(request);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** A request as text; it asks for the end of the connection unless `headers` say otherwise. */
export function rawRequest(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
): string {
  const fields = { host: 'bridge.test', connection: 'close', ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
