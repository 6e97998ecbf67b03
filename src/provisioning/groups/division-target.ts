import { listIfAllowed } from './list-if-allowed.ts';
import { refuseSecondGroup } from './refuse-members.ts';
import { settleMove } from './settle-move.ts';
import type { Target } from './target.ts';
import { writeLedger } from './write-ledger.ts';

/** A division: a user has one at most, and Qualtrics can neither list its members nor delete it. */
export const divisionTarget: Target = {
  list: ({ client }, options) => listIfAllowed(client.divisions.list(options)),
  get: ({ client }, id, options) => client.divisions.get(id, options),
  create({ client, divisionPermissions: permissions }, name, _type, operation) {
    return client.divisions.create({ name, ...(permissions !== undefined && { permissions }) }, operation);
  },
  rename: ({ client }, id, name, operation) => client.divisions.update(id, { name }, operation),
  remove: async () => false,
  members: ({ store }) => store.memberships,
  refuse: refuseSecondGroup,
  record: writeLedger,
  settle: (context, _id, userId, operation) => settleMove(context, userId, operation),
};
