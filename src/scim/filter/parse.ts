// text -> lexer.ts -> token-cursor.ts -> parse.ts (grammar) -> comparison.ts (types) -> Filter (ast.ts)
//   -> evaluate.ts: does this resource match?   -> lookup.ts: which index can answer?
// patch-path.ts reads `attr[filter].sub` with the same grammar.

import type { Attribute, ResourceSchema } from '../schema/attribute.ts';
import { resolveName } from '../schema/resolve.ts';
import type { AttributePath, Filter, Literal } from './ast.ts';
import { isAttributeName, isSubAttributeName } from './attribute-name.ts';
import { comparison, operatorOf } from './comparison.ts';
import { TokenCursor } from './token-cursor.ts';

/** The attribute that a name means where it stands; undefined when nobody knows it. */
export type Scope = (name: string) => AttributePath | undefined;

const NOTHING: Filter = { kind: 'nothing' };
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/;

/**
 * A filter of RFC 7644 3.4.2.2, its names resolved and its literals fit for their types. Names and operators in any
 * case. Time and size are linear in the text; a well-formed name that the schema does not know matches nothing.
 * @throws {ScimError} 400 invalidFilter
 */
export function parseFilter(text: string, schema: ResourceSchema): Filter {
  const cursor = new TokenCursor(text);
  const filter = disjunction(cursor, (name) => {
    const resolved = resolveName(name, schema);
    return resolved?.kind === 'attribute' ? resolved.path : undefined;
  });
  cursor.takeEnd();
  return filter;
}

/** The scope inside the brackets of `attr[...]`: the sub-attributes of attr. */
export function scopeInside(attribute: Attribute | undefined): Scope {
  return (name) => {
    const subAttribute = attribute?.subAttributes.get(name.toLowerCase());
    return subAttribute && { extension: undefined, attribute: subAttribute, subAttribute: undefined };
  };
}

/** `[filter]` */
export function bracketed(cursor: TokenCursor, scope: Scope): Filter {
  cursor.take('[');
  const filter = cursor.nested(() => disjunction(cursor, scope));
  cursor.take(']');
  return filter;
}

/** The `sub` of `attr[filter].sub`; undefined when there is none. */
export function subName(cursor: TokenCursor): string | undefined {
  const word = cursor.word();
  if (!word.startsWith('.')) return undefined;
  if (!isSubAttributeName(word.slice(1))) throw cursor.expected('the name of a sub-attribute');
  cursor.advance();
  return word.slice(1);
}

/** `and` binds tighter than `or`. */
function disjunction(cursor: TokenCursor, scope: Scope): Filter {
  return joined(cursor, 'or', () => joined(cursor, 'and', () => factor(cursor, scope)));
}

function joined(cursor: TokenCursor, kind: 'and' | 'or', next: () => Filter): Filter {
  const first = next();
  const terms = [first];
  while (cursor.takeWord(kind)) terms.push(next());
  return terms.length === 1 ? first : { kind, terms };
}

function factor(cursor: TokenCursor, scope: Scope): Filter {
  const negated = cursor.takeWord('not');
  if (!negated && cursor.peek()?.kind !== '(') return expression(cursor, scope);
  cursor.take('(');
  const term = cursor.nested(() => disjunction(cursor, scope));
  cursor.take(')');
  if (!negated) return term;
  return hasNothing(term) ? NOTHING : { kind: 'not', term };
}

function expression(cursor: TokenCursor, scope: Scope): Filter {
  cursor.countTerm();
  const name = cursor.word();
  if (!isAttributeName(name)) throw cursor.expected('an attribute');
  cursor.advance();
  const path = scope(name);
  // A password is never compared (RFC 7643 4.1.1), and nothing else that is never returned.
  const known = path?.attribute.returned === 'never' ? undefined : path;
  return cursor.peek()?.kind === '[' ? values(cursor, known) : test(cursor, known);
}

/** Also `attr[filter].sub eq "x"` and `attr[filter] eq "x"` (Entra ID): one value has to meet both. */
function values(cursor: TokenCursor, path: AttributePath | undefined): Filter {
  if (path && (path.subAttribute ?? path.attribute).type !== 'complex') throw cursor.expected('an operator');
  const scope = scopeInside(path?.attribute);
  const filter = bracketed(cursor, scope);
  const sub = subName(cursor);
  const tested = sub !== undefined || operatorOf(cursor.word()) !== undefined;
  const terms = tested ? [filter, test(cursor, scope(sub ?? 'value'))] : undefined;
  if (path === undefined) return NOTHING;
  return { kind: 'values', path, filter: terms ? { kind: 'and', terms } : filter };
}

function test(cursor: TokenCursor, path: AttributePath | undefined): Filter {
  if (cursor.takeWord('pr')) return path ? { kind: 'present', path } : NOTHING;
  const operator = operatorOf(cursor.word());
  if (operator === undefined) throw cursor.expected('an operator');
  cursor.advance();
  const value = literal(cursor);
  return path ? comparison(path, operator, value) : NOTHING;
}

function literal(cursor: TokenCursor): Literal {
  const token = cursor.peek();
  const word = cursor.word();
  if (
    token?.kind !== 'string' &&
    !NUMBER.test(word) &&
    word !== 'true' &&
    word !== 'false' &&
    word !== 'null'
  ) {
    throw cursor.expected('a value: a string in double quotes, a number, true, false or null');
  }
  cursor.advance();
  return token?.kind === 'string' ? token.value : JSON.parse(word);
}

/** `not` over what cannot be told is not true either: `not (frobnicate eq "x")` must not select everybody. */
function hasNothing(filter: Filter): boolean {
  switch (filter.kind) {
    case 'nothing':
      return true;
    case 'and':
    case 'or':
      return filter.terms.some(hasNothing);
    case 'values':
      return hasNothing(filter.filter);
    default:
      return false;
  }
}
