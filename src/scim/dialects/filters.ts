import type { Dialect } from './dialect.ts';

/** Understood by src/scim/filter, each where `reason` says. */
export const filterDialects: readonly Dialect[] = [
  {
    id: 'filter-boolean-text',
    idp: 'Entra ID',
    sends: 'active eq "True", roles[primary eq "True"].value.',
    reason:
      'The boolean (comparison.ts). As text it would match nobody, and a new role would be made each time.',
    provenBy: ['filter-active-string-True', 'filter-active-string-False', 'patch-vp-roles-primary-True'],
  },
  {
    id: 'filter-value-of-selected',
    idp: 'Entra ID',
    sends: 'emails[type eq "work"].value eq "ada@example.com", or the same without ".value".',
    reason:
      'One value that meets both (parse.ts). Not in the grammar of RFC 7644, but how a work mail is looked up.',
    provenBy: [
      'filter-vp-sub-eq',
      'filter-vp-sub-eq-other-element',
      'filter-vp-eq',
      'entra-05-lookup-work-email',
    ],
  },
  {
    id: 'filter-reference-check',
    idp: 'Entra ID',
    sends: 'id eq "..." and members eq "...", the same with manager.',
    reason: 'The `value` of the complex attribute (comparison.ts).',
    provenBy: [
      'filter-group-membership-check',
      'filter-manager-check',
      'entra-37-manager-reference-check',
      'entra-59-group-membership-check',
    ],
  },
  {
    id: 'filter-encoded-twice',
    idp: 'Entra ID SCIM Validator',
    sends: 'userName eq "ada%40example.com" after the query was decoded.',
    reason: 'Decoded once more when it matched nobody as it is (decode-literals.ts).',
    provenBy: ['filter-percent-double', 'filter-percent-double-external-id', 'filter-percent-double-space'],
  },
];
