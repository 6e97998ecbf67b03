import { divisionsOf, idOf, person, SMALL_GROUPS } from '../population/people.ts';
import { sent } from '../population/sent.ts';

export type Stored = ReturnType<typeof resource>;

export function resource(number: number, users: number) {
  const someone = person(number, divisionsOf(users));
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: someone.id,
    ...sent(someone),
    meta: { resourceType: 'User', created: '2026-01-01T00:00:00Z', lastModified: '2026-01-01T00:00:00Z' },
  };
}

/** The same users as the bridge has, in a Map: what a floor and a peer answer from. */
export function usersInMemory(users: number): Map<string, Stored> {
  return new Map(Array.from({ length: users }, (_, number) => [idOf(number), resource(number, users)]));
}

/** A GET by id and the echo of a POST, for the floors. */
export function answers(users: number) {
  const known = usersInMemory(users);
  return {
    get: (id: string) => known.get(id) ?? { status: '404' },
    received: (body: object) => ({ ...body, id: idOf(users) }),
  };
}

/** The small groups with their members. */
export function groupsInMemory(users: number) {
  const { big, small } = divisionsOf(users);
  const memberOf = (group: number) => (_: unknown, index: number) => ({
    value: idOf(big + group * small + index),
  });
  return SMALL_GROUPS.map((id, group) => ({
    id,
    displayName: id,
    members: Array.from({ length: small }, memberOf(group)),
  }));
}
