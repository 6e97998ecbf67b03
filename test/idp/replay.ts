import { readdirSync, readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { AS_GROUPS } from '../scim/groups/as-groups.ts';
import { TOKEN } from '../support/brand.ts';
import { type Answer, type Bridge, send, startBridge } from '../support/bridge.ts';
import { type Checks, failedChecks, placeIn } from './checks.ts';
import { onGroups } from './on-groups.ts';

interface Expectation {
  readonly status: readonly number[];
  readonly headers?: Checks;
  readonly body?: Checks;
  readonly after?: readonly { readonly get: string; readonly status: number; readonly body?: Checks }[];
  readonly upstream?: readonly { readonly get: string; readonly body: Checks }[];
}

interface Trace {
  readonly id: string;
  readonly title: string;
  readonly given: {
    readonly users?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly groups?: Readonly<Record<string, { displayName: string; members: readonly string[] }>>;
    readonly userCount?: number;
    readonly requests?: readonly {
      method: string;
      path: string;
      body?: unknown;
      status: readonly number[];
    }[];
    readonly upstream?: { readonly status: number; readonly retryAfter?: number };
  };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
  readonly expect: readonly Expectation[];
}

const TRACES = new URL('./traces/', import.meta.url);

/**
 * Replays every trace of an IdP in the order of its number, each on a brand of its own; those of groups on groups of
 * Qualtrics' own as well. `base`: what stands before
 * /scim/v2 in the IdP's base URL.
 */
export async function replayTraces(t: Test, idp: string, base = ''): Promise<void> {
  const names = readdirSync(TRACES).filter((name) => name.startsWith(`${idp}-`));
  let ofGroups = 0;
  for (const name of names.sort()) {
    const trace: Trace = JSON.parse(readFileSync(new URL(name, TRACES), 'utf8'));
    await t.test(`${trace.id}: ${trace.title}`, (t) => replay(t, trace, base));
    if (!JSON.stringify([trace.request, trace.given.requests]).includes('/Groups')) continue;
    await t.test(`${trace.id} on groups of Qualtrics' own: ${trace.title}`, (t) =>
      replay(t, { ...trace, expect: trace.expect.map(onGroups) }, base, AS_GROUPS),
    );
    ofGroups += 1;
  }
  t.comment(`${names.length} traces of ${idp}, ${ofGroups} of them of groups`);
}

async function replay(
  t: Test,
  trace: Trace,
  base: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const started = await startBridge(t, {}, environment);
  const bridge = { ...started, origin: started.origin + base };
  const ids = await prepare(bridge, trace.given);
  const actual = substitution(ids);
  for (const { method, path, body, status } of trace.given.requests ?? []) {
    const answer = await call(bridge, method, actual(path), actual(body));
    t.ok(status.includes(answer.status), `given ${method} ${path}`, { answer });
  }
  if (trace.given.upstream) breakUpstream(bridge, trace.given.upstream);
  const { method, path, headers, body } = trace.request;
  const answer = await call(bridge, method, actual(path), actual(body), headersOf(headers));
  bridge.sandbox.clearFaults();
  const failures = await Promise.all(
    trace.expect.map((expected) => failuresOf(bridge, actual(expected), answer)),
  );
  t.ok(
    failures.some((failed) => failed.length === 0),
    'one of the acceptable answers fits',
    { failures, answer: answer.text },
  );
}

/** Makes what must be there before, over SCIM, and returns the real ids by the ids of the trace. */
async function prepare(bridge: Bridge, given: Trace['given']): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const add = async (path: string, body: unknown): Promise<string> => {
    const { status, body: made, text } = await bridge.scim('POST', path, body);
    if (status !== 201) throw new Error(`preparing ${path} failed: ${status} ${text}`);
    return made.id;
  };
  for (const [id, user] of Object.entries(given.users ?? {})) ids.set(id, await add('/Users', user));
  for (const [id, { displayName, members }] of Object.entries(given.groups ?? {})) {
    const values = members.map((member) => ({ value: ids.get(member) ?? member }));
    ids.set(id, await add('/Groups', { displayName, members: values }));
  }
  for (let n = 0; n < (given.userCount ?? 0); n++) {
    const userName = `user${n}@example.com`;
    await add('/Users', { userName, name: { givenName: 'User', familyName: `N${n}` } });
  }
  return ids;
}

function breakUpstream(
  bridge: Bridge,
  { status, retryAfter }: { status: number; retryAfter?: number },
): void {
  bridge.sandbox.fault({
    match: { times: 'always' },
    effect: { kind: 'status', status, ...(retryAfter !== undefined && { retryAfter }) },
  });
}

/** Puts the real ids in the places of the trace's, in any part of it. */
function substitution(ids: ReadonlyMap<string, string>): <T>(part: T) => T {
  return (part) => {
    if (part === undefined) return part;
    let text = JSON.stringify(part);
    for (const [id, real] of ids) text = text.replaceAll(id, real);
    return JSON.parse(text);
  };
}

function headersOf(headers: Record<string, string>): Record<string, string> {
  const { authorization = '', ...rest } = headers;
  return { ...rest, authorization: authorization.replace('test-token-0001', TOKEN) };
}

function call(
  bridge: Bridge,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Answer> {
  return send(`${bridge.origin}${path}`, method, body, headers);
}

async function failuresOf(bridge: Bridge, expected: Expectation, answer: Answer): Promise<string[]> {
  const failed = expected.status.includes(answer.status) ? [] : [`the status is ${answer.status}`];
  failed.push(...failedChecks(expected.headers ?? {}, (name) => answer.headers.get(name) ?? undefined));
  failed.push(...failedChecks(expected.body ?? {}, placeIn(answer.body, answer.text)));
  const created = (path: string) => path.replaceAll('{id}', String(answer.body?.id));
  for (const { get, status, body = {} } of expected.after ?? []) {
    const later = await call(bridge, 'GET', created(get));
    if (later.status !== status) failed.push(`GET ${get} gives ${later.status}`);
    failed.push(...failedChecks(body, placeIn(later.body, later.text)).map((text) => `GET ${get}: ${text}`));
  }
  for (const { get, body } of expected.upstream ?? []) {
    const { sandbox } = bridge;
    const record = await send(`${sandbox.url}${created(get)}`, 'GET', undefined, {
      authorization: '',
      'x-api-token': sandbox.token,
    });
    failed.push(...failedChecks(body, placeIn(record.body, record.text)).map((text) => `upstream: ${text}`));
  }
  return failed;
}
