import type { Json, Resource } from '../../provisioning/resource.ts';
import type { AttributePath } from '../filter/ast.ts';
import { isPlainObject } from './plain-object.ts';

/**
 * Puts a value where `path` says, in place; undefined and [] take it away, and an object left without values goes with
 * its last one (RFC 7643 2.5). Objects inside are replaced, not changed: they may be shared.
 */
export function assign(resource: Resource, path: AttributePath, value: Json | undefined): void {
  const { extension, attribute, subAttribute } = path;
  const names = [extension, attribute.name, subAttribute?.name].filter((name) => name !== undefined);
  assignAt(resource, names, value);
}

export function valueAt(resource: Resource, { extension, attribute }: AttributePath): Json | undefined {
  return (extension === undefined ? resource : objectAt(resource, extension))[attribute.name];
}

function assignAt(target: Resource, [name, ...inner]: readonly string[], value: Json | undefined): void {
  if (name === undefined) return;
  let assigned = value;
  if (inner.length > 0) {
    assigned = { ...objectAt(target, name) };
    assignAt(assigned, inner, value);
  }
  if (assigned === undefined || isEmpty(assigned)) delete target[name];
  else target[name] = assigned;
}

function objectAt(target: Resource, name: string): Resource {
  const value = target[name];
  return isPlainObject(value) ? value : {};
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
