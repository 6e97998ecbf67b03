/**
 * What the store can be asked of users, so that no list has to be read through: an `and`, `or`, `not` of comparisons of the
 * attributes that it keeps apart from the documents (user-attributes.ts).
 *
 *   filter --scim/user-condition.ts--> UserCondition --condition-sql.ts--> WHERE     does this user match?
 *                                                    --anchors.ts--> an index        who may match at all?
 *
 * It says of a user what the filter engine says of the resource (a property test of both stores holds that):
 * - Text compares by UTF-16 units. `id` and `externalId` exactly, the rest folded with foldCase().
 * - A comparison is false for who lacks the attribute, and so `not` of it is true.
 * - Of several e-mail addresses one is enough.
 * - Present is what is there and not empty.
 */
export type UserCondition =
  /** Of no terms: everybody, nobody. */
  | { readonly kind: 'all' | 'any'; readonly terms: readonly UserCondition[] }
  | { readonly kind: 'not'; readonly term: UserCondition }
  | { readonly kind: 'present'; readonly attribute: TextAttribute | 'email' | 'active' | 'lastModified' }
  | UserComparison;

export type UserComparison =
  | {
      readonly kind: 'text';
      readonly attribute: TextAttribute;
      readonly operator: 'eq' | 'co' | 'sw' | 'ew' | Order;
      readonly value: string;
    }
  | { readonly kind: 'email'; readonly operator: 'eq' | 'co' | 'sw' | 'ew'; readonly value: string }
  | { readonly kind: 'active'; readonly value: boolean }
  /** `instant`: milliseconds since 1970. */
  | { readonly kind: 'lastModified'; readonly operator: 'eq' | Order; readonly instant: number }
  /** A member of that group, which is not deleted. */
  | { readonly kind: 'group'; readonly id: string };

export type Order = 'gt' | 'ge' | 'lt' | 'le';

export type TextAttribute =
  | 'id'
  | 'userName'
  | 'externalId'
  | 'displayName'
  | 'givenName'
  | 'familyName'
  | 'formattedName';
