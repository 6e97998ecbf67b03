// What identity providers send that the RFCs do not have, and what is made of it: the one place where it is told.
//
//   values.ts       in a value: found and repaired by input/coerce-value.ts, asked there for every value
//   operations.ts   in a PATCH operation: noted by patch/ where the operation is read or applied
//   bodies.ts       in a body or its names: noted by input/ and patch/
//   filters.ts      in a filter: understood by filter/
//   soft-delete.ts  in a userName that the directory renamed: asked for by who writes users
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
import { filterDialects } from './dialects/filters.ts';
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

/** Named in the `repairs` of what was read. */
export const reportedDialects: readonly Dialect[] = [
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
];

/** Every repair there is, each once. */
export const dialects: readonly Dialect[] = [...reportedDialects, ...filterDialects, softDeleteRename];
