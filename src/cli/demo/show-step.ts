import { styleText } from 'node:util';
import { dim, headline, type Paint, ROW_MARGIN, rows, wrap } from './layout.ts';
import type { StepResult } from './play-step.ts';
import { exchangeLines } from './show-exchange.ts';
import { recordLines } from './show-record.ts';
import type { Act, Step } from './step.ts';

/** Which IdP comes on, and the headers that it sends. */
export function actLines({ idp, title, headers }: Act, columns: number): string[] {
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = own.length === 0 ? 'no headers of its own' : own.join(', ');
  return [
    headline(`${idp}: ${title}`, columns),
    ...wrap(text, columns - 4).map((line) => dim(`    ${line}`)),
    '',
  ];
}

/** A step and what it did. */
export function stepLines(
  number: number,
  idp: Act['idp'],
  { title, why }: Step,
  { exchanges, difference, kept, failures }: StepResult,
  columns: number,
): string[] {
  const changed = new Set(difference.changed.map(({ field }) => field.replace(/\..*/, '')));
  return [
    styleText('bold', `${String(number).padStart(2)}  ${title}`),
    ...wrap(why, columns - 4).map((line) => `    ${line}`),
    '',
    ...exchanges.flatMap((exchange) => [...exchangeLines(idp, exchange, changed, columns), '']),
    ...recordLines(difference, kept),
    ...keptLines(idp, kept.length),
    ...failures.flatMap((failure) => {
      const red: Paint = (text) => styleText('red', text);
      return rows('✗', wrap(failure, columns - ROW_MARGIN).map(red), red);
    }),
    '',
  ];
}

function keptLines(idp: Act['idp'], count: number): string[] {
  if (count === 0) return [];
  return rows('', [
    styleText('cyan', `${count} kept that ${idp} did not name; a careless PUT would null them`),
  ]);
}
