import { styleText } from 'node:util';
import { headline } from './layout.ts';
import type { StepResult } from './play-step.ts';

/** What it all came to. */
export function summaryLines(results: readonly StepResult[], columns: number): string[] {
  const exchanges = results.flatMap((result) => result.exchanges);
  const calls = exchanges.flatMap((exchange) => exchange.calls);
  const puts = calls.filter(({ method }) => method === 'PUT');
  const count = (part: 'kept' | 'lost' | 'failures') => results.flatMap((result) => result[part]).length;
  const [lost, failures] = [count('lost'), count('failures')];
  return [
    headline('Summary', columns),
    `    ${results.length} steps, ${exchanges.length} SCIM requests, ${calls.length} Qualtrics calls, ${puts.length} of them PUTs`,
    `    ${count('kept')} times a field was kept that the IdP had not named`,
    `    fields lost: ${styleText(lost === 0 ? 'green' : 'red', String(lost))}`,
    failures === 0
      ? styleText('green', '    everything went as expected')
      : styleText('red', `    expectations that were not met: ${failures}, marked with ✗ above`),
    '',
  ];
}
