import { nearest } from './nearest.ts';

/** Kubernetes puts `<SERVICE>_SERVICE_HOST`, `<SERVICE>_PORT=tcp://...` and such into every container of a namespace. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/;

/** A problem for each variable that looks like ours and is not: misspelt, it would silently do nothing. */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(env)
    .filter((name) => /^(SCIM|QUALTRICS)_/.test(name) && !known.includes(name))
    .filter((name) => !SERVICE_LINK.test(name) && !/^(tcp|udp|sctp):\/\//.test(env[name] ?? ''))
    .map((name) => `${name}: is not a variable of the bridge; did you mean ${nearest(name, known)}?`);
}
