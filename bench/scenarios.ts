import { BIG_GROUP, divisionsOf, grouped, idOf, person, SMALL_GROUPS } from './population/people.ts';
import { sent } from './population/sent.ts';

export interface ScimRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** From /scim/v2 on. */
  readonly path: string;
  readonly body?: object;
  /** Whether an answer of success says what was asked for; absent where it has no body. */
  readonly isRight?: (answer: Answered) => boolean;
}

/** As much of an answer's body as is looked at. */
export interface Answered {
  readonly id?: string;
  readonly userName?: string;
  readonly active?: boolean;
  readonly name?: { readonly familyName?: string };
  readonly totalResults?: number;
  readonly itemsPerPage?: number;
  readonly Resources?: readonly Answered[];
}

/** One kind of request; `turn` counts from 0 over the life of a server, `users` is how many it began with. */
export type Scenario = (turn: number, users: number) => ScimRequest;

/** The bearer token of every server that asks for one. */
export const TOKEN = 'bench-token-0001-and-longer';

const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
const PAGE = 100;
/** Prime, so that neighbours in time are no neighbours in the store. */
const STRIDE = 7_919;

const someone = (turn: number, users: number) => (turn * STRIDE) % users;
const lookUp = (userName: string): string =>
  `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;

function page(startIndex: number): ScimRequest {
  return {
    method: 'GET',
    path: `/Users?startIndex=${startIndex}&count=${PAGE}`,
    isRight: ({ itemsPerPage, Resources }) => itemsPerPage === PAGE && Resources?.length === PAGE,
  };
}

function add(group: string, first: number, members: number, users: number): ScimRequest {
  const from = grouped(divisionsOf(users));
  const free = users - from;
  const value = Array.from({ length: members }, (_, index) => ({
    value: idOf(from + ((first + index) % free)),
  }));
  const Operations = [{ op: 'add', path: 'members', value }];
  return { method: 'PATCH', path: `/Groups/${group}`, body: { schemas: PATCH, Operations } };
}

/** A small one each time, in turn. */
const small = (turn: number): string => SMALL_GROUPS[turn % SMALL_GROUPS.length] ?? BIG_GROUP;

export const scenarios = {
  'look-up, miss': (turn) => ({
    method: 'GET',
    path: lookUp(`nobody.${turn}@example.com`),
    isRight: ({ totalResults }) => totalResults === 0,
  }),
  'look-up, hit': (turn, users) => {
    const { userName } = person(someone(turn, users), divisionsOf(users));
    return {
      method: 'GET',
      path: lookUp(userName),
      isRight: ({ totalResults, Resources }) => totalResults === 1 && Resources?.[0]?.userName === userName,
    };
  },
  'GET by id': (turn, users) => {
    const userId = idOf(someone(turn, users));
    return { method: 'GET', path: `/Users/${userId}`, isRight: ({ id }) => id === userId };
  },
  'list 100, first': () => page(1),
  'list 100, middle': (_, users) => page(users / 2 + 1),
  'list 100, last': (_, users) => page(users - PAGE + 1),
  'PATCH active': (turn, users) => {
    const value = Math.floor(turn / users) % 2 === 1;
    return {
      method: 'PATCH',
      path: `/Users/${idOf(someone(turn, users))}`,
      body: { schemas: PATCH, Operations: [{ op: 'replace', path: 'active', value }] },
      isRight: ({ active }) => active === value,
    };
  },
  'PUT profile': (turn, users) => {
    const number = someone(turn, users);
    const profile = sent(person(number, divisionsOf(users)));
    const familyName = `Other${turn}`;
    return {
      method: 'PUT',
      path: `/Users/${idOf(number)}`,
      body: { ...profile, name: { ...profile.name, familyName } },
      isRight: ({ name }) => name?.familyName === familyName,
    };
  },
  POST: (turn, users) => {
    const someoneNew = sent(person(users + turn, divisionsOf(users)));
    return {
      method: 'POST',
      path: '/Users',
      body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], ...someoneNew },
      isRight: ({ id, userName }) => id !== undefined && userName === someoneNew.userName,
    };
  },
  'group of 1,000, add 1': (turn, users) => add(small(turn), turn, 1, users),
  'group of 50,000, add 1': (turn, users) => add(BIG_GROUP, turn, 1, users),
  // Last, because what a PATCH had no time for goes on after its answer.
  'group of 1,000, add 256': (turn, users) => add(small(turn), turn * 256, 256, users),
  'group of 50,000, add 256': (turn, users) => add(BIG_GROUP, turn * 256, 256, users),
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;
