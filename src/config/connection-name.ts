/** As it is a part of a path, a file's name, a schema of PostgreSQL and a label of metrics. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_LENGTH = 40;

/** Paths that are the bridge's, or may become so, and PostgreSQL's own schema. */
const RESERVED = new Set([
  ...[
    'scim',
    'healthz',
    'readyz',
    'livez',
    'metrics',
    'audit',
    'admin',
    'api',
    'connections',
    'docs',
    'openapi',
  ],
  'public',
]);

/** What is wrong with the name of a connection; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (!NAME.test(name) || name.length > MAX_LENGTH) {
    return `the name has to be lower case letters, digits and single hyphens, such as acme-eu, at most ${MAX_LENGTH}`;
  }
  return RESERVED.has(name) ? 'the name is reserved' : undefined;
}
