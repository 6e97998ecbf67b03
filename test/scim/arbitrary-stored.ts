import fc from 'fast-check';
import { type Json, QUALTRICS_USER_SCHEMA, type Resource } from '../../src/provisioning/resource.ts';
import type { ComparisonOperator, Filter } from '../../src/scim/filter/ast.ts';
import type { StoredUser } from '../../src/store/store.ts';
import { insideEmails, logic, partial, pathOf, plain, test } from './filter/arbitrary-filter.ts';

const LONG = 'x'.repeat(300);
/** Few, so that they meet; many that a database orders, folds, cuts or keeps in its own way. */
const texts = fc.constantFrom(
  ...['', 'a', 'A', 'ab', 'bA', 'Ä', 'ä', 'İ', 'ı', 'ß', '%', '_', '\\', "'", 'a b', 'sha256:'],
  ...['\0', '\u0001', 'a\0', 'a\u0001', '\u0002', '\ud83d\ude00', '\ud83d', '\ude00', '\uffee', '\ue000'],
  ...[LONG, `${LONG}y`, `${LONG}Y`],
);
const dates = fc.constantFrom(
  '2024-05-01T00:00:00.000Z',
  '2025-01-01T00:00:00.500Z',
  '2026-01-01T00:00:00.000Z',
);
const DIVISION_IDS = ['DV_1', 'DV_2', 'DV_gone', 'DV_unknown'];
/** Of which a user may have many. */
const OWN_GROUP_IDS = ['GR_1', 'GR_2', 'GR_gone', 'GR_unknown'];
/** Those that were stored, two of them deleted since. */
export const GROUP_IDS = [...DIVISION_IDS, ...OWN_GROUP_IDS].filter((id) => !id.endsWith('unknown'));
const divisionIds = fc.constantFrom(...DIVISION_IDS);
const groupIds = fc.constantFrom(...DIVISION_IDS, ...OWN_GROUP_IDS);

function ofGroup(operator: ComparisonOperator): fc.Arbitrary<Filter> {
  const [kind, path] = [fc.constant('compare' as const), fc.constant(pathOf('groups.value'))];
  return plain({ kind, path, operator: fc.constant(operator), literal: groupIds });
}

const fewTexts = fc.constantFrom('a', 'ab', 'b', 'B');
const inEmails = logic(fc.oneof(...['value', 'type'].map((name) => test(insideEmails(name), fewTexts))));
/** Which one value has to fulfil, and not each some value. */
const both = plain({
  kind: fc.constant('and' as const),
  terms: fc.array(test(insideEmails('value'), fewTexts), { minLength: 2, maxLength: 2 }),
});
const named = [
  ...['id', 'userName', 'externalId', 'displayName', 'name.givenName', 'name.familyName', 'name.formatted'],
  ...['emails.value', 'active', 'meta.lastModified', 'title'],
].map((name) => test(pathOf(name), texts));
const ofGroups = (['eq', 'eq', 'ne'] as const).map(ofGroup);
const withEmails = plain({
  kind: fc.constant('values' as const),
  path: fc.constant(pathOf('emails')),
  filter: fc.oneof(inEmails, both),
});

/** What the store keeps apart, and a little that it does not: titles, the types of e-mail addresses. */
export const storedFilters = fc.oneof(
  logic(fc.oneof(...named, ...ofGroups, withEmails)),
  fc.oneof(...ofGroups),
  withEmails,
);

const resources = partial({
  userName: texts,
  externalId: texts,
  displayName: texts,
  title: texts,
  active: fc.boolean(),
  name: partial({ givenName: texts, familyName: texts, formatted: texts }),
  emails: fc.array(partial({ value: fc.oneof(texts, fewTexts), type: fewTexts }), { maxLength: 3 }),
  meta: dates.map((lastModified) => ({ lastModified })),
  [QUALTRICS_USER_SCHEMA]: divisionIds.map((divisionId) => ({ divisionId })),
});

/**
 * Users as the bridge would store them, in which division the IdP put them, and of which of Qualtrics' own groups they are
 * members; `isDue`: a move is due.
 */
export const brands = fc.array(
  fc.record({
    resource: resources,
    isDeleted: fc.nat(4).map((n) => n === 0),
    groups: fc.array(divisionIds, { maxLength: 1 }),
    ownGroups: fc.subarray(OWN_GROUP_IDS),
    isDue: fc.nat(4).map((n) => n === 0),
  }),
  { maxLength: 25 },
);

export function storedUser(id: string, resource: Resource, isDeleted: boolean): StoredUser {
  const divisionId = (resource[QUALTRICS_USER_SCHEMA] as Resource | undefined)?.divisionId ?? null;
  const emails = ((resource.emails ?? []) as Resource[]).map(({ value }) => value);
  const externalId = textOr(undefined, resource.externalId);
  return {
    id,
    resource: { id, ...resource },
    record: { id, divisionId },
    kept: {},
    keys: {
      userName: textOr('', resource.userName).toLowerCase(),
      ...(externalId !== undefined && { externalId }),
      emails: [
        ...new Set(emails.filter((value) => typeof value === 'string').map((value) => value.toLowerCase())),
      ],
    },
    created: '2024-01-01T00:00:00.000Z',
    lastModified: '2024-01-01T00:00:00.000Z',
    ...(isDeleted && { deleted: '2024-02-01T00:00:00.000Z' }),
  };
}

function textOr<Otherwise>(otherwise: Otherwise, value: Json | undefined): string | Otherwise {
  return typeof value === 'string' ? value : otherwise;
}
