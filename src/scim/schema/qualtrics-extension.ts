import { QUALTRICS_USER_SCHEMA } from '../../provisioning/resource.ts';
import type { Extension } from './attribute.ts';
import { byName, createAttribute } from './catalogue.ts';

/**
 * What Qualtrics knows of a user and SCIM has no name for. `permissions` is a tree whose keys are Qualtrics' own and
 * change with the licence: a complex attribute of which no sub-attribute is described, to be read as a whole.
 */
export const QUALTRICS_EXTENSION: Extension = {
  urn: QUALTRICS_USER_SCHEMA,
  name: 'QualtricsUser',
  description: 'Qualtrics User',
  attributes: byName([
    createAttribute('divisionId', 'string', {
      caseExact: true,
      description: 'Identifier of the division that the user belongs to.',
    }),
    createAttribute('accountExpirationDate', 'dateTime', {
      description: 'When the account stops working; no value for never.',
    }),
    createAttribute('lastLoginDate', 'dateTime', {
      mutability: 'readOnly',
      description: 'When the user last signed in.',
    }),
    createAttribute('accountCreationDate', 'dateTime', {
      mutability: 'readOnly',
      description: 'When the account was created in Qualtrics.',
    }),
    createAttribute('organizationId', 'string', {
      caseExact: true,
      mutability: 'readOnly',
      description: 'Identifier of the organization (brand) that the user belongs to.',
    }),
    createAttribute('permissions', 'complex', {
      mutability: 'readOnly',
      description:
        'The permissions of the user as Qualtrics reports them, under the names that Qualtrics uses.',
    }),
  ]),
};
