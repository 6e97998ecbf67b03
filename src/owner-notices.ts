import type { FastifyBaseLogger } from 'fastify';
import { isAdministratorType } from './qualtrics/administrator-type.ts';
import type { Whoami } from './qualtrics/records.ts';

/** Tells the log, once each, what is odd about an answer to whoami; it comes every 30 seconds. */
export function tellOwnerNotices(logger: FastifyBaseLogger, connection: string): (whoami: Whoami) => void {
  const told = new Set<string>();
  const tellOnce = (message: string, fields: object) => {
    if (!told.has(message)) logger.warn({ connection, ...fields }, message);
    told.add(message);
  };
  return ({ betterHost: address, userId: id, userType }) => {
    if (address !== undefined) {
      tellOnce('Qualtrics asks to be called at another host: set QUALTRICS_BASE_URL', { address });
    }
    // No more than a warning: a type of the brand's own may have every right. One dialect tells no type.
    if (userType !== undefined && !isAdministratorType(userType)) {
      tellOnce("the credential's owner is no brand administrator by its user type", { id, userType });
    }
  };
}
