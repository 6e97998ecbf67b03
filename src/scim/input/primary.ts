import type { Json } from '../../provisioning/resource.ts';
import { secondPrimary } from '../dialects/bodies.ts';
import type { Findings } from './findings.ts';
import { isPlainObject } from './plain-object.ts';

/** RFC 7643 2.4: "The primary attribute value 'true' MUST appear no more than once." */
export function keepLastPrimary(values: Json[], findings: Findings): Json[] {
  const last = values.findLastIndex(isPrimary);
  if (values.findIndex(isPrimary) === last) return values;
  findings.note(secondPrimary);
  return values.map((value, index) => (index === last ? value : withoutPrimary(value)));
}

export function isPrimary(value: Json): boolean {
  return isPlainObject(value) && value.primary === true;
}

export function withoutPrimary(value: Json): Json {
  if (!isPlainObject(value) || value.primary === undefined) return value;
  const { primary: _, ...others } = value;
  return others;
}
