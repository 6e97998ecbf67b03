/**
 * The arrows of the design, held by reading the import statements:
 *
 *   scim -> provisioning -> {qualtrics, store};  app.ts and its neighbours, server.ts and cli/ put everything together
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  /** A file below src/, or a package: `scim/scim.ts`, `node:net`, `fastify`. */
  readonly from: string;
  readonly isFile: boolean;
  /** Erased before it runs. */
  readonly isType: boolean;
}

interface SourceFile {
  /** Below src/: `scim/filter/lexer.ts`. */
  readonly path: string;
  readonly lines: number;
  /** Without the lines that are comment. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const IMPORT = /^(?:import|export)\s(type\s)?(?:[^'";]*\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;

function sourceFile(path: string): SourceFile {
  const text = readFileSync(SRC + path, 'utf8').trimEnd();
  const lines = text.split('\n');
  const imports = [...text.matchAll(IMPORT)].map(([, type, statement, call]) => {
    const name = statement ?? call ?? '';
    const isFile = name.startsWith('.');
    const from = isFile ? new URL(name, `src:/${path}`).pathname.slice(1) : name;
    return { from, isFile, isType: type !== undefined };
  });
  const code = lines.filter((line) => !/^\s*(\/\/|\/?\*)/.test(line)).join('\n');
  return { path, lines: lines.length, code, imports };
}

const all = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map(sourceFile);

const isIn = (path: string, ...places: readonly string[]) =>
  places.some((place) => path === place || path.startsWith(`${place}/`));

const inside = (...folders: readonly string[]) => all.filter(({ path }) => isIn(path, ...folders));

/** `a.ts -> b.ts` for every import of those files that is not allowed. */
function stray(files: readonly SourceFile[], isAllowed: (each: Import) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((each) => !isAllowed(each)).map(({ from }) => `${path} -> ${from}`),
  );
}

/** The paths of the files whose code says that. */
function saying(pattern: RegExp, files: readonly SourceFile[] = all): string[] {
  return files.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}

/** The places that a folder may import from, beside itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  // Facts of Qualtrics by which settings are judged.
  config: ['qualtrics/loopback.ts', 'qualtrics/administrator-type.ts'],
  store: [],
  qualtrics: [],
  provisioning: ['qualtrics', 'store'],
  scim: ['provisioning'],
  'scim/filter': ['scim/schema', 'scim/dialects', 'scim/scim-error.ts', 'provisioning/resource.ts'],
  'scim/patch': [
    ...['scim/filter', 'scim/input', 'scim/schema', 'scim/dialects', 'scim/scim-error.ts'],
    'provisioning/resource.ts',
  ],
  ops: ['qualtrics', 'config'],
  sandbox: [],
};

t.test('the files are found, and so are their imports', async (t) => {
  const app = all.find(({ path }) => path === 'app.ts');
  const names = app?.imports.map(({ from }) => from) ?? [];
  for (const name of ['scim/scim.ts', 'fastify', 'node:net']) t.ok(names.includes(name), name);
  const paths = new Set(all.map(({ path }) => path));
  t.strictSame(
    stray(all, ({ from, isFile }) => !isFile || paths.has(from)),
    [],
    'every file that is imported is there',
  );
});

for (const [folder, allowed] of Object.entries(ARROWS)) {
  t.test(`${folder} imports from ${allowed.join(', ') || 'no other folder'}`, async (t) => {
    const files = inside(folder);
    t.ok(files.length > 1);
    t.strictSame(
      stray(files, ({ from, isFile }) => !isFile || isIn(from, folder, ...allowed)),
      [],
    );
  });
}

t.test("provisioning imports no package: its rules are the bridge's own", async (t) => {
  t.strictSame(
    stray(inside('provisioning'), ({ from, isFile }) => isFile || from.startsWith('node:')),
    [],
  );
});

t.test('the engines for filters and PATCH import no package and do no I/O', async (t) => {
  const engines = inside('scim/filter', 'scim/patch');
  t.strictSame(
    stray(engines, ({ isFile }) => isFile),
    [],
  );
  t.strictSame(
    saying(/\bawait\b|\bfetch\(|\bprocess\.|\bconsole\.|\bDate\.now\b|\bMath\.random\b/, engines),
    [],
  );
});

t.test('each of these packages is known to one folder', async (t) => {
  const homes = {
    undici: 'qualtrics',
    scimmy: 'scim',
    'node:sqlite': 'store',
    pg: 'store',
    'prom-client': 'ops',
  };
  for (const [name, folder] of Object.entries(homes)) {
    const users = all.filter(({ imports }) => imports.some(({ from }) => from === name));
    // The commands are users of the bridge and look at it from outside.
    t.strictSame(
      [...new Set(users.map(({ path }) => path.split('/')[0]))].filter((each) => each !== 'cli'),
      [folder],
    );
  }
});

t.test('qualtrics knows no SCIM, and scim no field of Qualtrics', async (t) => {
  t.strictSame(
    saying(/\b(givenName|familyName|externalId|urn:ietf|itemsPerPage|scimType)\b/, inside('qualtrics')),
    [],
  );
  t.strictSame(saying(/\b(firstName|lastName|accountStatus|API\/v3|x-api-token)\b/, inside('scim')), []);
});

t.test('only what is started reads the environment, to hand it to config', async (t) => {
  const readers = saying(/\bprocess\.env\b/);
  t.strictSame(
    readers.filter((path) => path !== 'server.ts' && !/^cli\/[^/]+$/.test(path)),
    [],
  );
});

t.test('only the process and the commands exit', async (t) => {
  const exits = saying(/\bprocess\.(exit|exitCode|kill|abort)\b/);
  t.ok(exits.includes('server.ts'));
  t.strictSame(
    exits.filter((path) => path !== 'server.ts' && !path.startsWith('cli/')),
    [],
  );
});

t.test('no file has more than 200 lines', async (t) => {
  const long = all.filter(({ lines }) => lines > 200);
  t.strictSame(
    long.map(({ path, lines }) => `${path}: ${lines}`),
    [],
  );
});

t.test('no import leads in a circle', async (t) => {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports.filter(({ isType }) => !isType)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (done.has(path) || way.includes(path)) return;
    for (const { from } of importsOf.get(path) ?? []) visit(from, [...way, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  t.strictSame(circles, []);
});
