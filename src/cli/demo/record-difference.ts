import type { SandboxUser } from '../../sandbox/sandbox.ts';
import { WRITABLE_TEXTS } from '../../sandbox/user-fields.ts';

/** What became of the fields that a PUT to Qualtrics can null. Empty fields are in neither list. */
export interface RecordDifference {
  readonly changed: readonly FieldChange[];
  readonly same: readonly { readonly field: string; readonly value: string }[];
}

/** Null: empty. */
export interface FieldChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** A right of the user's own is a field too, such as `permissions.controlPanel.accountPermissions.shareSurveys`. */
export function recordDifference(
  before: SandboxUser | undefined,
  after: SandboxUser | undefined,
): RecordDifference {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const fields = [...new Set([...is.keys(), ...was.keys()])].map((field) => ({
    field,
    from: was.get(field) ?? null,
    to: is.get(field) ?? null,
  }));
  return {
    changed: fields.filter(({ from, to }) => from !== to),
    same: fields.flatMap(({ field, from, to }) => (from === to && to !== null ? [{ field, value: to }] : [])),
  };
}

function fieldsOf(user: SandboxUser | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  if (user === undefined) return fields;
  for (const name of WRITABLE_TEXTS) {
    const value = user[name];
    if (value !== null) fields.set(name, value);
  }
  for (const [path, state] of Object.entries(user.permissions)) fields.set(`permissions.${path}`, state);
  return fields;
}
