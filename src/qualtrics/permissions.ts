import type { JsonValue } from './records.ts';

type JsonObject = { [key: string]: JsonValue };

/**
 * The part of a permissions tree that may be written: `{product: {section: {permission: {state}}}}`, only leaves
 * whose state is `on` or `off`. The rest is inherited from the user type (`state: "userType"`); sent back, its
 * calculated value would become a personal override that outlives a change of type or division. A leaf set back to
 * `userType` on purpose is sent as such. Booleans, the other dialect's map, come back as they are.
 * Undefined when nothing is left.
 */
export function explicitOverrides(after: JsonValue, before: JsonValue | undefined): JsonValue | undefined {
  if (typeof after === 'boolean') return after;
  if (!isObject(after)) return undefined;
  if (isLeaf(after)) {
    const { state } = after;
    const explicit = isOverride(state) || isOverride(member(before, 'state'));
    return explicit && state !== undefined ? { state } : undefined;
  }
  const entries = Object.entries(after).flatMap(([key, child]) => {
    const kept = explicitOverrides(child, member(before, key));
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Either key may be missing (recorded: divisions have no calculatedState). */
function isLeaf(node: JsonObject): boolean {
  return typeof node.state === 'string' || typeof node.calculatedState === 'string';
}

function isOverride(state: JsonValue | undefined): boolean {
  return state === 'on' || state === 'off';
}

function member(node: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}
