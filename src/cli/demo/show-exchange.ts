import { STATUS_CODES } from 'node:http';
import { styleText } from 'node:util';
import { isObject } from '../../sandbox/json.ts';
import { jsonLines } from './json-lines.ts';
import { dim, flow, type Paint, ROW_MARGIN, rows } from './layout.ts';
import type { ExchangeResult } from './play-exchange.ts';
import type { Act } from './step.ts';

const plain: Paint = (text) => text;
/** Attributes of every SCIM body that say nothing about the person. */
const FRAME = ['schemas', 'meta'];

/** A request, the Qualtrics calls that it caused, the answer. `changed`: the fields of the record that differ by now. */
export function exchangeLines(
  idp: Act['idp'],
  exchange: ExchangeResult,
  changed: ReadonlySet<string>,
  columns: number,
): string[] {
  const width = columns - ROW_MARGIN;
  return [
    ...rows(idp, requestLines(exchange, width), (text) => styleText('blue', text)),
    ...rows('Qualtrics', callLines(exchange, changed, width), (text) => styleText('magenta', text)),
    ...rows('answer', answerLines(exchange, width)),
  ];
}

function requestLines({ request: { method, path, body = {} } }: ExchangeResult, width: number): string[] {
  const parts = `${method} /scim/v2${path}`.match(/[^?&]+[?&]?/g) ?? [];
  const pieces = parts.map((text) => ({ text }));
  const address = flow(pieces, width).map((line) => line.map(({ text }) => text).join(''));
  return [
    ...address.map((line) => styleText('bold', line)),
    ...jsonLines(body, width, (attribute) => (FRAME.includes(attribute) ? dim : plain)),
  ];
}

/** Of a PUT the body too: what it changes stands out from what is sent so that it stays. */
function callLines({ calls }: ExchangeResult, changed: ReadonlySet<string>, width: number): string[] {
  if (calls.length === 0) return [dim('not asked')];
  const paintOf = (field: string): Paint => (changed.has(field) ? (text) => styleText('green', text) : dim);
  return calls.flatMap(({ method, path, status, ms, body }) => {
    const call = `${method} ${path}  ${status ?? 'cut'}  ${ms ?? '?'} ms`;
    return method === 'PUT' && isObject(body) ? [call, ...jsonLines(body, width, paintOf)] : [call];
  });
}

/** The status, and of the body what was expected of it. */
function answerLines({ expected, status, answer }: ExchangeResult, width: number): string[] {
  const outcome = `${status} ${STATUS_CODES[status] ?? ''}  `;
  const gist = Object.fromEntries(
    Object.keys(expected.answer ?? {}).map((name) => [name, answer[name] ?? null]),
  );
  const [first = '', ...rest] = jsonLines(gist, width - outcome.length, () => dim);
  return [
    `${styleText(status < 300 ? 'green' : 'red', outcome)}${first}`,
    ...rest.map((line) => `${' '.repeat(outcome.length)}${line}`),
  ];
}
