import * as z from 'zod';
import type { SandboxDivision, SandboxUser } from './brand.ts';
import type { SandboxGroupView } from './brand-control.ts';
import { type Answer, jsonAnswer } from './envelope.ts';
import type { Fault } from './faults.ts';
import { readInput, SandboxInputError } from './input.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Sandbox } from './sandbox.ts';

/** The sandbox's own methods, taking what has not been checked yet. */
export interface Controls
  extends Omit<Sandbox, 'fault' | 'setOptions' | 'putUser' | 'putDivision' | 'putGroup'> {
  fault(script: unknown): Fault;
  setOptions(changes: object): void;
  putUser(user: unknown): SandboxUser;
  putDivision(division: unknown): SandboxDivision;
  putGroup(group: unknown): SandboxGroupView;
}

type Action = (controls: Controls, id: string, input: JsonObject) => unknown;

const ROUTE = /^\/sandbox(?:\/(\w+)(?:\/([^/]+))?)?\/?$/;
const countSchema = z.strictObject({ count: z.int().min(1).max(100_000) });

/** Method and topic, `:id` standing for a second segment. An action without outcome did not find its id. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': ({ brandId, ownerId, options }) => ({ brandId, ownerId, options }),
  'GET options': ({ options }) => options,
  'PATCH options': (controls, _, input) => {
    controls.setOptions(input);
    return controls.options;
  },
  'GET calls': ({ calls }) => calls,
  'DELETE calls': (controls) => {
    controls.clearCalls();
    return {};
  },
  'GET faults': ({ faults }) => faults.map(faultView),
  'POST faults': (controls, _, input) => faultView(controls.fault(input)),
  'DELETE faults': (controls) => {
    controls.clearFaults();
    return {};
  },
  'GET users': (controls) => controls.users(),
  'POST users': (controls, _, input) =>
    controls.addUsers(readInput(countSchema, input, 'SANDBOX_COUNT').count),
  'GET users/:id': (controls, id) => controls.user(id),
  'PUT users/:id': (controls, id, input) => controls.putUser({ ...input, id }),
  'DELETE users/:id': (controls, id) => (controls.removeUser(id) ? {} : undefined),
  'GET divisions': (controls) => controls.divisions(),
  'PUT divisions/:id': (controls, id, input) => controls.putDivision({ ...input, id }),
  'DELETE divisions/:id': (controls, id) => (controls.removeDivision(id) ? {} : undefined),
  'GET groups': (controls) => controls.groups(),
  'PUT groups/:id': (controls, id, input) => controls.putGroup({ ...input, id }),
  'DELETE groups/:id': (controls, id) => (controls.removeGroup(id) ? {} : undefined),
  'DELETE tokens': (controls) => {
    controls.revokeAccessTokens();
    return {};
  },
};

/** What `Sandbox` offers in the process, over HTTP under /sandbox. Answers plain JSON, no envelope. */
export async function answerControl(
  controls: Controls,
  method: string,
  path: string,
  body: string,
): Promise<Answer> {
  const [, topic = '', encodedId] = ROUTE.exec(path) ?? [undefined, '?'];
  const action = ACTIONS[`${method} ${topic}${encodedId === undefined ? '' : '/:id'}`];
  if (action === undefined) return refusal(404, 'No such control.');
  try {
    const input: Json = body === '' ? {} : JSON.parse(body);
    if (!isObject(input)) return refusal(400, 'The body must be a JSON object.');
    const outcome = await action(controls, decodeURIComponent(encodedId ?? ''), input);
    if (outcome === undefined) return refusal(404, 'No such id.');
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify(outcome) };
  } catch (error) {
    const known =
      error instanceof SandboxInputError || error instanceof SyntaxError || error instanceof URIError;
    if (known) return refusal(400, error.message);
    throw error;
  }
}

function faultView({ id, hits, script }: Fault) {
  const path = script.match?.path;
  const match = { ...script.match, path: path instanceof RegExp ? String(path) : path };
  return { id, hits, match, effect: script.effect };
}

function refusal(status: number, error: string): Answer {
  return jsonAnswer(status, { error });
}
