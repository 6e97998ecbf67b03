import { QUALTRICS_USER_SCHEMA } from '../../../src/provisioning/resource.ts';
import type { ScimAnswer } from './ask.ts';
import { believe, type Person } from './beliefs.ts';
import type { Exchange, PlayedIdp } from './played-idp.ts';
import { get, isFree, isThere, pathOf, shows } from './user-reads.ts';

const USER = ['urn:ietf:params:scim:schemas:core:2.0:User'];
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

const isGone = ({ gone }: Person): boolean => gone;

export const patchActive: Exchange = ({ beliefs, random, ask }) =>
  beliefs.withSomeone(['profile'], isThere, async (person) => {
    const active = !person.active;
    const operation = random.pick([
      // Entra, with and without its flag, and Okta's published applications.
      { op: 'Replace', path: 'active', value: active ? 'True' : 'False' },
      { op: 'replace', path: 'active', value: active },
      { op: 'replace', value: { active } },
    ]);
    const answer = await ask({
      kind: active ? 'PATCH active, back' : 'PATCH active, leaver',
      method: 'PATCH',
      path: pathOf(person),
      body: { schemas: PATCH, Operations: [operation] },
      status: 200,
      isRight: (user) => shows(user, { ...person, active }),
    });
    believe(person, answer, { active });
  });

/** Okta sends back what it just read, with its own values in it; it has no attribute for the division. */
export const putProfile: Exchange = (idp) =>
  idp.beliefs.withSomeone(['profile'], isThere, async (person) => {
    const held = await get(idp, person);
    if (!held) return;
    const { [QUALTRICS_USER_SCHEMA]: _extension, ...profile } = held;
    const name = newName(idp);
    const answer = await idp.ask({
      kind: 'PUT profile',
      method: 'PUT',
      path: pathOf(person),
      body: { ...profile, name },
      status: 200,
      isRight: (user) => shows(user, { ...person, ...name }),
    });
    believe(person, answer, name);
  });

export const post: Exchange = async (idp) => {
  const userName = `joiner.${idp.nextNumber()}@example.com`;
  if (!(await isFree(idp, userName))) return;
  const user = { userName, externalId: `ext.${userName}`, ...newName(idp), active: true };
  const made = await create(idp, user);
  if (made?.id === undefined) return void idp.unknown.add(userName);
  idp.beliefs.add({ id: made.id, ...user, divisionId: null, groups: [], gone: false, inDoubt: false });
};

/** Somebody who was deleted: the same account is theirs again. */
export const comeBack: Exchange = (idp) =>
  idp.beliefs.withSomeone(['profile', 'division'], isGone, async (person) => {
    if (!(await isFree(idp, person.userName))) return;
    const back = { ...newName(idp), active: true, gone: false };
    believe(person, await create(idp, { ...person, ...back }), back);
  });

export const remove: Exchange = ({ beliefs, ask }) =>
  beliefs.withSomeone(['profile', 'division'], isThere, async (person) => {
    const path = pathOf(person);
    const answer = await ask({ kind: 'DELETE', method: 'DELETE', path, status: 204 });
    // Disabled, and where they were: what Qualtrics holds of them stays (SCIM_DELETE_POLICY=disable).
    believe(person, answer, { gone: true, active: false, groups: [] });
    if (answer) await ask({ kind: 'GET of who is deleted', method: 'GET', path, status: 404 });
  });

/** `id`: the one that the answer has to have, where it is known. */
function create(
  { ask }: PlayedIdp,
  user: Pick<Person, 'userName' | 'externalId' | 'givenName' | 'familyName' | 'active'> & { id?: string },
): Promise<ScimAnswer | undefined> {
  const { userName, externalId, givenName, familyName, active } = user;
  const emails = [{ primary: true, type: 'work', value: userName }];
  const name = { givenName, familyName };
  return ask({
    kind: 'POST',
    method: 'POST',
    path: '/Users',
    body: { schemas: USER, externalId, userName, active, emails, name },
    status: 201,
    isRight: (answer) => shows(answer, { id: answer.id ?? '', ...user }),
  });
}

function newName({ random }: PlayedIdp) {
  return { givenName: `Given${random.below(1_000)}`, familyName: `Family${random.below(1_000_000)}` };
}
