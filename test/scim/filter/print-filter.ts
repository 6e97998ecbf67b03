import type { AttributePath, Filter } from '../../../src/scim/filter/ast.ts';

/** A filter as text, every grouping in parentheses; parsed again it is the same filter. */
export function printed(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.terms.map(printed).join(` ${filter.kind} `)})`;
    case 'not':
      return `not (${printed(filter.term)})`;
    case 'present':
      return `${name(filter.path)} pr`;
    case 'compare':
      return `${name(filter.path)} ${filter.operator} ${JSON.stringify(filter.literal)}`;
    case 'values':
      return `${name(filter.path)}[${printed(filter.filter)}]`;
    case 'nothing':
      return 'nothing';
  }
}

function name({ extension, attribute, subAttribute }: AttributePath): string {
  const plain = subAttribute ? `${attribute.name}.${subAttribute.name}` : attribute.name;
  return extension === undefined ? plain : `${extension}:${plain}`;
}
