import { readFileSync } from 'node:fs';
import t from 'tap';
import { effectSchema } from '../../src/sandbox/faults.ts';
import { optionRows } from '../../src/sandbox/flags.ts';
import { start } from './start.ts';

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

/** The cells of every table row whose first cell matches. */
function rows(first: RegExp, text = page): string[][] {
  const cells = text.split('\n').map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  return cells.filter(([name = '']) => first.test(name));
}

t.test('the documentation has every option with its default, values and description', async (t) => {
  const documented = new Map(rows(/^`\w+`$/).map(([name = '', ...rest]) => [name.slice(1, -1), rest]));
  for (const { name, fallback, values, description } of optionRows()) {
    const [preset, text = ''] = documented.get(name) ?? [];
    t.equal(preset, fallback === '' ? 'by dialect' : `\`${fallback}\``, name);
    t.ok(text.endsWith(description), `${name}: ${description}`);
    for (const value of values) t.ok(text.includes(`\`${value}\``), `${name}: ${value}`);
  }
});

t.test('the documented control exists, with the documented bodies', async (t) => {
  const { sandbox, send } = await start(t);
  const controls = rows(/^`[A-Z]+ \/sandbox/).map(([cell = '']) => cell);
  t.equal(controls.length, 20);
  for (const control of controls) {
    const [, method = '', path = '', body] = /^`([A-Z]+) ([^`]+)`(?: `(.+)`)?$/.exec(control) ?? [];
    sandbox.putUser({ id: 'id' });
    sandbox.putDivision({ id: 'id' });
    sandbox.putGroup({ id: 'id' });
    const answered = await send(method, path.replace('{id}', 'id'), body && JSON.parse(body));
    t.equal(answered.status, 200, control);
  }
});

t.test('the documented faults are all the faults there are', async (t) => {
  const section = page.slice(page.indexOf('| `effect.kind` |'));
  const kinds = rows(/^`[a-zA-Z0-9-]+`$/, section.slice(0, section.indexOf('\n\n'))).map(([kind]) => kind);
  t.strictSame(
    kinds,
    effectSchema.options.map((option) => `\`${option.shape.kind.value}\``),
  );
});
