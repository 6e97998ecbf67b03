/** 100 kB of the worst text, wherever a client may put text: refused or ignored, and at once. */
import t from 'tap';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { areBuiltInsUnharmed } from './built-ins.ts';

const SIZE = 100_000;
const MAX_MS = 1000;
/** What fits into a request line, beside which Node refuses the request with 431. */
const IN_URL = 7_000;

/** What is repeated, and what may stand in front of it. */
const TEXTS: Readonly<Record<string, readonly [repeated: string, first?: string]>> = {
  dots: ['.'],
  'names with dots': ['a.', 'a'],
  'open parentheses': ['('],
  'open brackets': ['a['],
  quotes: ['"'],
  backslashes: ['\\', 'a eq "'],
  'escaped letters': ['\\a', 'a eq "'],
  newlines: ['\n', 'a eq "'],
  spaces: [' ', 'a eq "x"'],
  negations: ['not ('],
  conjunctions: ['(a eq 1 or b eq 2) and '],
  disjunctions: ['a pr or '],
  'value filters': ['emails[type eq "work" and '],
  'terms of a value filter': ['type eq "work" and ', 'emails['],
  digits: ['1', 'a eq '],
  'minus signs': ['-', 'a eq -'],
  commas: ['a,'],
  colons: ['urn:', 'urn:'],
  percents: ['%25', 'userName eq "'],
  'no letters at all': ['\u0000'],
  'surrogate halves': ['\ud800'],
  'wide letters': ['ﷺ'],
  'dotted capital I': ['İ', 'userName eq "'],
};

function textOf([repeated, first = '']: readonly [string, string?], size: number): string {
  return first + repeated.repeat(Math.ceil(size / repeated.length));
}

async function answersAtOnce(
  t: Parameters<typeof startBridge>[0],
  bridge: Bridge,
  request: readonly [method: string, path: string, body?: unknown],
): Promise<void> {
  const start = cpuTime();
  const { status, text } = await bridge.scim(...request);
  const took = cpuTime() - start;
  t.ok(status < 500, `${status} ${text.slice(0, 200)}`);
  t.ok(took < MAX_MS, `answered in ${took} ms`);
  t.ok(areBuiltInsUnharmed());
}

for (const [kind, parts] of Object.entries(TEXTS)) {
  t.test(`${kind} cost no time`, async (t) => {
    const bridge = await startBridge(t, { users: 20 });
    const id = String(bridge.sandbox.users()[1]?.id);
    const inUrl = encodeURIComponent(textOf(parts, IN_URL / 9).toWellFormed());
    for (const name of ['filter', 'attributes', 'excludedAttributes', 'startIndex', 'count', inUrl]) {
      await answersAtOnce(t, bridge, ['GET', `/Users?${name}=${inUrl}`]);
    }
    await answersAtOnce(t, bridge, ['GET', `/Groups?filter=${inUrl}`]);
    await answersAtOnce(t, bridge, ['GET', `/Users/${inUrl}`]);

    const text = textOf(parts, SIZE);
    const operations = [
      { op: 'replace', path: text, value: 'x' },
      { op: 'remove', path: `emails[${text}]` },
      { op: 'replace', path: `emails[type eq "${text}"].value`, value: 'x' },
      { op: 'add', path: 'title', value: text },
      { op: 'add', value: { [text]: 'x' } },
      { op: 'add', path: 'emails', value: text },
      { op: text, path: 'title', value: 'x' },
      { op: 'replace', path: 'timezone', value: text },
      { op: 'replace', path: 'preferredLanguage', value: text },
      { op: 'replace', path: 'active', value: text },
    ];
    for (const operation of operations) {
      await answersAtOnce(t, bridge, ['PATCH', `/Users/${id}`, { Operations: [operation] }]);
    }
    const named = { userName: 'a@example.com', name: { givenName: 'A', familyName: 'B' } };
    await answersAtOnce(t, bridge, ['POST', '/Users', { ...named, userName: text }]);
    await answersAtOnce(t, bridge, ['POST', '/Users', { ...named, [text]: text, schemas: [text] }]);
    await answersAtOnce(t, bridge, ['PUT', `/Users/${id}`, { ...named, externalId: text, title: text }]);
    await answersAtOnce(t, bridge, ['POST', '/Groups', { displayName: text, members: [{ value: text }] }]);
    t.equal((await bridge.scim('GET', '/Users')).status, 200, 'the service answers as before');
  });
}

t.test('deep values are refused or ignored, at any depth', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const id = String(bridge.sandbox.users()[1]?.id);
  for (const depth of [100, 10_000, 50_000]) {
    const values = [
      '['.repeat(depth) + ']'.repeat(depth),
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      `${'{"value":'.repeat(depth)}1${'}'.repeat(depth)}`,
      `${'[{"value":'.repeat(depth)}1${'}]'.repeat(depth)}`,
    ];
    for (const value of values) {
      for (const name of ['emails', 'name', 'title', 'active', 'unknown', 'schemas', 'manager', 'meta']) {
        const user = `{"userName":"d@example.com","name":{"givenName":"D","familyName":"E"},"${name}":${value}}`;
        await answersAtOnce(t, bridge, ['PUT', `/Users/${id}`, user]);
        const operation = `{"op":"add","path":"${name}","value":${value}}`;
        await answersAtOnce(t, bridge, ['PATCH', `/Users/${id}`, `{"Operations":[${operation}]}`]);
      }
      await answersAtOnce(t, bridge, ['PATCH', `/Users/${id}`, `{"Operations":${value}}`]);
      await answersAtOnce(t, bridge, [
        'PATCH',
        `/Users/${id}`,
        `{"Operations":[{"op":"add","value":${value}}]}`,
      ]);
      await answersAtOnce(t, bridge, ['POST', '/Users', value]);
    }
  }
  t.equal((await bridge.scim('GET', '/Users')).status, 200, 'the service answers as before');
});

t.test('many operations on many values cost no time', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const id = String(bridge.sandbox.users()[1]?.id);
  const emails = Array.from({ length: 2_000 }, (_, n) => ({ value: `e${n}@example.com`, type: 'other' }));
  const most = emails.slice(0, 1_000);
  const requests = [
    [{ op: 'replace', path: 'emails', value: emails }],
    most.map((email) => ({ op: 'add', path: 'emails', value: [email] })),
    most.map(({ value }) => ({ op: 'replace', path: `emails[value eq "${value}"].display`, value })),
    most.map(({ value }) => ({ op: 'remove', path: `emails[value eq "${value}"]` })),
    most.map(({ value }) => ({ op: 'replace', path: 'title', value })),
    [{ op: 'add', value: Object.fromEntries(emails.map(({ value }) => [value, value])) }],
    emails.map(({ value }) => ({ op: 'replace', path: 'title', value })),
  ];
  for (const operations of requests) {
    await answersAtOnce(t, bridge, ['PATCH', `/Users/${id}`, { Operations: operations }]);
  }
});
