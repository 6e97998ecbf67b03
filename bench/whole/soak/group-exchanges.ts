import { believe, joined, left, type Person } from './beliefs.ts';
import type { Exchange, PlayedIdp } from './played-idp.ts';

const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
const AT_MOST = 5;

/** Entra looks the group up first, and never asks for its members. */
export const addMembers: Exchange = async (idp) => {
  const { beliefs, random, groups } = idp;
  const group = random.pick(groups);
  const filter = encodeURIComponent(`displayName eq "${group.displayName}"`);
  await idp.ask({
    kind: 'look-up of a group',
    method: 'GET',
    path: `/Groups?excludedAttributes=members&filter=${filter}`,
    status: 200,
    isRight: ({ totalResults, Resources }) => totalResults === 1 && Resources?.[0]?.id === group.id,
  });
  const isOutside = ({ gone, groups: of }: Person) => !gone && !of.includes(group.id);
  /** Each in the hold of the one before, so that nobody else changes the division of any of them meanwhile. */
  const gather = (wanted: number, found: readonly Person[]): Promise<void> =>
    wanted === 0
      ? add(idp, group.id, found)
      : beliefs.withSomeone(['division'], isOutside, (person) => gather(wanted - 1, [...found, person]));
  await gather(1 + random.below(AT_MOST), []);
};

export const removeMember: Exchange = (idp) =>
  idp.beliefs.withSomeone(
    ['division'],
    ({ gone, groups }) => !gone && groups.length > 0,
    async (person) => {
      const groupId = idp.random.pick(person.groups);
      const operation = idp.random.pick([
        { op: 'remove', path: `members[value eq "${person.id}"]` },
        { op: 'Remove', path: 'members', value: [{ $ref: null, value: person.id }] },
      ]);
      const answer = await patch(idp, 'group, remove', groupId, operation);
      believe(person, answer, left(person, groupId));
    },
  );

async function add(idp: PlayedIdp, groupId: string, people: readonly Person[]): Promise<void> {
  const value = people.map(({ id }) => ({ $ref: null, value: id }));
  const answer = await patch(idp, 'group, add', groupId, { op: 'Add', path: 'members', value });
  for (const person of people) believe(person, answer, joined(person, groupId));
}

function patch({ ask }: PlayedIdp, kind: string, groupId: string, operation: object) {
  const body = { schemas: PATCH, Operations: [operation] };
  return ask({ kind, method: 'PATCH', path: `/Groups/${groupId}`, body, status: 204 });
}
