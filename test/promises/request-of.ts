import type { Change, Named } from './arbitrary-change.ts';

export interface ScimRequest {
  readonly method: 'PUT' | 'PATCH';
  readonly body: unknown;
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The request that says so. A PUT has to name userName; it names the one that the account has. */
export function requestOf({ how, named }: Change, userName: string): ScimRequest {
  switch (how) {
    case 'put':
      return { method: 'PUT', body: nested([{ path: 'userName', value: userName, fields: {} }, ...named]) };
    case 'patch by path':
      return patch(named.map(({ path, value }) => ({ op: 'Replace', path, value })));
    case 'patch without path':
      return patch([{ op: 'replace', value: nested(named) }]);
    case 'patch with dotted keys':
      return patch([
        { op: 'replace', value: Object.fromEntries(named.map(({ path, value }) => [path, value])) },
      ]);
  }
}

function patch(operations: readonly object[]): ScimRequest {
  return { method: 'PATCH', body: { schemas: [PATCH_OP], Operations: operations } };
}

/** `name.givenName` and `URN:attribute` as objects within. */
function nested(named: readonly Named[]): object {
  const body: Record<string, unknown> = {};
  for (const { path, value } of named) {
    const at = path.startsWith('urn:') ? path.lastIndexOf(':') : path.indexOf('.');
    if (at < 0) body[path] = value;
    else {
      const parent = path.slice(0, at);
      body[parent] = { ...(body[parent] as object | undefined), [path.slice(at + 1)]: value };
    }
  }
  return body;
}
