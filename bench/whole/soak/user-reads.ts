import type { ScimAnswer } from './ask.ts';
import type { Person } from './beliefs.ts';
import type { Exchange, PlayedIdp } from './played-idp.ts';

const PAGE = 100;

export const isThere = ({ gone }: Person): boolean => !gone;
export const pathOf = ({ id }: Person): string => `/Users/${id}`;

/** Whether the answer is that person, as the IdP knows them. */
export function shows(
  answer: ScimAnswer | undefined,
  person: Pick<Person, 'id' | 'userName' | 'active' | 'givenName' | 'familyName'>,
): boolean {
  return (
    answer?.id === person.id &&
    answer.userName === person.userName &&
    answer.active === person.active &&
    answer.name?.givenName === person.givenName &&
    answer.name.familyName === person.familyName
  );
}

export const lookUpHit: Exchange = ({ beliefs, ask }) =>
  beliefs.withSomeone(['profile'], isThere, async (person) => {
    await ask({
      kind: 'look-up, hit',
      method: 'GET',
      path: lookUp(person.userName),
      status: 200,
      isRight: ({ totalResults, Resources }) => totalResults === 1 && shows(Resources?.[0], person),
    });
  });

export const lookUpMiss: Exchange = async (idp) => {
  await isFree(idp, `nobody.${idp.random.below(1_000_000)}@example.com`);
};

export const getById: Exchange = (idp) =>
  idp.beliefs.withSomeone(['profile'], isThere, async (person) => void (await get(idp, person)));

/** Okta's import. Of the first half, so that those who are deleted never cut a page short. */
export const listPage: Exchange = async ({ seeded, random, ask }) => {
  await ask({
    kind: 'list of 100',
    method: 'GET',
    path: `/Users?startIndex=${1 + random.below(seeded / 2)}&count=${PAGE}`,
    status: 200,
    isRight: ({ itemsPerPage, Resources = [] }) =>
      itemsPerPage === PAGE && new Set(Resources.map(({ id }) => id)).size === PAGE,
  });
};

export function get({ ask }: PlayedIdp, person: Person): Promise<ScimAnswer | undefined> {
  const isRight = (user: ScimAnswer) => shows(user, person);
  return ask({ kind: 'GET by id', method: 'GET', path: pathOf(person), status: 200, isRight });
}

export async function isFree({ ask }: PlayedIdp, userName: string): Promise<boolean> {
  const isRight = ({ totalResults }: ScimAnswer) => totalResults === 0;
  const path = lookUp(userName);
  return (await ask({ kind: 'look-up, miss', method: 'GET', path, status: 200, isRight })) !== undefined;
}

function lookUp(userName: string): string {
  return `/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`;
}
