import type { AttributePath } from '../filter/ast.ts';
import { pathText } from '../input/named-attribute.ts';
import { ScimError } from '../scim-error.ts';

/** RFC 7644 3.5.2: readOnly and required attributes, and what is immutable about a member. */
export function readOnly(path: AttributePath): ScimError {
  return new ScimError(400, 'mutability', `${pathText(path)} cannot be changed this way.`);
}
