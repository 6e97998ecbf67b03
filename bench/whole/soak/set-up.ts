import { QUALTRICS_USER_SCHEMA } from '../../../src/provisioning/resource.ts';
import type { SandboxUser } from '../../../src/sandbox/sandbox.ts';
import type { Ask } from './ask.ts';
import { createBeliefs } from './beliefs.ts';
import type { PlayedIdp } from './played-idp.ts';
import { createRandom } from './random.ts';
import { everybody } from './read-back.ts';

const GROUP = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
const GROUPS = 20;

/** An IdP that imported those users and made its groups. Throws where it could not. */
export async function setUpIdp(
  ask: Ask,
  accounts: ReadonlyMap<string, SandboxUser>,
  seed: number,
): Promise<PlayedIdp> {
  const random = createRandom(seed);
  const beliefs = createBeliefs(random);
  const listed = await everybody(ask);
  for (const id of accounts.keys()) {
    const user = listed.get(id);
    if (!user) throw new Error(`${id} is not in the list to begin with`);
    const extension = user[QUALTRICS_USER_SCHEMA] as { divisionId?: string } | undefined;
    beliefs.add({
      id,
      userName: user.userName ?? '',
      externalId: undefined,
      givenName: user.name?.givenName ?? '',
      familyName: user.name?.familyName ?? '',
      active: user.active ?? false,
      divisionId: extension?.divisionId ?? null,
      groups: [],
      gone: false,
      inDoubt: false,
    });
  }
  const groups: { id: string; displayName: string }[] = [];
  for (let number = 0; number < GROUPS; number += 1) {
    const displayName = `Team ${number}`;
    const body = { schemas: GROUP, displayName, members: [] };
    const made = await ask({ kind: 'POST of a group', method: 'POST', path: '/Groups', body, status: 201 });
    if (made?.id === undefined) throw new Error(`${displayName} was not made`);
    groups.push({ id: made.id, displayName });
  }
  let number = 0;
  const nextNumber = () => number++;
  return { ask, beliefs, random, groups, seeded: accounts.size, unknown: new Set(), nextNumber };
}
