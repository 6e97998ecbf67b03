// A faithful Qualtrics REST API v3 on loopback, for tests, the demo and dry runs.
//
//   request -> server.ts   reads it, logs it (call-log), /sandbox/* -> control.ts
//           -> faults.ts   a scripted fault may answer, break or delay it (fault-effects.ts)
//           -> api.ts      route -> credential (auth, oauth) -> rate-limit -> body -> handler
//           -> users.ts, divisions.ts, groups.ts, ...   the rules, over brand.ts (the data)
//           -> envelope.ts {result, meta} in the dialect asked for
//
// Handlers are synchronous, so every call is atomic; waiting happens outside of them.

import { once } from 'node:events';
import { Api } from './api.ts';
import { Brand, type SandboxDivision, type SandboxUser } from './brand.ts';
import {
  groupView,
  putDivision,
  putGroup,
  putOwner,
  putUser,
  type SandboxDivisionInput,
  type SandboxGroupInput,
  type SandboxGroupView,
  type SandboxUserInput,
} from './brand-control.ts';
import { type Call, CallLog } from './call-log.ts';
import { answerControl, type Controls } from './control.ts';
import { type Fault, type FaultScript, Faults } from './faults.ts';
import {
  changeOptions,
  type LiveOptions,
  type ResolvedOptions,
  resolveOptions,
  type SandboxOptions,
} from './options.ts';
import { addPeople } from './people.ts';
import { createSandboxServer, originOf } from './server.ts';

export type { SandboxDivision, SandboxUser } from './brand.ts';
export type {
  SandboxDivisionInput,
  SandboxGroupInput,
  SandboxGroupView,
  SandboxUserInput,
} from './brand-control.ts';
export type { Call } from './call-log.ts';
export type { Fault, FaultScript } from './faults.ts';
export { SandboxInputError } from './input.ts';
export type { LiveOptions, ResolvedOptions, SandboxOptions } from './options.ts';

/** A running sandbox and its control. What it hands out of users and divisions are copies. */
export interface Sandbox {
  /** Origin, such as `http://127.0.0.1:41234`; the API is under `/API/v3`. */
  readonly url: string;
  /** The first valid API token. */
  readonly token: string;
  readonly brandId: string;
  /** User id of the token owner, a brand administrator who is among the users. */
  readonly ownerId: string;
  readonly options: ResolvedOptions;

  /** The latest calls, oldest first, as they happen; calls under /sandbox are not among them. */
  readonly calls: readonly Call[];
  clearCalls(): void;

  users(): SandboxUser[];
  user(id: string): SandboxUser | undefined;
  /** Changes the user of that id, or adds one; no rule of the API applies. Throws SandboxInputError. */
  putUser(user: SandboxUserInput): SandboxUser;
  /** False when there was none. */
  removeUser(id: string): boolean;
  /** Adds generated people. */
  addUsers(count: number): Promise<SandboxUser[]>;

  divisions(): SandboxDivision[];
  putDivision(division: SandboxDivisionInput): SandboxDivision;
  removeDivision(id: string): boolean;

  groups(): SandboxGroupView[];
  putGroup(group: SandboxGroupInput): SandboxGroupView;
  removeGroup(id: string): boolean;

  /** Also restarts the rate limit's minute. Throws SandboxInputError. */
  setOptions(changes: LiveOptions): void;
  /** Puts a fault in force; faults are consumed in the order given. Throws SandboxInputError. */
  fault(script: FaultScript): Fault;
  /** The faults that are still in force. */
  readonly faults: readonly Fault[];
  clearFaults(): void;
  /** Every OAuth access token given out so far stops working. */
  revokeAccessTokens(): void;

  /** Stops at once; open connections are cut. */
  close(): Promise<void>;
}

/** Starts a sandbox. Throws SandboxInputError for options that cannot be, and the socket's error (EADDRINUSE). */
export async function startSandbox(given: SandboxOptions = {}): Promise<Sandbox> {
  let wanted: object = given;
  let options = resolveOptions(wanted);
  const brand = new Brand(options);
  const ownerId = putOwner(brand, options.ownerUserType);
  for (const name of options.divisions) putDivision(brand, ownerId, { name });
  await addPeople(brand, options, options.users);

  const api = new Api(brand, ownerId);
  const faults = new Faults();
  const log = new CallLog();
  const server = createSandboxServer({
    api,
    faults,
    log,
    options: () => options,
    control: (method, path, body) => answerControl(controls, method, path, body),
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const url = originOf(server, options.host);

  const controls: Controls = {
    url,
    brandId: options.brandId,
    ownerId,
    get token() {
      return options.tokens[0] ?? '';
    },
    get options() {
      return options;
    },
    get calls() {
      return log.calls;
    },
    clearCalls: () => log.clear(),
    users: () => structuredClone([...brand.users.values()]),
    user: (id) => structuredClone(brand.users.get(id)),
    putUser: (user) => putUser(brand, user),
    removeUser: (id) => brand.removeUser(id),
    addUsers: async (count) => structuredClone(await addPeople(brand, options, count)),
    divisions: () => structuredClone([...brand.divisions.values()]),
    putDivision: (division) => putDivision(brand, ownerId, division),
    removeDivision: (id) => brand.divisions.delete(id),
    groups: () => Array.from(brand.groups.values(), groupView),
    putGroup: (group) => putGroup(brand, ownerId, group),
    removeGroup: (id) => brand.groups.delete(id),
    setOptions(changes) {
      const next = changeOptions(wanted, changes);
      options = resolveOptions(next);
      wanted = next;
      api.rateLimit.reset();
    },
    fault: (script) => faults.add(script),
    get faults() {
      return faults.list();
    },
    clearFaults: () => faults.clear(),
    revokeAccessTokens: () => api.accessTokens.revokeAll(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return controls;
}
