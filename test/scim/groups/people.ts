import type { Answer, Bridge } from '../../support/bridge.ts';

/** The ids of the brand's people, without the owner of the token. */
export function peopleOf({ sandbox }: Bridge): string[] {
  return sandbox
    .users()
    .map(({ id }) => id)
    .filter((id) => id !== sandbox.ownerId);
}

/** Pushes a group and returns its id, which is that of its division. */
export async function pushGroup(
  bridge: Bridge,
  displayName: string,
  members: readonly string[] = [],
): Promise<string> {
  const { status, body, text } = await bridge.scim('POST', '/Groups', {
    displayName,
    members: values(members),
  });
  if (status !== 201) throw new Error(`POST of a group: ${status} ${text}`);
  return body.id;
}

export function patchGroup(bridge: Bridge, id: string, ...operations: object[]): Promise<Answer> {
  return bridge.scim('PATCH', `/Groups/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  });
}

export function add(...ids: readonly string[]): object {
  return { op: 'add', path: 'members', value: values(ids) };
}

export function remove(...ids: readonly string[]): object {
  return { op: 'remove', path: 'members', value: values(ids) };
}

export function replace(...ids: readonly string[]): object {
  return { op: 'replace', path: 'members', value: values(ids) };
}

export function values(ids: readonly string[]): { value: string }[] {
  return ids.map((value) => ({ value }));
}

export async function membersOf(bridge: Bridge, groupId: string): Promise<string[]> {
  const { body } = await bridge.scim('GET', `/Groups/${groupId}`);
  return (body.members ?? []).map(({ value }: { value: string }) => value).sort();
}

export function divisionOf({ sandbox }: Bridge, userId: string): string | null | undefined {
  return sandbox.user(userId)?.divisionId;
}
