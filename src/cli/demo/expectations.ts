import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject } from '../../sandbox/json.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { RecordDifference } from './record-difference.ts';
import type { Exchange } from './step.ts';

interface Seen {
  readonly status: number;
  readonly answer: JsonObject;
  readonly calls: Sandbox['calls'];
}

/** What an exchange should have been and was not, in words. `id`: whom `{id}` in the expected calls stands for. */
export function exchangeFailures(expected: Exchange, { status, answer, calls }: Seen, id: string): string[] {
  const failures: string[] = [];
  if (status !== expected.status) failures.push(`the status is ${status} instead of ${expected.status}`);
  const called = calls.map(({ method, path }) =>
    `${method} ${path.replace('/API/v3', '')}`.replace(`/users/${id}`, '/users/{id}'),
  );
  if (!isDeepStrictEqual(called, expected.calls)) {
    failures.push(`the Qualtrics calls are ${listed(called)} instead of ${listed(expected.calls)}`);
  }
  if (expected.answer !== undefined) failures.push(...answerFailures(expected.answer, answer, 'the answer'));
  return failures;
}

/** What the record should have become and did not. Any change beside the expected ones is a failure. */
export function recordFailures(
  expected: Readonly<Record<string, string | null>>,
  { changed }: RecordDifference,
): string[] {
  const fields = new Set(changed.map(({ field }) => field));
  const missing = Object.entries(expected).filter(([field]) => !fields.has(field));
  const wrong = changed.filter(({ field, to }) => expected[field] !== to);
  return [
    ...missing.map(([field, to]) => `${field} did not become ${to ?? 'empty'}`),
    ...wrong.map(({ field, from, to }) => `${field} went from ${from ?? 'empty'} to ${to ?? 'empty'}`),
  ];
}

function answerFailures(expected: Json, actual: Json | undefined, path: string): string[] {
  if (isObject(expected) && isObject(actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      answerFailures(value, actual[key], `${path}.${key}`),
    );
  }
  if (isDeepStrictEqual(expected, actual)) return [];
  return [`${path} is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}

function listed(calls: readonly string[]): string {
  return calls.length === 0 ? 'none' : calls.join(', ');
}
