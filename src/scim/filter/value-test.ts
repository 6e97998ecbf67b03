import type { Json } from '../../provisioning/resource.ts';
import type { Attribute } from '../schema/attribute.ts';
import { instantOf } from '../schema/instant.ts';
import type { ComparisonOperator, Literal } from './ast.ts';

/** A test of one single value; an attribute without one is asked with undefined. */
export type ValueTest = (value: Json | undefined) => boolean;

type Comparable = string | number | boolean;

/**
 * The test `value operator literal` by the type and the caseExact of the attribute: dates as instants, numbers as
 * numbers, text by UTF-16 code units, exactly or in lower case.
 */
export function valueTest(
  attribute: Attribute,
  operator: ComparisonOperator,
  literal: Exclude<Literal, null>,
): ValueTest {
  const comparable = comparableBy(attribute, operator);
  const wanted = comparable(literal);
  if (wanted === undefined) return () => false;
  return (value) => {
    const found = comparable(value);
    return found !== undefined && holds(operator, found, wanted);
  };
}

function comparableBy({ type, caseExact }: Attribute, operator: ComparisonOperator) {
  const textual = operator === 'co' || operator === 'sw' || operator === 'ew';
  return (value: Json | undefined): Comparable | undefined => {
    switch (typeof value) {
      case 'string':
        if (type === 'dateTime' && !textual) return instantOf(value);
        // Lower, not upper case: that would make the Turkish dotless i an i, and so one user of two.
        return caseExact ? value : value.toLowerCase();
      case 'number':
      case 'boolean':
        return value;
      default:
        return undefined;
    }
  };
}

function holds(operator: ComparisonOperator, found: Comparable, wanted: Comparable): boolean {
  switch (operator) {
    case 'eq':
      return found === wanted;
    case 'ne':
      return found !== wanted;
    case 'co':
      return String(found).includes(String(wanted));
    case 'sw':
      return String(found).startsWith(String(wanted));
    case 'ew':
      return String(found).endsWith(String(wanted));
    case 'gt':
      return found > wanted;
    case 'ge':
      return found >= wanted;
    case 'lt':
      return found < wanted;
    case 'le':
      return found <= wanted;
  }
}

/** RFC 7643 2.5: null, "" and [] are unassigned, and so is a complex value without a sub-attribute. */
export function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value !== 'object') return true;
  return Object.values(value).some(isPresent);
}
