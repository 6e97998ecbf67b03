import type { Test } from 'tap';
import { z } from 'zod';
import { CHECK_NAMES, type Check } from '../../../src/cli/doctor/check.ts';
import { runDoctor } from '../../../src/cli/doctor/run-doctor.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { environmentFor } from '../../support/brand.ts';

const text = z.string().min(1);

/** What `--json` promises, to the letter. */
export const reportSchema = z.strictObject({
  ok: z.boolean(),
  checks: z.array(
    z
      .strictObject({
        connection: text.exactOptional(),
        name: z.enum(CHECK_NAMES),
        outcome: z.enum(['ok', 'warn', 'fail']),
        detail: text,
        advice: text.exactOptional(),
      })
      // Problems of the configuration say themselves what to do.
      .refine(
        ({ name, outcome, advice }) =>
          name === 'configuration' || (advice === undefined) === (outcome === 'ok'),
      ),
  ),
});

export interface Diagnosis {
  readonly code: number;
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** The check of that name, of which there has to be one. */
  check(name: Check['name']): Check;
  /** Everything that was written. */
  readonly output: string;
}

/** The doctor in this process, with --json. */
export async function diagnose(environment: NodeJS.ProcessEnv, ...flags: string[]): Promise<Diagnosis> {
  const written: string[] = [];
  const keep = (line: string) => void written.push(line);
  const code = await runDoctor(['--json', ...flags], environment, { log: keep, error: keep });
  const output = written.join('\n');
  const { ok, checks } = reportSchema.parse(JSON.parse(output));
  const check = (name: Check['name']): Check => {
    const [found, ...others] = checks.filter((each) => each.name === name);
    if (found === undefined || others.length > 0) throw new Error(`not one check ${name} in ${output}`);
    return found;
  };
  return { code, ok, checks, check, output };
}

/** The variables with which nothing is wrong at that sandbox. */
export function healthyFor(t: Test, sandbox: Sandbox, overrides: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return environmentFor(sandbox, {
    SCIM_BEARER_TOKENS: '4b0c2f6d8e1a9357c0ffee11d2b3a495',
    SCIM_PUBLIC_URL: 'https://scim.example.com',
    QUALTRICS_RATE_LIMIT_PER_MINUTE: '2900',
    DATABASE_URL: `sqlite:${t.testdir()}/bridge.db`,
    ...overrides,
  });
}
