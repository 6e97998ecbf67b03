import type { Json, Resource } from '../../provisioning/resource.ts';
import type { AttributePath, ComparisonOperator, Filter, Literal } from './ast.ts';
import { isPresent, type ValueTest, valueTest } from './value-test.ts';

/** A test of a resource, or of one value of a complex attribute: both are objects. */
type Test = (object: Resource) => boolean;

/**
 * The filter as a function, for many resources: what can be prepared is prepared once. One of several values is
 * enough. Left open by RFC 7644 and decided here: `ne` also holds for who lacks the attribute.
 */
export function compileFilter(filter: Filter): Test {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.terms.map(compileFilter);
      return (object) => tests.every((test) => test(object));
    }
    case 'or': {
      const tests = filter.terms.map(compileFilter);
      return (object) => tests.some((test) => test(object));
    }
    case 'not': {
      const test = compileFilter(filter.term);
      return (object) => !test(object);
    }
    case 'present':
      return anyValue(filter.path, isPresent);
    case 'compare':
      return compare(filter.path, filter.operator, filter.literal);
    case 'values': {
      const test = compileFilter(filter.filter);
      return anyValue(filter.path, (value) => isObject(value) && test(value));
    }
    case 'nothing':
      return () => false;
  }
}

function compare(path: AttributePath, operator: ComparisonOperator, literal: Literal): Test {
  const present = anyValue(path, isPresent);
  if (literal === null) return operator === 'eq' ? (object) => !present(object) : present;
  const holds = anyValue(path, valueTest(path.subAttribute ?? path.attribute, operator, literal));
  return operator === 'ne' ? (object) => holds(object) || !present(object) : holds;
}

function anyValue({ extension, attribute, subAttribute }: AttributePath, test: ValueTest): Test {
  const one: ValueTest = subAttribute ? (value) => isObject(value) && test(value[subAttribute.name]) : test;
  const any: ValueTest = (value) => (Array.isArray(value) ? value.some(one) : one(value));
  if (extension === undefined) return (object) => any(object[attribute.name]);
  return (object) => {
    const part = object[extension];
    return isObject(part) && any(part[attribute.name]);
  };
}

function isObject(value: Json | undefined): value is Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
