import type { FileValue, FileValues } from './config-file.ts';
import { nearest } from './nearest.ts';
import { inKeys, OWN_KEYS, PROCESS_KEYS } from './setting-keys.ts';
import { LISTS, STRUCTURES } from './variables.ts';

/** Keys of the configuration file as the variables that they stand for. */
export interface FileSection {
  /** By variable, without blanks. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that mean nothing here, and values of a shape that theirs cannot have. */
  readonly problems: readonly string[];
  /** The variables of such values. */
  readonly refused: ReadonlySet<string>;
  /** Where the variable is said: `connections.acme.qualtrics.baseUrl (line 12)`. */
  place(variable: string): string | undefined;
}

/** `prefix`: what stands before each key in messages; `known`: the keys that have a meaning here, to their variables. */
export function fileSection(
  prefix: string,
  entries: FileValues,
  known: ReadonlyMap<string, string>,
): FileSection {
  const values: Record<string, string> = {};
  const places = new Map<string, string>();
  const problems: string[] = [];
  const refused = new Set<string>();
  for (const [key, value] of entries) {
    const place = `${prefix}${key} (line ${value.line})`;
    const variable = known.get(key);
    const problem = variable === undefined ? strayKey(key, known) : wrongShape(variable, value);
    if (problem !== undefined) {
      problems.push(`${place}: ${problem}`);
      if (variable !== undefined) refused.add(variable);
    } else if (variable !== undefined && value.text !== '') {
      values[variable] = value.text;
      places.set(variable, place);
    }
  }
  return { values, problems, refused, place: (variable) => places.get(variable) };
}

function strayKey(key: string, known: ReadonlyMap<string, string>): string {
  if (OWN_KEYS.has(key)) return 'is of one connection; put it there';
  if (PROCESS_KEYS.has(key)) return 'is of the whole process; put it at the top of the file';
  return `is no setting here; did you mean ${nearest(key, [...known.keys()])}?`;
}

function wrongShape(variable: string, { shape }: FileValue): string | undefined {
  if (shape === 'list' && !LISTS.has(variable)) return 'must be one value, not a list';
  if (shape !== 'structure' || STRUCTURES.has(variable)) return undefined;
  return LISTS.has(variable) ? 'must be a list of values without commas' : 'must be one value';
}

/** A problem that speaks of variables, as one that speaks of the file. */
export function inFile(problem: string, placeOf: (variable: string) => string): string {
  const [, variable = '', what = problem] = /^(\w+): (.*)$/s.exec(problem) ?? [];
  return `${placeOf(variable)}: ${inKeys(what)}`;
}
