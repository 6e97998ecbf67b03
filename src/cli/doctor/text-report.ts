import { styleText } from 'node:util';
import { CHECK_NAMES, type Outcome } from './check.ts';
import type { Output, Report } from './report.ts';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;
const OUTCOME_COLUMNS = 6;
const NAME_COLUMNS = Math.max(...CHECK_NAMES.map(({ length }) => length)) + 2;

/** A line a check, as soon as it is made, and what to do below it. */
export function textReport(output: Output): Report {
  const outcomes: Outcome[] = [];
  let shown: string | undefined;
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return {
    add({ name, connection, outcome, detail, advice }) {
      if (connection !== shown) output.log(`\n${styleText('bold', connection ?? '')}`);
      shown = connection;
      outcomes.push(outcome);
      const label = styleText(COLOURS[outcome], outcome.padEnd(OUTCOME_COLUMNS));
      output.log(label + name.padEnd(NAME_COLUMNS) + printable(detail));
      if (advice === undefined) return;
      output.log(' '.repeat(OUTCOME_COLUMNS + NAME_COLUMNS) + styleText('dim', '→ ') + printable(advice));
    },
    end() {
      const failed = count('fail');
      const leftOut = failed === 0 ? '' : '; checks that rest on a failed one were left out';
      output.log(`\n${count('ok')} ok, ${count('warn')} to look at, ${failed} failed${leftOut}`);
      return failed === 0;
    },
  };
}

/** Values from Qualtrics may hold anything, and a terminal obeys control characters. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?');
}
