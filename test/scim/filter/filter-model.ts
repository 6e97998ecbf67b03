import type { Json, Resource } from '../../../src/provisioning/resource.ts';
import type { AttributePath, ComparisonOperator, Filter } from '../../../src/scim/filter/ast.ts';

/** The rules of RFC 7644 3.4.2.2 again, as plainly as they can be put. */
export function model(filter: Filter, object: Resource): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.terms.filter((term) => model(term, object)).length === filter.terms.length;
    case 'or':
      return filter.terms.filter((term) => model(term, object)).length > 0;
    case 'not':
      return !model(filter.term, object);
    case 'present':
      return valuesAt(filter.path, object).length > 0;
    case 'values':
      return allAt(filter.path, object).some((value) => model(filter.filter, asObject(value)));
    case 'compare': {
      const { path, operator, literal } = filter;
      const present = valuesAt(path, object);
      if (literal === null) return operator === 'eq' ? present.length === 0 : present.length > 0;
      const values = allAt(path, object).map((value) => normal(value, path));
      const wanted = normal(literal, path);
      const tests: Record<ComparisonOperator, (value: Json) => boolean> = {
        eq: (value) => value === wanted,
        ne: (value) => value !== wanted,
        co: (value) => String(value).split(String(wanted)).length > 1 || wanted === '',
        sw: (value) => String(value).slice(0, String(wanted).length) === wanted,
        ew: (value) => wanted === '' || String(value).slice(-String(wanted).length) === wanted,
        gt: (value) => [wanted, value].sort(ascending)[0] === wanted && value !== wanted,
        ge: (value) => [wanted, value].sort(ascending)[0] === wanted,
        lt: (value) => [value, wanted].sort(ascending)[0] === value && value !== wanted,
        le: (value) => [value, wanted].sort(ascending)[0] === value,
      };
      return values.some(tests[operator]) || (operator === 'ne' && present.length === 0);
    }
    case 'nothing':
      return false;
  }
}

function ascending(left: Json, right: Json): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : Number(left !== right);
}

function normal(value: Json, { attribute, subAttribute }: AttributePath): Json {
  const { type, caseExact } = subAttribute ?? attribute;
  if (type === 'dateTime') return new Date(String(value)).getTime();
  return typeof value === 'string' && !caseExact ? value.toLowerCase() : value;
}

function allAt({ extension, attribute, subAttribute }: AttributePath, object: Resource): Json[] {
  const values = [asObject(extension ? object[extension] : object)[attribute.name] ?? []].flat();
  return subAttribute ? values.flatMap((value) => asObject(value)[subAttribute.name] ?? []) : values;
}

function valuesAt(path: AttributePath, object: Resource): Json[] {
  return allAt(path, object).filter((value) => leaves(value).some((leaf) => leaf !== null && leaf !== ''));
}

function leaves(value: Json): Json[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
}

function asObject(value: Json | undefined): Resource {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
