/**
 * Qualtrics that answers at once: a process of its own, for what a request costs the bridge itself.
 *
 *   GET /users/{id}   made up from the number in the id, or what was last written
 *   PUT, POST         remembered
 *
 *   node bench/upstream.ts USERS   PORT in the environment
 */
import { createServer, type IncomingMessage } from 'node:http';
import { divisionsOf, idOf, numberOf, person } from './population/people.ts';
import { record } from './population/record.ts';

const users = Number(process.argv[2]);
const divisions = divisionsOf(users);
const META = '"meta":{"requestId":"6a1d5c1e-0000-4000-8000-000000000000","httpStatus":"200 - OK"}';
const WHOAMI = { brandId: 'bench', userId: 'UR_owner', userName: 'owner@example.com' };
/** Whoever was written, as GET answers them. */
const written = new Map<string, object>();
let made = users;

createServer(async (request, response) => {
  const [path = ''] = (request.url ?? '').replace('/API/v3', '').split('?');
  const result = answer(request.method ?? 'GET', path, await bodyOf(request));
  const text = result === undefined ? `{${META}}` : `{"result":${JSON.stringify(result)},${META}}`;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}).listen(Number(process.env.PORT), '127.0.0.1');

function answer(method: string, path: string, body: Record<string, unknown>): object | undefined {
  if (path === '/whoami') return WHOAMI;
  if (path === '/users' && method === 'POST') return { id: create(body) };
  if (!path.startsWith('/users/')) return { elements: [], nextPage: null };
  const id = path.slice('/users/'.length);
  if (method === 'GET') return held(id);
  const { status, ...fields } = body;
  written.set(id, { ...held(id), ...fields, ...(status !== undefined && { accountStatus: status }) });
  return undefined;
}

function held(id: string): object {
  return written.get(id) ?? record(person(numberOf(id), divisions));
}

function create({ password: _password, ...body }: Record<string, unknown>): string {
  const id = idOf(made);
  written.set(id, { ...record(person(made, divisions)), ...body });
  made += 1;
  return id;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}
