import type { UsernameSuffix } from './config.ts';

/** QUALTRICS_USERNAME_SUFFIX. The `#` is demanded: a misspelt `auto` would otherwise end up in every username. */
export function usernameSuffix(text: string): UsernameSuffix | Error {
  if (text === 'none' || text === 'auto') return { kind: text };
  if (!/^#[^\s#]+$/.test(text)) return new Error('must be none, auto, or "#" and a brand id, such as #acme');
  return { kind: 'literal', suffix: text };
}

/**
 * QUALTRICS_USER_TYPES, `Employee=UT_abc,Guest=UT_def` or `{"Employee":"UT_abc","Guest":"UT_def"}`: the SCIM userType in
 * lower case to the Qualtrics id.
 */
export function userTypes(text: string): ReadonlyMap<string, string> | Error {
  const pairs = text.startsWith('{') ? pairsOfJson(text) : pairsOfText(text);
  const types = new Map<string, string>();
  for (const [name, id] of pairs) {
    if (name === '' || id === '') return new Error('must be pairs such as Employee=UT_abc,Guest=UT_def');
    if (types.has(name.toLowerCase()))
      return new Error('names a user type twice (letter case does not count)');
    types.set(name.toLowerCase(), id);
  }
  return types;
}

type Pair = readonly [name: string, id: string];
const NO_PAIR: Pair = ['', ''];

function pairsOfText(text: string): readonly Pair[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((entry) => {
      const [name = '', id = '', ...rest] = entry.split('=').map((part) => part.trim());
      return rest.length === 0 ? [name, id] : NO_PAIR;
    });
}

function pairsOfJson(text: string): readonly Pair[] {
  try {
    return Object.entries(JSON.parse(text)).map(([name, id]) =>
      typeof id === 'string' ? [name.trim(), id.trim()] : NO_PAIR,
    );
  } catch {
    return [NO_PAIR];
  }
}
