/** The conditions that a trace sets on an answer: each a place in it, and what must be there. */
export type Checks = { readonly [place: string]: unknown };

interface Condition {
  readonly is?: string;
  readonly not?: unknown;
  readonly oneOf?: readonly unknown[];
  readonly min?: number;
  readonly max?: number;
  readonly ci?: string;
  readonly matches?: string;
  readonly contains?: unknown;
  readonly lacks?: unknown;
  readonly set?: readonly unknown[];
}

/** What does not hold, as sentences; none when all is well. */
export function failedChecks(checks: Checks, read: (place: string) => unknown): string[] {
  return Object.entries(checks).flatMap(([place, condition]) => {
    const value = read(place);
    const holds = isCondition(condition) ? all(condition, value) : same(value, condition);
    return holds ? [] : [`${place} is ${JSON.stringify(value)}, not ${JSON.stringify(condition)}`];
  });
}

/** `/name/familyName`, `/Resources/0/id`, `/Resources/#`, `/emails/[type=work]/value`, `$text`. */
export function placeIn(body: unknown, text: string): (place: string) => unknown {
  return (place) => {
    if (place === '$text') return text;
    let value: unknown = body;
    for (const step of stepsOf(place)) {
      if (value === undefined || value === null) return undefined;
      if (step === '#') value = Array.isArray(value) ? value.length : undefined;
      else if (step.startsWith('[')) value = element(value, step.slice(1, -1));
      else value = (value as Record<string, unknown>)[step];
    }
    return value;
  };
}

/** A slash inside brackets or a URN does not end a step; URNs have none, brackets may. */
function stepsOf(place: string): string[] {
  return place.match(/\[[^\]]*\]|[^/[]+/g) ?? [];
}

function element(list: unknown, condition: string): unknown {
  const at = condition.indexOf('=');
  const [name, wanted] = [condition.slice(0, at), condition.slice(at + 1)];
  if (!Array.isArray(list)) return undefined;
  return list.find((value) => String(value?.[name]) === wanted);
}

function isCondition(condition: unknown): condition is Condition {
  return typeof condition === 'object' && condition !== null && !Array.isArray(condition);
}

function all(condition: Condition, value: unknown): boolean {
  return Object.entries(condition).every(([name, wanted]) => {
    const test = TESTS[name as keyof Condition];
    if (!test) throw new Error(`a check of an unknown kind: ${name}`);
    return test(value, wanted);
  });
}

const TESTS: { readonly [Name in keyof Condition]-?: (value: unknown, wanted: unknown) => boolean } = {
  is: (value, wanted) => KINDS[String(wanted)]?.(value) ?? false,
  not: (value, wanted) => !same(value, wanted),
  oneOf: (value, wanted) => (wanted as unknown[]).some((one) => same(value, one)),
  min: (value, wanted) => typeof value === 'number' && value >= Number(wanted),
  max: (value, wanted) => typeof value === 'number' && value <= Number(wanted),
  ci: (value, wanted) => String(value).toLowerCase() === String(wanted).toLowerCase(),
  matches: (value, wanted) => typeof value === 'string' && new RegExp(String(wanted), 'i').test(value),
  contains: (value, wanted) => includes(value, wanted),
  lacks: (value, wanted) => !includes(value, wanted),
  set: (value, wanted) => same(asSet(value), asSet(wanted)),
};

const KINDS: { readonly [kind: string]: (value: unknown) => boolean } = {
  string: (value) => typeof value === 'string',
  text: (value) => typeof value === 'string' && value.trim() !== '',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  absent: (value) => value === undefined,
  empty: (value) => value === undefined || value === '' || (Array.isArray(value) && value.length === 0),
};

function includes(value: unknown, wanted: unknown): boolean {
  return (typeof value === 'string' || Array.isArray(value)) && value.includes(wanted as never);
}

/** Elements count by their `value`. */
function asSet(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [];
  return list.map((one) => JSON.stringify(one?.value ?? one)).sort();
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
