import type { Test } from 'tap';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { parseExposition } from '../ops/exposition.ts';
import { KEPT_IN_QUALTRICS } from '../provisioning/people.ts';
import { type Bridge, send, startBridge } from '../support/bridge.ts';

export const RENAME = { Operations: [{ op: 'replace', path: 'name.familyName', value: 'Hopper' }] };

export interface Watched extends Bridge {
  /** Of an account with a value in every field. */
  readonly id: string;
  /** Lets the next PUT of that account, or each, do something else than it says. */
  alterPut(fields: Readonly<Record<string, string | null>>, times?: number | 'always'): void;
  /** The value of a metric, added up over its labels. */
  metric(name: string): Promise<number>;
}

export async function startWatched(
  t: Test,
  environment: NodeJS.ProcessEnv,
  options: SandboxOptions = {},
): Promise<Watched> {
  const bridge = await startBridge(t, options, environment);
  const [division] = bridge.sandbox.divisions();
  const { id } = bridge.sandbox.putUser({ ...KEPT_IN_QUALTRICS, divisionId: division?.id ?? null });
  return {
    ...bridge,
    id,
    alterPut(fields, times = 1) {
      const match = { method: 'PUT', path: `/API/v3/users/${id}`, times };
      bridge.sandbox.fault({ match, effect: { kind: 'alters', fields } });
    },
    async metric(name) {
      const { text } = await send(`${bridge.origin}/metrics`, 'GET');
      const samples = parseExposition(text).samples.filter((sample) => sample.name === name);
      return samples.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
