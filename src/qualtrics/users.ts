import type { Call } from './call.ts';
import type { QualtricsClient } from './client.ts';
import { withoutMilliseconds } from './date-time.ts';
import { QualtricsError } from './errors.ts';
import { createFinding } from './finding.ts';
import { type Page, pages, readPage } from './paging.ts';
import { pathSegment } from './record-id.ts';
import type { UserSummary } from './records.ts';
import { readCreatedId, readListedUser, readUser, unreadable } from './records-wire.ts';
import { type WriteOptions, writableRecord } from './writable.ts';

const HOUR_MS = 3_600_000;

export function createUsers(
  call: Call,
  writeOptions: WriteOptions,
  now?: () => number,
): QualtricsClient['users'] {
  const filterIgnored = createFinding(HOUR_MS, now);
  const one = (method: 'GET' | 'PUT' | 'DELETE', id: string) =>
    ({ method, route: '/users/{id}', path: `/users/${pathSegment(id, `${method} /users/{id}`)}` }) as const;

  return {
    async *list(options, from) {
      for await (const page of pages(call, '/users', options, '/users', from)) {
        yield { users: summaries(page), next: page.next };
      }
    },

    async findByUsername(username, options) {
      if (filterIgnored.holds()) return undefined;
      const path = `/users?username=${encodeURIComponent(username)}`;
      const wanted = username.toLowerCase();
      try {
        const page = readPage(await call({ method: 'GET', route: '/users', path }, options));
        const found = summaries(page);
        // Only one client of the API is known to use the filter, so its answer is not taken on trust.
        if (found.every((user) => user.username.toLowerCase() === wanted)) return found;
      } catch (error) {
        // A brand may refuse the parameter, or this one username in it: list() still answers.
        if (error instanceof QualtricsError && error.code === 'invalid') return undefined;
        throw error;
      }
      filterIgnored.note();
      return undefined;
    },

    async get(id, options) {
      const answer = await call(one('GET', id), options);
      const user = readUser(answer);
      if (user.id !== id) throw unreadable(answer);
      return user;
    },

    async create(draft, options) {
      const { accountExpirationDate: expiry } = draft;
      const body =
        expiry === undefined ? draft : { ...draft, accountExpirationDate: withoutMilliseconds(expiry) };
      const answer = await call({ method: 'POST', route: '/users', path: '/users', body }, options);
      return { id: readCreatedId(answer), requestId: answer.requestId };
    },

    async replace(before, after, options) {
      const body = writableRecord(before, after, writeOptions);
      const { requestId } = await call({ ...one('PUT', before.id), body }, options);
      return { requestId };
    },

    async delete(id, options) {
      const { requestId } = await call(one('DELETE', id), options);
      return { requestId };
    },
  };
}

function summaries({ elements, answer }: Page): UserSummary[] {
  return elements.map((element) => readListedUser(element, answer)).filter((user) => user !== undefined);
}
