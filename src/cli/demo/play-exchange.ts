import type { JsonObject } from '../../sandbox/json.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { exchangeFailures } from './expectations.ts';
import { sceneOf } from './scene.ts';
import { send } from './send.ts';
import type { Stage } from './stage.ts';
import type { Act, Exchange, ScimRequest } from './step.ts';

export interface ExchangeResult {
  readonly expected: Exchange;
  readonly request: ScimRequest;
  readonly status: number;
  /** The body; empty without one. */
  readonly answer: JsonObject;
  /** The Qualtrics calls that the request caused. */
  readonly calls: Sandbox['calls'];
  readonly failures: readonly string[];
}

/** Sends a request as the IdP would and reads off the sandbox what it caused. `before`: the answer before this one. */
export async function playExchange(
  expected: Exchange,
  person: string,
  before: JsonObject,
  headers: Act['headers'],
  { sandbox, origin, token }: Stage,
): Promise<ExchangeResult> {
  const request = expected.send(sceneOf(person, sandbox, before));
  sandbox.clearCalls();
  const { status, body: answer } = await send(`${origin}/scim/v2`, token, headers, request);
  // The bridge looks after its credential every now and then, whoever asks for what.
  const calls = sandbox.calls.filter(({ path }) => path !== '/API/v3/whoami');
  const seen = { status, answer, calls };
  const { id } = sceneOf(person, sandbox);
  return { expected, request, ...seen, failures: exchangeFailures(expected, seen, id) };
}
