import { QualtricsError } from '../../qualtrics/errors.ts';
import { readPage } from '../../qualtrics/paging.ts';
import type { UserSummary } from '../../qualtrics/records.ts';
import { readListedUser } from '../../qualtrics/records-wire.ts';
import { attempted, told } from './attempted.ts';
import { fail, ok, type Verdict } from './check.ts';
import type { Upstream } from './upstream.ts';

export interface FirstPage {
  readonly users: readonly UserSummary[];
  /** With those that have no username. */
  readonly size: number;
  readonly isLast: boolean;
}

/** GET /users as far as one call goes. Throws QualtricsError. */
export async function firstPage({ call }: Pick<Upstream, 'call'>): Promise<FirstPage> {
  const { elements, answer, next } = readPage(await call({ method: 'GET', route: '/users', path: '/users' }));
  const users = elements
    .map((element) => readListedUser(element, answer))
    .filter((user) => user !== undefined);
  return { users, size: elements.length, isLast: next === undefined };
}

export function checkUserList(page: FirstPage | QualtricsError): Verdict {
  if (page instanceof QualtricsError) {
    return fail(
      told(page),
      'without the list the bridge never becomes ready: see the owner, or run this again later',
    );
  }
  const { size, users, isLast } = page;
  const nameless = size - users.length;
  const passedOver = nameless === 0 ? '' : `; ${nameless} without a username, which SCIM cannot address`;
  return ok(`${isLast ? `all on one page: ${size}` : `${size} on a page, more follow`}${passedOver}`);
}

/** Enough to see the common user types. */
const MOST_READ = 10;

/** The users with what they have: one dialect's list shows no more than names, so a few are then read one by one. */
export async function fieldsOf(
  { users }: FirstPage,
  { users: { get } }: Pick<Upstream, 'users'>,
): Promise<readonly UserSummary[]> {
  if (users.some(({ userType }) => userType !== undefined)) return users;
  const read = await Promise.all(users.slice(0, MOST_READ).map(({ id }) => attempted(get(id))));
  return read.flatMap((user) => (user instanceof QualtricsError ? [] : [user]));
}
