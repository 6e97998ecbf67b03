import type { SandboxGroupView } from '../../../src/sandbox/sandbox.ts';
import type { Bridge } from '../../support/bridge.ts';

/** Pushed groups become groups of Qualtrics' own. */
export const AS_GROUPS = { SCIM_GROUP_TARGET: 'group', QUALTRICS_GROUP_TYPE: 'GT_team' };

export function groupOf({ sandbox }: Pick<Bridge, 'sandbox'>, id: string): SandboxGroupView | undefined {
  return sandbox.groups().find((group) => group.id === id);
}

/** Whom Qualtrics has in it. */
export function upstreamMembers(bridge: Pick<Bridge, 'sandbox'>, id: string): string[] {
  return (groupOf(bridge, id)?.members ?? []).sort();
}
