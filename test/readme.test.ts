import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { VARIABLES } from '../src/config/variables.ts';
import { QUALTRICS_USER_SCHEMA } from '../src/provisioning/resource.ts';
import { dialects } from '../src/scim/dialects.ts';
import { MAPPING } from './provisioning/mapping/settings.ts';
import { send, startBridge } from './support/bridge.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = globSync(['*.md', 'docs/**/*.md', 'docker/*.md', 'bench/*.md'], { cwd: ROOT });
/** Read by the conformance suite, and set by Kubernetes: not of the bridge, and said so. */
const OF_OTHERS = ['QUALTRICS_CONFORMANCE_WRITE', 'SCIM_BRIDGE_SERVICE_HOST'];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const matches = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, found = '']) => found);
/** The cells of the rows of a page's tables. */
const rows = (page: string) => matches(page, /^\| (.+) \|$/gm).map((row) => row.split(' | '));
const section = (page: string, heading: string) =>
  page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';

t.test('every relative link leads to a file, and to a heading of it', async (t) => {
  t.ok(PAGES.length > 10);
  for (const page of PAGES) {
    for (const link of matches(read(page), /\]\(([^)\s]+)\)/g).filter((each) => !/^https?:/.test(each))) {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      t.ok(existsSync(join(ROOT, target)), `${page}: ${link}`);
      if (heading !== undefined) t.ok(headings(read(target)).includes(heading), `${page}: ${link}`);
    }
  }
});

t.test('every npm script that is named exists', async (t) => {
  const { scripts } = JSON.parse(read('package.json'));
  for (const page of PAGES) {
    for (const name of matches(read(page), /npm run ([\w:-]+)/g))
      t.ok(scripts[name], `${page}: npm run ${name}`);
    for (const name of matches(read(page), /npm (start|test)\b/g))
      t.ok(scripts[name], `${page}: npm ${name}`);
  }
});

t.test('every variable that is named is one of the bridge', async (t) => {
  for (const page of PAGES) {
    const named = new Set(matches(read(page), /\b((?:SCIM|QUALTRICS|DATABASE|SHUTDOWN)_[A-Z_]*[A-Z])\b/g));
    const unknown = [...named].filter((name) => ![...VARIABLES, ...OF_OTHERS].includes(name));
    t.strictSame(unknown, [], page);
  }
});

t.test('the attribute table of the README is that of the mapping', async (t) => {
  const [, , ...table] = rows(section(read('README.md'), 'Attributes'));
  t.strictSame(
    table.map(([attribute, field]) => [attribute, field]),
    MAPPING.map(({ attribute, field }) => [
      `\`${attribute.replace(`${QUALTRICS_USER_SCHEMA}:`, 'qualtrics:')}\``,
      `\`${field}\``,
    ]),
  );
});

t.test('docs/compatibility.md has every repair with its proofs, and every trace', async (t) => {
  const table = rows(read('docs/compatibility.md'));
  const repairs = table.map(([, , repair = '']) => repair).filter((repair) => repair.startsWith('`'));
  t.strictSame(new Set(repairs), new Set(dialects.map(({ id }) => `\`${id}\``)));
  for (const { id, provenBy } of dialects) {
    const proofs = table.filter(([, , repair]) => repair === `\`${id}\``).join();
    for (const proof of provenBy) t.ok(proofs.includes(`\`${proof}\``), `${id}: ${proof}`);
  }
  const traces = readdirSync(join(ROOT, 'test/idp/traces')).map((name) => name.replace('.json', ''));
  const vectors = ['patch', 'filter'].flatMap((name) =>
    matches(read(`test/vectors/${name}.json`), /"id": ?"([\w-]+)"/g),
  );
  const named = matches(table.join(), /`((?:okta|entra|other|patch|filter)-[\w-]+)`/g);
  t.strictSame(
    traces.filter((trace) => !named.includes(trace)),
    [],
  );
  const known = [...traces, ...vectors, ...dialects.map(({ id }) => id)];
  t.strictSame(
    named.filter((name) => !known.includes(name)),
    [],
  );
});

t.test('docs/operations.md explains every check of /readyz', async (t) => {
  const { origin } = await startBridge(t);
  const { body } = await send(`${origin}/readyz`, 'GET');
  const page = read('docs/operations.md');
  const unexplained = Object.keys(body.checks).filter((check) => !page.includes(`| \`${check}: `));
  t.strictSame(unexplained, []);
});

t.test('docs/operations.md quotes reasons, log messages and metrics that the code has', async (t) => {
  const page = read('docs/operations.md');
  const code = globSync('src/**/*.ts', { cwd: ROOT }).map(read).join();
  for (const heading of ['| Reason |', '| Message |']) {
    const [table = ''] = page.slice(page.indexOf(heading)).split('\n\n');
    const quotes = matches(table, /^\| `(.+?)`/gm);
    t.ok(quotes.length > 10);
    for (const quote of quotes) {
      // `check: what the reason begins with ...`
      const [words = ''] = quote.replace(/^[\w.]+: /, '').split(/ ?\.\.\.| \(/);
      t.ok(code.includes(words), words);
    }
  }
  for (const metric of matches(page, /\b((?:scim|qualtrics)_[a-z_]+?)(?:_count)?\b/g)) {
    t.ok(code.includes(`'${metric}'`), metric);
  }
});

t.test('docs/operations.md has every warning and error that the log may show', async (t) => {
  const page = read('docs/operations.md');
  const code = globSync('src/**/*.ts', { cwd: ROOT }).map(read).join();
  // Fields come first and have no text of their own; giveUp and tellOnce pass the message on.
  const call = /(?:\blog(?:ger)?\.(?:warn|error)|\bgiveUp|\btellOnce)\([^'"`;]*('[^'\n]+'|"[^"\n]+")/g;
  const messages = matches(code, call).map((quoted) => quoted.slice(1, -1));
  t.ok(messages.length > 20);
  t.strictSame(
    messages.filter((message) => !page.includes(`| \`${message}\``)),
    [],
  );
});

/** The anchors that GitHub makes of a page's headings. */
function headings(page: string): string[] {
  return matches(page, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
