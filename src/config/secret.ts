import type { SecretName } from './variables.ts';

/** How often a file is looked at, at most; in milliseconds. */
const REREAD_AFTER_MS = 1000;

export interface SecretSources {
  /** Throws as `readFileSync` does. */
  readonly readFile: (path: string) => string;
  /** A clock in milliseconds that never goes back. */
  readonly now: () => number;
  /** Hears once of a file that went bad while the process runs. */
  readonly onWarning: (message: string) => void;
}

/**
 * The secret NAME of `values`, given there or as the content of the file NAME_FILE; undefined where neither is set. An Error says
 * what is wrong with it. The function returned reads the file again at use, at most once a second: secret mounts
 * are replaced while the process runs. A file that is bad then leaves the old secret in use.
 */
export function openSecret<T>(
  name: SecretName,
  read: (text: string) => T | Error,
  values: Readonly<Record<string, string>>,
  { readFile, now, onWarning }: SecretSources,
): (() => T) | Error | undefined {
  const text = values[name];
  const path = values[`${name}_FILE`];
  if (text !== undefined && path !== undefined) {
    return new Error(`${name}: is set and ${name}_FILE as well; unset one of them`);
  }
  if (text !== undefined) {
    const value = read(text);
    return value instanceof Error ? new Error(`${name}: ${value.message}`) : () => value;
  }
  if (path === undefined) return undefined;

  const first = readSecretFile(name, path, read, readFile);
  if (first instanceof Error) return first;
  let value: T = first;
  let readAt = now();
  let bad = false;
  return () => {
    if (now() - readAt < REREAD_AFTER_MS) return value;
    readAt = now();
    const next = readSecretFile(name, path, read, readFile);
    if (!(next instanceof Error)) value = next;
    else if (!bad) onWarning(`${next.message}; the secret read before stays in use`);
    bad = next instanceof Error;
    return value;
  };
}

function readSecretFile<T>(
  name: SecretName,
  path: string,
  read: (text: string) => T | Error,
  readFile: (path: string) => string,
): T | Error {
  let text: string;
  try {
    text = readFile(path).trim();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return new Error(`${name}_FILE: the file cannot be read (${code})`);
  }
  if (text === '') return new Error(`${name}_FILE: the file is empty`);
  const value = read(text);
  return value instanceof Error ? new Error(`${name}_FILE: ${value.message}`) : value;
}
