import { connectionSettings, processSettings, SECRETS } from './variables.ts';

/** The parts of the configuration file that stand for the first word of a variable. */
export const SECTIONS: ReadonlySet<string> = new Set(['scim', 'qualtrics']);

/** The key that a variable has in the configuration file: `QUALTRICS_BASE_URL` is `qualtrics.baseUrl`. */
export function keyOf(variable: string): string {
  const words = variable.toLowerCase().split('_');
  const [first = ''] = words;
  return SECTIONS.has(first) ? `${first}.${camelCase(words.slice(1))}` : camelCase(words);
}

function camelCase([first = '', ...others]: readonly string[]): string {
  return first + others.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}

const variablesByKey = (variables: readonly string[]): ReadonlyMap<string, string> =>
  new Map(variables.map((variable) => [keyOf(variable), variable]));

/** Of what stands at the top, for the process. */
export const PROCESS_KEYS = variablesByKey(Object.keys(processSettings.shape));

/** Of what stands in a connection, or at the top for all connections that do not say otherwise. */
export const SHARED_KEYS = variablesByKey(Object.keys(connectionSettings.shape));

/** Of what stands in one connection only. `..._ENV` names the environment variable that has the secret. */
export const OWN_KEYS = variablesByKey([
  'DATABASE_URL',
  ...SECRETS.flatMap((name) => [name, `${name}_FILE`, `${name}_ENV`]),
]);

const KEYS = new Map(
  [...PROCESS_KEYS, ...SHARED_KEYS, ...OWN_KEYS].map(([key, variable]) => [variable, key] as const),
);

/** The text with keys in the place of variables. */
export function inKeys(text: string): string {
  return text.replace(/\b[A-Z]+(_[A-Z]+)+\b/g, (name) => KEYS.get(name) ?? name);
}
