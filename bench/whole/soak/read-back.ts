import type { SandboxUser } from '../../../src/sandbox/sandbox.ts';
import type { Ask, ScimAnswer } from './ask.ts';
import type { Person } from './beliefs.ts';
import type { Brand } from './brand.ts';
import { compareAccount, compareMembers, compareResource, type Difference } from './compare.ts';
import type { PlayedIdp } from './played-idp.ts';

const AT_A_TIME = 10;
const PAGE = 1_000;

/** Whatever is not as the IdP believes; `before`: the accounts that were there from the start. */
export async function readBack(
  { beliefs, ask, groups, unknown }: PlayedIdp,
  brand: Brand,
  before: ReadonlyMap<string, SandboxUser>,
): Promise<Difference[]> {
  const people = beliefs.people.filter(({ inDoubt }) => !inDoubt);
  const found: Difference[] = [];
  const queue = people.values();
  async function oneByOne(): Promise<void> {
    for (const person of queue) found.push(...(await readUser(ask, person)));
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, oneByOne));

  const listed = await everybody(ask);
  const accounts = await brand.users();
  for (const person of people) {
    found.push(...compareResource(person, listed.get(person.id), 'list'));
    found.push(...compareAccount(person, accounts.get(person.id), before.get(person.id)));
  }
  for (const { id } of groups) {
    const group = await ask({ kind: 'read back', method: 'GET', path: `/Groups/${id}`, status: 200 });
    found.push(...compareMembers(id, beliefs.people, group ?? {}));
  }
  const known = new Set(beliefs.people.map(({ id }) => id));
  for (const { id, username } of accounts.values()) {
    if (known.has(id) || unknown.has(username ?? '')) continue;
    found.push({ id, where: 'Qualtrics', believed: undefined, found: { username } });
  }
  return found;
}

async function readUser(ask: Ask, person: Person): Promise<Difference[]> {
  const { id, gone } = person;
  const status = gone ? 404 : 200;
  const answer = await ask({ kind: 'read back', method: 'GET', path: `/Users/${id}`, status });
  if (!answer) return [{ id, where: 'GET by id', believed: { status }, found: 'something else' }];
  return compareResource(person, gone ? undefined : answer, 'GET by id');
}

/** The list, all pages, by id; page by page, as Okta imports. */
export async function everybody(ask: Ask): Promise<Map<string, ScimAnswer>> {
  const listed = new Map<string, ScimAnswer>();
  for (let startIndex = 1; ; startIndex += PAGE) {
    const path = `/Users?startIndex=${startIndex}&count=${PAGE}`;
    const page = await ask({ kind: 'read back', method: 'GET', path, status: 200 });
    for (const user of page?.Resources ?? []) if (user.id !== undefined) listed.set(user.id, user);
    if (!page || startIndex + PAGE > (page.totalResults ?? 0)) return listed;
  }
}
