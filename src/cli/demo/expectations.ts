import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json } from '../../sandbox/json.ts';
import type { ExchangeResult } from './play-step.ts';
import type { RecordDifference } from './record-difference.ts';
import type { Exchange } from './step.ts';

/** What an exchange should have been and was not, in words. */
export function exchangeFailures(expected: Exchange, { status, answer, calls, id }: ExchangeResult): string[] {
  const failures = [];
  if (status !== expected.status) failures.push(`answered with ${status} instead of ${expected.status}`);
  const called = calls.map(({ method, path }) => `${method} ${path}`.replace('/API/v3', '').replace(id, '{id}'));
  if (!isDeepStrictEqual(called, expected.calls)) {
    failures.push(`called Qualtrics for ${listed(called)} instead of ${listed(expected.calls)}`);
  }
  const differing = expected.answer === undefined ? [] : answerDifferences(expected.answer, answer);
  return [...failures, ...differing];
}

/** What the record should have become and did not: any other change is one too many. */
export function recordFailures(
  changes: Readonly<Record<string, string | null>>,
  { changed }: RecordDifference,
): string[] {
  const seen = new Map(changed.map((change) => [change.field, change]));
  const missing = Object.entries(changes)
    .filter(([field]) => !seen.has(field))
    .map(([field, to]) => `${field} did not become ${shown(to)}`);
  const wrong = changed
    .filter(({ field, to }) => !Object.hasOwn(changes, field) || changes[field] !== to)
    .map(({ field, from, to }) => `${field} went from ${shown(from)} to ${shown(to)}`);
  return [...missing, ...wrong];
}

function answerDifferences(expected: Json, actual: Json | undefined, path = 'the answer'): string[] {
  if (isObject(expected) && isObject(actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      answerDifferences(value, actual[key], `${path}.${key}`),
    );
  }
  if (isDeepStrictEqual(expected, actual)) return [];
  return [`${path} is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}

function listed(calls: readonly string[]): string {
  return calls.length === 0 ? 'nothing' : calls.join(', ');
}

function shown(value: string | null | undefined): string {
  return value ?? 'empty';
}
