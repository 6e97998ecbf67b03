import type { Dialect } from './dialect.ts';

export const opLetterCase: Dialect = {
  id: 'op-letter-case',
  idp: 'Entra ID',
  sends: '"op": "Replace", "Add", "Remove" (without the flag aadOptscim062020).',
  reason: 'Read without regard to case. Servers that refused it left leavers enabled.',
  provenBy: ['patch-op-capitalised', 'patch-entra-default-batch', 'entra-17-patch-legacy-many'],
};

export const pathNull: Dialect = {
  id: 'path-null',
  idp: 'any client whose serialiser prints every member',
  sends: '"path": null.',
  reason: 'No path (RFC 7643 2.5: null is as good as absent).',
  provenBy: ['patch-path-null'],
};

export const extraOperationMember: Dialect = {
  id: 'extra-operation-member',
  idp: 'Entra ID (reference requests)',
  sends: 'A "name" beside op, path and value.',
  reason: 'Ignored: RFC 7644 3.5.2 gives it no meaning.',
  provenBy: ['patch-extra-keys-in-operation'],
};

export const pathLessValue: Dialect = {
  id: 'path-less-value',
  idp: 'Okta, JumpCloud, SailPoint, Entra ID (with the flag)',
  sends: 'An operation without path, its value an object of attributes.',
  reason:
    'One operation for each key (RFC 7644 3.5.2.3): complex values merge, so that two of them on name both survive; lists are replaced, so that nobody is left in a group by accident.',
  provenBy: [
    'patch-nopath-active',
    'patch-nopath-replace-emails',
    'patch-members-replace-nopath',
    'patch-two-nopath-name-replaces',
    'okta-22-patch-deactivate-oin',
    'okta-37-group-patch-replace-members-no-path',
    'okta-39-group-patch-replace-empty-members-no-path',
    'other-09-sailpoint-two-name-replaces',
  ],
};

export const pathAsKey: Dialect = {
  id: 'path-as-key',
  idp: 'Entra ID (with the flag)',
  sends: 'Keys that are paths: "name.familyName", "urn:...:enterprise:2.0:User:department".',
  reason:
    'Read as the path they are. Their dots and colons would otherwise name attributes that nobody knows.',
  provenBy: [
    'patch-dotted-key',
    'patch-urn-key',
    'patch-urn-keys-and-object',
    'patch-entra-flag-batch',
    'entra-20-patch-flag-nopath-dotted',
  ],
};

export const removeByList: Dialect = {
  id: 'remove-by-list',
  idp: 'Entra ID (without the flag)',
  sends: '{"op": "Remove", "path": "members", "value": [{"value": "..."}]}.',
  reason:
    'Exactly the listed values go. RFC 7644 3.5.2.2 has no value in a remove; who ignores it empties the group.',
  provenBy: [
    'patch-members-remove-value-array',
    'patch-members-remove-display',
    'patch-members-remove-empty-array',
    'entra-55-group-remove-member-legacy',
  ],
};

export const valuePathCreates: Dialect = {
  id: 'value-path-creates',
  idp: 'Entra ID',
  sends: 'Add or Replace of emails[type eq "work"].value where there is no such value.',
  reason:
    'It is created with the terms of the filter. RFC 7644 3.5.2.3 has noTarget here; with it the user is stuck, and a deactivation in the same request is lost.',
  provenBy: [
    'patch-vp-add-creates',
    'patch-vp-replace-creates',
    'patch-vp-roles-primary-True',
    'entra-29-patch-email-when-absent',
    'entra-31-patch-address-work',
    'entra-40-patch-roles-primary-True',
  ],
};
