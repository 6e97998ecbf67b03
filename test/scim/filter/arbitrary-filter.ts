import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json, Resource } from '../../../src/provisioning/resource.ts';
import type { AttributePath, ComparisonOperator, Filter, Literal } from '../../../src/scim/filter/ast.ts';
import { resolveName } from '../../../src/scim/schema/resolve.ts';
import { labUrn, schemas } from './filter-vectors.ts';

export function pathOf(name: string): AttributePath {
  const resolved = resolveName(name, schemas.User);
  assert(resolved?.kind === 'attribute', name);
  return resolved.path;
}

export function insideEmails(name: string): AttributePath {
  const attribute = pathOf(`emails.${name}`).subAttribute;
  assert(attribute);
  return { extension: undefined, attribute, subAttribute: undefined };
}

export const someTexts = fc.constantFrom('', 'a', 'A', 'ab', 'Ä', 'ä"\\', ' or ', ']');
const dates = fc.constantFrom('2024-05-01T00:00:00Z', '2024-05-01T02:00:00+02:00', '2025-01-01T00:00:00.5Z');
const numbers = fc.constantFrom(-1.5, 0, 9, 10, 1e3);

const EQUALITY: ComparisonOperator[] = ['eq', 'ne'];
const ORDER: ComparisonOperator[] = ['gt', 'ge', 'lt', 'le'];
const TEXT: ComparisonOperator[] = ['co', 'sw', 'ew'];

/** A record as the engines have them, with the usual prototype. */
export function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

export function test(path: AttributePath, texts: fc.Arbitrary<string> = someTexts): fc.Arbitrary<Filter> {
  const { type } = path.subAttribute ?? path.attribute;
  const compared = (operators: ComparisonOperator[], literals: fc.Arbitrary<Literal>): fc.Arbitrary<Filter> =>
    plain({
      kind: fc.constant('compare'),
      path: fc.constant(path),
      operator: fc.constantFrom(...operators),
      literal: literals,
    });
  return fc.oneof(
    fc.constant<Filter>({ kind: 'present', path }),
    compared(EQUALITY, fc.constant(null)),
    type === 'boolean'
      ? compared(EQUALITY, fc.boolean())
      : type === 'decimal' || type === 'integer'
        ? compared([...EQUALITY, ...ORDER], numbers)
        : type === 'dateTime'
          ? compared([...EQUALITY, ...ORDER], dates)
          : compared([...EQUALITY, ...ORDER, ...TEXT], texts),
  );
}

/** `and`, `or`, `not` over the terms, four levels deep. */
export function logic(terms: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ filter: Filter; joined: Filter; negated: Filter }>((tie) => ({
    filter: fc.oneof({ maxDepth: 4 }, terms, tie('joined'), tie('negated')),
    joined: plain({
      kind: fc.constantFrom('and', 'or'),
      terms: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
    negated: plain({ kind: fc.constant('not'), term: tie('filter') }),
  })).filter;
}

export const valueFilters = logic(
  fc.oneof(...['value', 'type', 'primary'].map((name) => test(insideEmails(name)))),
);
export const filters = logic(
  fc.oneof(
    ...['id', 'userName', 'title', 'active', 'name.givenName', 'emails.value', 'emails.primary'].map((name) =>
      test(pathOf(name)),
    ),
    ...['badge', 'score', 'hired', 'remote'].map((name) => test(pathOf(`${labUrn}:${name}`))),
    plain({ kind: fc.constant('values'), path: fc.constant(pathOf('emails')), filter: valueFilters }),
  ),
);

export const partial = (model: Record<string, fc.Arbitrary<Json>>): fc.Arbitrary<Resource> =>
  fc.record(model, { requiredKeys: [] }).map((object) => JSON.parse(JSON.stringify(object)));
export const emails = partial({ value: someTexts, type: someTexts, primary: fc.boolean() });
export const resources = partial({
  id: someTexts,
  userName: someTexts,
  title: fc.oneof(someTexts, fc.constant(null)),
  active: fc.boolean(),
  name: partial({ givenName: someTexts }),
  emails: fc.array(emails, { maxLength: 3 }),
  [labUrn]: partial({ badge: numbers, score: numbers, hired: dates, remote: fc.boolean() }),
});
