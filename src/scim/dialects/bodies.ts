import type { Dialect } from './dialect.ts';

export const readOnlyEcho: Dialect = {
  id: 'read-only-echo',
  idp: 'Okta, PingFederate',
  sends: 'What we answered earlier, with new values laid over it: id, meta, schemas, groups come back.',
  reason:
    'Ignored: no attempt to change them (RFC 7644 3.5.1). As the path of an operation they are refused.',
  provenBy: [
    'patch-group-rename-with-id',
    'patch-meta-in-value',
    'patch-groups-in-value',
    'okta-15-put-profile-update',
    'okta-34-group-patch-rename-with-id',
  ],
};

export const inexactSchemas: Dialect = {
  id: 'inexact-schemas',
  idp: 'Entra ID, and clients that leave it out',
  sends:
    'A `schemas` that is missing, repeats itself or holds a URN that does not exist ("...:enterprise:2.0User").',
  reason: 'The endpoint says what the body is. `schemas` of the resource are computed from its values.',
  provenBy: ['entra-12-create-user-nulls', 'entra-50-group-create'],
};

export const enterpriseWithoutUrn: Dialect = {
  id: 'enterprise-without-urn',
  idp: 'Entra ID (documentation samples)',
  sends: 'manager and department without the enterprise URN before them.',
  reason: 'The enterprise attribute of that name; the core schema has none.',
  provenBy: ['patch-manager-without-urn', 'entra-12-create-user-nulls'],
};

export const unknownName: Dialect = {
  id: 'unknown-name',
  idp: 'Entra ID, Okta',
  sends: 'Attributes and extensions that no schema here has, beside those it has.',
  reason:
    'Ignored and reported by path, the rest applies: refused, a deactivation in the same request would be lost.',
  provenBy: [
    'patch-unknown-in-value',
    'patch-unknown-path-with-disable',
    'patch-unknown-urn-in-value',
    'patch-sub-attribute-unknown',
  ],
};

export const secondPrimary: Dialect = {
  id: 'second-primary',
  idp: 'any client that marks each value it sends',
  sends: 'A list in which several values are primary.',
  reason: 'The last of them is. RFC 7643 2.4 allows one.',
  provenBy: ['patch-two-primaries-in-one-value'],
};
