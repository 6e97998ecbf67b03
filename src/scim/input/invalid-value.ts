import type { AttributePath } from '../filter/ast.ts';
import { ScimError } from '../scim-error.ts';
import { pathText } from './named-attribute.ts';

/** RFC 7644 3.12 invalidValue. Names the attribute and never the value, which may be personal. */
export function invalidValue(path: AttributePath, expected: string): ScimError {
  return new ScimError(400, 'invalidValue', `${pathText(path)} must be ${expected}.`);
}
