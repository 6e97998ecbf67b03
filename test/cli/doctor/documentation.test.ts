import { readFileSync } from 'node:fs';
import t from 'tap';
import { CHECK_NAMES } from '../../../src/cli/doctor/check.ts';
import { VARIABLES } from '../../../src/config/variables.ts';

const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8');

t.test('docs/doctor.md explains every check, in the order in which they are made', async (t) => {
  const explained = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  t.strictSame(explained, CHECK_NAMES);
});

t.test('the variables that it names exist', async (t) => {
  const named = [...page.matchAll(/\b(?:QUALTRICS|SCIM|DATABASE)_[A-Z_]+[A-Z]\b/g)].map(([name]) => name);
  t.ok(named.length > 10);
  for (const name of named) t.ok(VARIABLES.includes(name), name);
});
