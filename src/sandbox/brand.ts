import type { ResolvedOptions } from './options.ts';
import type { Overrides } from './permissions.ts';
import { createSeededIds, type NextId } from './seeded-ids.ts';

/** One user as the sandbox holds it, whatever the dialect on the wire. */
export interface SandboxUser {
  id: string;
  username: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  userType: string | null;
  divisionId: string | null;
  /** `active`, `disabled`, or whatever a test puts here. */
  status: string | null;
  language: string | null;
  timeZone: string | null;
  /** ISO date and time in UTC, to the second. */
  accountExpirationDate: string | null;
  accountCreationDate: string;
  passwordLastChangedDate: string | null;
  lastLoginDate: string | null;
  /** Explicit overrides only; every other right is inherited from the user type. */
  permissions: Overrides;
}

export interface SandboxDivision {
  id: string;
  name: string;
  status: string;
  creatorId: string;
  creationDate: string;
  permissions: Overrides;
}

export interface SandboxGroup {
  id: string;
  type: string;
  name: string;
  divisionId: string | null;
  creatorId: string;
  creationDate: string;
  /** User ids, in the order in which they were added. */
  members: Set<string>;
}

/** What a brand holds: users, divisions and groups. Knows ids and uniqueness, and no rule of the wire. */
export class Brand {
  readonly users = new Map<string, SandboxUser>();
  readonly divisions = new Map<string, SandboxDivision>();
  readonly groups = new Map<string, SandboxGroup>();
  readonly nextId: NextId;
  private readonly userPrefix: string;
  /** Lower-cased usernames and who has them: creates stay cheap in a brand of 100,000 users. */
  private readonly holders = new Map<string, Set<string>>();
  private readonly createdAt = new Map<string, number>();

  constructor({ seed, dialect }: Pick<ResolvedOptions, 'seed' | 'dialect'>) {
    this.nextId = createSeededIds(seed);
    // The guides write URH_, every recording UR_.
    this.userPrefix = dialect === 'seed' ? 'URH' : 'UR';
  }

  nextUserId(): string {
    return this.nextId(this.userPrefix);
  }

  putUser(user: SandboxUser): void {
    this.forgetUsername(user.id);
    if (!this.users.has(user.id)) this.createdAt.set(user.id, Date.now());
    this.users.set(user.id, user);
    if (user.username === null) return;
    const key = user.username.toLowerCase();
    const holders = this.holders.get(key) ?? new Set();
    this.holders.set(key, holders.add(user.id));
  }

  removeUser(id: string): boolean {
    this.forgetUsername(id);
    for (const group of this.groups.values()) group.members.delete(id);
    this.createdAt.delete(id);
    return this.users.delete(id);
  }

  /** Users of that username in any letter case. */
  usersNamed(username: string): SandboxUser[] {
    const ids = this.holders.get(username.toLowerCase()) ?? [];
    return [...ids].flatMap((id) => this.users.get(id) ?? []);
  }

  /** Milliseconds since the user was put here. */
  ageOf(id: string): number {
    return Date.now() - (this.createdAt.get(id) ?? 0);
  }

  private forgetUsername(id: string): void {
    const key = this.users.get(id)?.username?.toLowerCase();
    if (key === undefined) return;
    this.holders.get(key)?.delete(id);
  }
}

/** Now, as Qualtrics writes dates: UTC, no fraction of a second. */
export function timestamp(date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
