import { styleText } from 'node:util';
import { dim, rows } from './layout.ts';
import type { RecordDifference } from './record-difference.ts';

const FIELD_COLUMNS = 27;
const VALUE_COLUMNS = 33;

/** The record as a table: what changed, then what stayed, of which `kept` is what the IdP did not name. */
export function recordLines({ changed, same }: RecordDifference, kept: readonly string[]): string[] {
  if (changed.length === 0 && same.length > 0) {
    return rows('record', [`unchanged, all ${same.length} fields`]);
  }
  const changes = changed.map(({ field, from, to }) => {
    const was = from === null ? '' : `${styleText('red', from)} → `;
    const is = to === null ? styleText('red', 'empty') : styleText('green', to);
    return `${styleText('bold', shortened(field))}${was}${is}`;
  });
  const rest = same.map(({ field, value }) => {
    const line = dim(`${shortened(field)}${value.padEnd(VALUE_COLUMNS)}`);
    return `${line}${kept.includes(field) ? styleText('cyan', 'kept') : dim('as sent')}`;
  });
  return rows('record', [...changes, ...rest]);
}

/** Of a right's path the last name: `permissions…shareSurveys`. */
function shortened(field: string): string {
  return field.replace(/\..*\./, '…').padEnd(FIELD_COLUMNS);
}
