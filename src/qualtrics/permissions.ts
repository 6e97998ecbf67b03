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

/**
 * `now` with the explicit overrides of `before` that it has lost; the same object when it has lost none. An override
 * that has another state by now is not lost: somebody gave it that.
 */
export function withLostOverrides(
  before: JsonValue | undefined,
  now: JsonValue | undefined,
): JsonValue | undefined {
  if (before === undefined || before === null) return now;
  if (!isObject(before)) return now ?? before;
  if (isLeaf(before)) {
    const { state } = before;
    if (state === undefined || !isOverride(state) || isOverride(member(now, 'state'))) return now;
    return { ...(isObject(now) && now), state };
  }
  let whole = now;
  for (const [key, child] of Object.entries(before)) {
    const kept = member(now, key);
    const mended = withLostOverrides(child, kept);
    if (mended !== undefined && mended !== kept) whole = { ...(isObject(whole) && whole), [key]: mended };
  }
  return whole;
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
