/**
 * The store in one SQLite file, for one process.
 *
 *   openSqliteStore -> open-database   folder, file, process-lock, settings, migrate <- migrations
 *                   -> *-table         prepared statements, synchronous, the connection's name in each
 *                      (users-table -> user-order for pages, user-row for the columns, user-attributes-table for conditions)
 *                   -> user-search     conditions: condition-dialect, anchors, condition-sql
 *                   -> commits         writes, those of one turn of the event loop at once
 *                   -> here            each call a promise, each error a StoreError (sqlite-error)
 *
 * node:sqlite is synchronous: a read is done before it returns its promise, and a write as a whole when its turn comes, so
 * nothing can come between the statements of one call, and a call blocks the process (tens of microseconds a user).
 */
import type { AuditEntry } from '../audit.ts';
import { inPortions } from '../in-portions.ts';
import type { ConnectionStore, Over, Store } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { unnamed } from '../unnamed.ts';
import { createAuditTable } from './audit-table.ts';
import { createCommits } from './commits.ts';
import { createDueMembersTable } from './due-members-table.ts';
import { createDueMovesTable } from './due-moves-table.ts';
import { createFactsTable } from './facts-table.ts';
import { createGroupMembersTable } from './group-members-table.ts';
import { groupsOfUsers } from './groups-of-users.ts';
import { createGroupsTable } from './groups-table.ts';
import { createListingsTable } from './listings-table.ts';
import { createMembershipsTable } from './memberships-table.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { createPendingCreationsTable } from './pending-creations-table.ts';
import { createProbe } from './probe.ts';
import { toStoreError } from './sqlite-error.ts';
import { createUserSearch } from './user-search.ts';
import { createUsersTable } from './users-table.ts';

/** `path` may be `:memory:`. Throws StoreError. */
export function openSqliteStore(path: string): Store {
  if (path === '') throw new StoreError('configuration', 'DATABASE_URL lacks the path: sqlite:PATH.');
  return createSqliteStore(openDatabase(path));
}

