import t from 'tap';
import type { Resource } from '../../../src/provisioning/resource.ts';
import { applyPatch } from '../../../src/scim/patch/apply-patch.ts';
import { refusalOf } from '../refusal-of.ts';
import { ada, patchAda, patchGroup } from './ada.ts';
import { schemas } from './vectors.ts';

t.test('a value path as a key of a path-less value is the path it is', async (t) => {
  const { resource } = patchAda({
    op: 'replace',
    value: { 'emails[type eq "home"].value': 'a@home.example.org' },
  });
  t.match(resource.emails, [{ type: 'work' }, { type: 'home', value: 'a@home.example.org' }]);
});

t.test('remove of a list of mails takes those, not all', async (t) => {
  const { resource } = patchAda({ op: 'remove', path: 'emails', value: [{ value: 'ada@home.example.org' }] });
  t.strictSame(resource.emails, [{ value: 'ada@work.example.com', type: 'work', primary: true }]);
  t.equal(
    patchAda({ op: 'remove', path: 'emails', value: [{ value: 'none@home.example.org' }] }).changed,
    false,
  );
});

t.test('to add null or an empty list is to add nothing', async (t) => {
  t.equal(patchAda({ op: 'add', path: 'emails', value: null }).resource, ada);
  t.equal(patchAda({ op: 'add', value: { emails: [] } }).resource, ada);
});

t.test('a mail sent with an empty address is no mail', async (t) => {
  const { resource } = patchAda({
    op: 'replace',
    path: 'emails',
    value: [{ type: 'work', value: '', primary: true }],
  });
  t.equal(resource.emails, undefined);
});

t.test('a value of which nothing is known is refused, it does not clear the others', async (t) => {
  t.equal(
    refusalOf(() => patchAda({ op: 'replace', path: 'emails', value: [{ mail: 'x' }] })),
    'invalidValue',
  );
});

t.test('primary moves to the value that is added, also when that value is there already', async (t) => {
  const home = { value: 'ada@home.example.org', type: 'home', primary: true };
  t.strictSame(patchAda({ op: 'add', path: 'emails', value: [home] }).resource.emails, [
    { value: 'ada@work.example.com', type: 'work' },
    home,
  ]);
});

t.test('primary moves to a whole value that is replaced', async (t) => {
  const value = { value: 'ada@club.example.org', type: 'other', primary: true };
  const { resource } = patchAda({ op: 'replace', path: 'emails[type eq "home"]', value });
  t.strictSame(resource.emails, [{ value: 'ada@work.example.com', type: 'work' }, value]);
});

t.test('primary false is no primary: to say so is no change', async (t) => {
  const [work, home] = ada.emails as Resource[];
  t.equal(
    patchAda({ op: 'replace', path: 'emails', value: [{ ...home, primary: false }, work] }).resource,
    ada,
  );
});

t.test(
  'a value path that matches nothing creates no value from null, nor from a contradiction',
  async (t) => {
    t.equal(patchAda({ op: 'replace', path: 'emails[type eq "other"].value', value: null }).resource, ada);
    const path = 'emails[type eq "other" and type eq "club"].value';
    t.equal(
      refusalOf(() => patchAda({ op: 'replace', path, value: 'ada@club.example.org' })),
      'noTarget',
    );
  },
);

t.test('a value goes with the last that is known of it', async (t) => {
  const before = { id: 'user-self', userName: 'ada', emails: [{ display: 'Ada' }] };
  const removal = { op: 'remove', path: 'emails[display eq "Ada"].display' };
  t.equal(applyPatch(schemas.User, before, { Operations: [removal] }).resource.emails, undefined);
});

t.test('a path of several values without a filter means each of them', async (t) => {
  const { resource } = patchAda({ op: 'replace', path: 'emails.display', value: 'Ada' });
  t.match(resource.emails, [{ display: 'Ada' }, { display: 'Ada' }]);
});

t.test('a member is known by its id, whatever else the group holds of it', async (t) => {
  const members = [
    { value: 'a', display: 'Ada', $ref: '../Users/a' },
    { value: 'b', display: 'Ben', type: 'User' },
  ];
  const group = { id: 'group-self', displayName: 'All', members };
  t.equal(patchGroup(group, { op: 'add', path: 'members', value: [{ value: 'a' }] }).resource, group);
  t.equal(patchGroup(group, { op: 'replace', path: 'members', value: ['b', 'a'] }).resource, group);
  const { resource } = patchGroup(group, { op: 'remove', path: 'members', value: [{ value: 'a' }] });
  t.strictSame(resource.members, members.slice(1));
});
