import type { SandboxUser } from './brand.ts';
import type { Exchange, Handler } from './exchange.ts';
import type { JsonObject } from './json.ts';
import type { ResolvedOptions } from './options.ts';
import { permissionTree } from './permissions.ts';

/** An element of GET /users: 8 fields (verified live by a third party); the guides show two. */
export function userSummary(user: SandboxUser, dialect: ResolvedOptions['dialect']): JsonObject {
  const { id, divisionId, username, firstName, lastName, userType, email, status } = user;
  if (dialect === 'seed') return { id, username };
  return { id, divisionId, username, firstName, lastName, userType, email, accountStatus: status };
}

/** GET /users/{id}. */
export function userRecord(user: SandboxUser, { brand, options }: Exchange): JsonObject {
  const { id, username, firstName, lastName, email, userType, divisionId, language, timeZone } = user;
  const { accountExpirationDate } = user;
  const common = { id, username, firstName, lastName, email, userType, divisionId, language, timeZone };
  const organizationId = options.brandId;
  if (options.dialect === 'seed') {
    const rights = Object.entries(user.permissions).map(([key, state]) => [key, state === 'on']);
    const permissions = Object.fromEntries(rights);
    return { ...common, organizationId, accountExpirationDate, status: user.status, permissions };
  }
  const division = user.divisionId === null ? undefined : brand.divisions.get(user.divisionId);
  return {
    ...common,
    organizationId,
    accountStatus: user.status,
    unsubscribed: false,
    accountCreationDate: user.accountCreationDate,
    accountExpirationDate,
    passwordLastChangedDate: user.passwordLastChangedDate,
    passwordExpirationDate: null,
    lastLoginDate: user.lastLoginDate,
    responseCounts: { auditable: 0, generated: 0, deleted: 0 },
    permissions: permissionTree(user.userType, user.permissions, division?.permissions ?? {}),
  };
}

/** GET /whoami: the token owner, under names that the user endpoints do not use. */
export const whoami: Handler = ({ brand, options, ownerId }) => {
  const owner = brand.users.get(ownerId);
  const { brandId, datacenter } = options;
  const username = owner?.username ?? null;
  if (options.dialect === 'seed') return { userId: ownerId, username, brandId };
  return {
    brandId,
    userId: ownerId,
    userName: username,
    accountType: owner?.userType ?? null,
    firstName: owner?.firstName ?? null,
    lastName: owner?.lastName ?? null,
    email: owner?.email ?? null,
    datacenter,
    language: owner?.language ?? null,
  };
};
