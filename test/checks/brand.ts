import type { Test } from 'tap';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { parseExposition } from '../ops/exposition.ts';
import { KEPT_IN_QUALTRICS } from '../provisioning/people.ts';
import { type Bridge, send, startBridge } from '../support/bridge.ts';
import { until } from '../support/until.ts';

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

/** Resolves when a write that is later than all before has been checked: so have those, if they were to be. */
export async function laterWriteIsChecked(bridge: Watched): Promise<void> {
  const [user] = await bridge.sandbox.addUsers(1);
  const path = `/API/v3/users/${user?.id}`;
  await bridge.scim('PATCH', `/Users/${user?.id}`, RENAME);
  const isRead = () => bridge.sandbox.calls.filter((call) => call.path === path).length === 3;
  await until('a later write is read back', isRead);
}
