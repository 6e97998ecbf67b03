import type { Attribute } from '../schema/attribute.ts';
import { instantOf } from '../schema/instant.ts';
import type { ScimError } from '../scim-error.ts';
import type { AttributePath, ComparisonOperator, Filter, Literal } from './ast.ts';
import { invalidFilter } from './invalid-filter.ts';

const EQUALITY: readonly ComparisonOperator[] = ['eq', 'ne'];
const TEXT: readonly ComparisonOperator[] = ['co', 'sw', 'ew'];
const ORDER: readonly ComparisonOperator[] = ['gt', 'ge', 'lt', 'le'];
const ALL = [...EQUALITY, ...TEXT, ...ORDER];

/** RFC 7644 3.4.2.2: an order of booleans or of binary data SHALL fail; numbers and booleans have no parts. */
const OPERATORS_FOR: Record<Attribute['type'], readonly ComparisonOperator[]> = {
  string: ALL,
  reference: ALL,
  dateTime: ALL,
  binary: [...EQUALITY, ...TEXT],
  integer: [...EQUALITY, ...ORDER],
  decimal: [...EQUALITY, ...ORDER],
  boolean: EQUALITY,
  complex: [],
};

/** The operator that a word in lower case is. */
export function operatorOf(word: string): ComparisonOperator | undefined {
  return ALL.find((operator) => operator === word);
}

/**
 * One comparison, with operator and literal fit for the type of the attribute. A complex attribute stands for its
 * `value` (RFC 7644 Figure 2: `emails co "example.com"`; Entra ID: `members eq "..."`, `manager eq "..."`).
 * @throws {ScimError} invalidFilter
 */
export function comparison(path: AttributePath, operator: ComparisonOperator, literal: Literal): Filter {
  const subAttribute = path.subAttribute ?? path.attribute.subAttributes.get('value');
  const attribute = subAttribute ?? path.attribute;
  if (!OPERATORS_FOR[attribute.type].includes(operator)) throw misfit(attribute, operator);
  return {
    kind: 'compare',
    path: { ...path, subAttribute },
    operator,
    literal: literal === null ? nullFor(attribute, operator) : literalFor(attribute, operator, literal),
  };
}

/** `eq null` and `ne null` ask for absence and presence. */
function nullFor(attribute: Attribute, operator: ComparisonOperator): null {
  if (EQUALITY.includes(operator)) return null;
  throw misfit(attribute, operator);
}

function literalFor(
  attribute: Attribute,
  operator: ComparisonOperator,
  literal: Exclude<Literal, null>,
): Literal {
  switch (attribute.type) {
    case 'boolean': {
      // Entra ID sends "True" and "False".
      const text = typeof literal === 'number' ? '' : String(literal).toLowerCase();
      if (text === 'true' || text === 'false') return text === 'true';
      break;
    }
    case 'integer':
    case 'decimal':
      if (typeof literal === 'number') return literal;
      break;
    case 'dateTime':
      if (typeof literal !== 'string') break;
      if (TEXT.includes(operator) || instantOf(literal) !== undefined) return literal;
      break;
    default:
      if (typeof literal === 'string') return literal;
  }
  throw misfit(attribute, operator);
}

function misfit({ name, type }: Attribute, operator: ComparisonOperator): ScimError {
  return invalidFilter(`${name} is ${type}: ${operator} does not apply to it, or not with such a value`);
}
