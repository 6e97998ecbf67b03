import { ScimError } from '../scim-error.ts';

/** RFC 7644 3.12 invalidFilter. Names positions, never literals: those may be user names and addresses. */
export function invalidFilter(problem: string): ScimError {
  return new ScimError(400, 'invalidFilter', `The filter is not valid: ${problem}.`);
}
