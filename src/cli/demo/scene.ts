import type { JsonObject } from '../../sandbox/json.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Scene } from './step.ts';

/** What a step may build on, as it is now. */
export function sceneOf(person: string, sandbox: Sandbox, answer: JsonObject = {}): Scene {
  return {
    id: sandbox.users().find(({ username }) => username === person)?.id ?? '',
    answer,
    divisionId: (name) => sandbox.divisions().find((division) => division.name === name)?.id ?? '',
  };
}
