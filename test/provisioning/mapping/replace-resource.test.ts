import t from 'tap';
import { renderUser } from '../../../src/provisioning/mapping/render-user.ts';
import { replaceResource } from '../../../src/provisioning/mapping/replace-resource.ts';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../../../src/provisioning/resource.ts';
import { MAPPING, RECORD } from './settings.ts';

const NOTHING = new Set<string>();
const before = renderUser(MAPPING, RECORD, { externalId: 'x-1', title: 'Countess' });

t.test('a PUT that leaves out what lives in Qualtrics takes nothing away there', async (t) => {
  const after = replaceResource(MAPPING, before, { userName: 'ada@example.com' }, NOTHING);
  for (const attribute of MAPPING)
    t.strictSame(attribute.get(after), attribute.get(before), attribute.attribute);
});

t.test('a PUT that leaves out what only the bridge holds takes it away, but for externalId', async (t) => {
  const after = replaceResource(MAPPING, before, { userName: 'ada@example.com' }, NOTHING);
  t.equal(after.title, undefined);
  t.equal(after.externalId, 'x-1');
});

t.test('what a PUT names as null, "" or [] is cleared', async (t) => {
  const cleared = new Set(['timezone', 'externalId', `${QUALTRICS_USER_SCHEMA}:divisionId`]);
  const after = replaceResource(MAPPING, before, { userName: 'ada@example.com' }, cleared);
  t.equal(after.timezone, undefined);
  t.equal(after.externalId, undefined);
  t.match(after[QUALTRICS_USER_SCHEMA], { divisionId: undefined, accountExpirationDate: String });
});

t.test('a PUT of one part of a name keeps the other', async (t) => {
  const after = replaceResource(MAPPING, before, { name: { givenName: 'Augusta' } }, NOTHING);
  t.strictSame(after.name, { givenName: 'Augusta', familyName: 'Marsh' });
});

t.test('the resource as sent is not changed', async (t) => {
  const sent: Resource = { name: { givenName: 'Augusta' } };
  const copy = structuredClone(sent);
  replaceResource(MAPPING, before, sent, NOTHING);
  t.strictSame(sent, copy);
});