export function createSqliteStore({ database, path, close }: OpenDatabase): Store {
  const users = createUsersTable(database);
  const search = createUserSearch(database);
  const pendingCreations = createPendingCreationsTable(database);
  const facts = createFactsTable(database);
  const groups = createGroupsTable(database);
  const memberships = createMembershipsTable(database);
  const dueMoves = createDueMovesTable(database);
  const audit = createAuditTable(database);
  const groupMembers = createGroupMembersTable(database);
  const dueMembers = createDueMembersTable(database);
  const listings = createListingsTable(database);
  const probe = createProbe(database);
  const commits = createCommits(database);

  async function attempt<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStoreError(error, path);
    }
  }

  const write = <T>(work: () => T) => attempt(() => commits.add(work));

  function tell(name: string, entries: readonly AuditEntry[]): void {
    for (const entry of entries) audit.add(name, entry);
  }

  const connection = (name: string): ConnectionStore => ({
    users: {
      get: (id) => attempt(() => users.get(name, id)),
      lookUp: (key, value) => attempt(() => users.lookUp(name, key, value)),
      lookUpDeleted: (userName) => attempt(() => users.lookUpDeleted(name, userName)),
      put: (user, entry, { creation, move }: Over = {}) =>
        write(() => {
          users.put(name, user);
          if (entry) audit.add(name, entry);
          if (creation !== undefined) pendingCreations.end(name, creation);
          if (move) dueMoves.done(name, move);
        }),
      putAll: (many) =>
        write(() => {
          for (const user of many) users.put(name, user);
        }),
      remove: (id) => write(() => users.remove(name, id)),
      count: () => attempt(() => users.count(name)),
      page: (offset, limit) => attempt(() => users.page(name, offset, limit)),
      find: (condition, offset, limit) => attempt(() => search.find(name, condition, offset, limit)),
      scan: (condition) => {
        const read = condition ? search.reader(name, condition) : users.reader(name);
        return inPortions(0, (seq, size) => attempt(() => read(seq, size)));
      },
      duePurges: (now) => attempt(() => users.duePurges(name, now)),
    },
    listing: {
      get: () => attempt(() => listings.get(name)),
      put: (listing, named) => write(() => listings.put(name, listing, named)),
      unnamed: (number) =>
        unnamed(number, '', (after, size) => attempt(() => listings.portion(name, after, size))),
    },
    groups: {
      get: (id) => attempt(() => groups.get(name, id)),
      lookUp: (key, value) => attempt(() => groups.lookUp(name, key, value)),
      lookUpDeleted: (displayName, target) => attempt(() => groups.lookUpDeleted(name, displayName, target)),
      put: (group) => write(() => groups.put(name, group)),
      among: (ids) => attempt(() => groups.among(name, ids)),
      ofUsers: (users) => attempt(() => groupsOfUsers({ groups, memberships, groupMembers }, name, users)),
      count: () => attempt(() => groups.count(name)),
      page: (offset, limit) => attempt(() => groups.page(name, offset, limit)),
      scan: () => inPortions(0, (seq, size) => attempt(() => groups.portion(name, seq, size))),
    },
    memberships: {
      ofUsers: (userIds) => attempt(() => memberships.ofUsers(name, userIds)),
      among: (groupId, userIds) => attempt(() => memberships.among(name, groupId, userIds)),
      rows: (groupId) =>
        inPortions({ seq: 0, userId: '' }, (after, size) =>
          attempt(() => memberships.portion(name, groupId, after, size)),
        ),
      seenIn: (divisionId) =>
        inPortions(0, (seq, size) => attempt(() => memberships.portionSeenIn(name, divisionId, seq, size))),
      usersAmong: (userIds) => attempt(() => memberships.usersAmong(name, userIds)),
      divisionIds: () => attempt(() => memberships.divisionIds(name)),
      change: (change, entries = []) =>
        write(() => {
          memberships.change(name, change);
          tell(name, entries);
        }),
      removeUser: (userId) => write(() => memberships.removeUser(name, userId)),
    },
    dueMoves: {
      get: (userId) => attempt(() => dueMoves.get(name, userId)),
      among: (userIds) => attempt(() => dueMoves.among(name, userIds)),
      all: () => inPortions('', (after, size) => attempt(() => dueMoves.portion(name, after, size))),
      count: () => attempt(() => dueMoves.count(name)),
    },
    audit: {
      add: (entries) => write(() => tell(name, entries)),
      entries: (query = {}) =>
        inPortions(audit.start(query), (after, size) =>
          attempt(() => audit.portion(name, query, after, size)),
        ),
      prune: (before, limit) => write(() => audit.prune(name, before, limit)),
    },
    groupMembers: {
      ofUsers: (userIds) => attempt(() => groupMembers.ofUsers(name, userIds)),
      among: (groupId, userIds, whose) => attempt(() => groupMembers.among(name, groupId, userIds, whose)),
      rows: (groupId, whose) =>
        inPortions({ seq: 0, userId: '' }, (after, size) =>
          attempt(() => groupMembers.portion(name, groupId, whose, after, size)),
        ),
      change: (change, entries = []) =>
        write(() => {
          groupMembers.change(name, change);
          tell(name, entries);
        }),
      version: (groupId) => attempt(() => groupMembers.version(name, groupId)),
      leaveAll: (userId) => write(() => groupMembers.leaveAll(name, userId)),
      removeUser: (userId) => write(() => groupMembers.removeUser(name, userId)),
      removeGroup: (groupId) => write(() => groupMembers.removeGroup(name, groupId)),
    },
    dueMembers: {
      get: (groupId, userId) => attempt(() => dueMembers.get(name, groupId, userId)),
      among: (groupId, userIds) => attempt(() => dueMembers.among(name, groupId, userIds)),
      all: () =>
        inPortions({ groupId: '', userId: '' }, (after, size) =>
          attempt(() => dueMembers.portion(name, after, size)),
        ),
      count: () => attempt(() => dueMembers.count(name)),
      done: (member) => write(() => dueMembers.done(name, member)),
    },
    pendingCreations: {
      begin: (creation) => write(() => pendingCreations.begin(name, creation)),
      get: (userName) => attempt(() => pendingCreations.get(name, userName)),
      end: (userName) => write(() => pendingCreations.end(name, userName)),
    },
    facts: {
      get: (fact) => attempt(() => facts.get(name, fact)),
      set: (fact, value) => write(() => facts.set(name, fact, value)),
      setOnce: (fact, value) => write(() => facts.setOnce(name, fact, value)),
    },
  });

  return {
    connection,
    check: () => attempt(probe),
    close: () =>
      attempt(() => {
        commits.flush();
        close();
      }),
  };
}
