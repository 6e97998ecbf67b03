import assert from 'node:assert/strict';
import t from 'tap';
import { compileFilter } from '../../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { parsePatchPath } from '../../../src/scim/filter/patch-path.ts';
import { schemas } from './filter-vectors.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const QUALTRICS = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';

const ada = {
  id: 'UR_1',
  userName: 'ıvo.Straße@example.com',
  title: '',
  nickName: null,
  meta: { created: '2024-05-01T00:00:00Z', lastModified: 'unknown' },
  name: { givenName: 'Ada', familyName: '' },
  emails: [{ value: 'ada@example.com', type: 'work' }, { value: 'ada@example.org' }],
  photos: [{ value: '', display: null }],
  [ENTERPRISE]: { manager: { value: 'UR_2', displayName: 'Zoë' } },
  [QUALTRICS]: { permissions: { controlPanel: { users: { state: 'off' } } } },
};
const group = { id: 'DV_1', displayName: 'Sales', members: [{ value: 'UR_1' }, { value: 'UR_2' }] };

const matches = (text: string) => compileFilter(parseFilter(text, schemas.User))(ada);

t.test('letters that only look alike stay apart', async (t) => {
  t.ok(matches('userName eq "ıVO.STRAßE@EXAMPLE.COM"'));
  t.notOk(matches('userName eq "ivo.Straße@example.com"'), 'a dotless i is not an i');
  t.notOk(matches('userName eq "ıvo.Strasse@example.com"'), 'a sharp s is not ss');
});

t.test('ids compare exactly wherever they stand', async (t) => {
  t.ok(matches(`${ENTERPRISE}:manager eq "UR_2"`));
  t.notOk(matches(`${ENTERPRISE}:manager eq "ur_2"`));
  t.ok(matches(`${ENTERPRISE}:manager[value eq "UR_2" and displayName sw "ZO"]`));
  const members = (text: string) => compileFilter(parseFilter(text, schemas.Group))(group);
  t.ok(members('members eq "UR_2"'));
  t.notOk(members('members eq "ur_2"'));
});

t.test('empty text, null, empty lists and empty objects are not present', async (t) => {
  for (const text of ['title pr', 'nickName pr', 'photos pr', 'photos.value pr', 'name.familyName pr']) {
    t.notOk(matches(text), text);
  }
  for (const text of [
    'name pr',
    'emails.type pr',
    `${QUALTRICS}:permissions pr`,
    `${ENTERPRISE}:manager pr`,
  ]) {
    t.ok(matches(text), text);
  }
});

t.test('text where the schema has a complex value has no sub-attributes', async (t) => {
  const odd = { name: 'Ada', emails: ['ada@example.com'] };
  for (const text of ['name.givenName eq "Ada"', 'emails eq "ada@example.com"', 'emails[value pr]']) {
    t.notOk(compileFilter(parseFilter(text, schemas.User))(odd), text);
  }
});

t.test('null asks for absence', async (t) => {
  t.ok(matches('title eq null and locale eq null and photos eq null'));
  t.ok(matches('emails ne null'));
  t.notOk(matches('emails eq null'));
});

t.test('ne holds for another value and for none', async (t) => {
  t.ok(matches('locale ne "en"'));
  t.ok(matches('emails.value ne "ada@example.com"'), 'the second value is another');
  t.ok(matches('emails[type ne "work"]'), 'the second value has no type');
  t.notOk(matches('id ne "UR_1"'));
});

t.test('a date that is none matches no date', async (t) => {
  t.notOk(matches('meta.lastModified gt "2000-01-01T00:00:00Z"'));
  t.notOk(matches('meta.lastModified le "2000-01-01T00:00:00Z"'));
  t.ok(matches('meta.created sw "2024-05"'), 'parts of a date are text');
});

t.test('one value is asked as a PATCH asks it', async (t) => {
  const path = parsePatchPath('emails[type eq "WORK" and value ew ".com"]', schemas.User);
  assert(path.kind === 'values');
  t.same(ada.emails.map(compileFilter(path.filter)), [true, false]);
});
