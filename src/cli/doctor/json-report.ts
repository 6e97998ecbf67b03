import type { Check } from './check.ts';
import type { Output, Report } from './report.ts';

/** One object at the end: `{"ok": boolean, "checks": [{"connection"?, "name", "outcome", "detail", "advice"?}]}`. */
export function jsonReport(output: Output): Report {
  const checks: Check[] = [];
  return {
    add: (check) => checks.push(check),
    end() {
      const ok = checks.every(({ outcome }) => outcome !== 'fail');
      output.log(JSON.stringify({ ok, checks }, undefined, 2));
      return ok;
    },
  };
}
