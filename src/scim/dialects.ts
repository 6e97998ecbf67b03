// What identity providers send that the RFCs do not have, and what is made of it: the one place where it is told.
//
//   values.ts       in a value: found and repaired by input/coerce-value.ts, which has both tasks done in one pass
//   operations.ts   in a PATCH operation: noted by patch/ where the operation is read or applied
//   bodies.ts       in a body or its names: noted by patch/ and input/
//   soft-delete.ts  a renamed userName: asked for by who writes users
//
// What the RFCs do have is no dialect, however few servers do it: names, URNs and operators in any letter case, the
// core URN before an attribute, labels in `type` that no canonicalValues suggest.

import {
  enterpriseWithoutUrn,
  inexactSchemas,
  readOnlyEcho,
  secondPrimary,
  unknownName,
} from './dialects/bodies.ts';
import type { Dialect } from './dialects/dialect.ts';
import {
  extraOperationMember,
  opLetterCase,
  pathAsKey,
  pathLessValue,
  pathNull,
  removeByList,
  valuePathCreates,
} from './dialects/operations.ts';
import { softDeleteRename } from './dialects/soft-delete.ts';
import { listDialects, valueDialects } from './dialects/values.ts';

export { originalUserName } from './dialects/soft-delete.ts';

/** Every repair there is, each once. */
export const dialects: readonly Dialect[] = [
  ...new Set<Dialect>([...listDialects, ...valueDialects]),
  opLetterCase,
  pathNull,
  extraOperationMember,
  pathLessValue,
  pathAsKey,
  removeByList,
  valuePathCreates,
  readOnlyEcho,
  inexactSchemas,
  enterpriseWithoutUrn,
  unknownName,
  secondPrimary,
  softDeleteRename,
];
