import SCIMMY from 'scimmy';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../../provisioning/resource.ts';
import type { Extension, ResourceSchema } from './attribute.ts';
import { attributesOf } from './catalogue.ts';
import { QUALTRICS_EXTENSION } from './qualtrics-extension.ts';

/** RFC 7643 4.3. scimmy has the common attributes in it as `shadow`; they belong to the user alone. */
const ENTERPRISE_EXTENSION: Extension = {
  urn: ENTERPRISE_USER_SCHEMA,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: attributesOf(
    SCIMMY.Schemas.EnterpriseUser.definition.attributes.filter(({ config }) => !config.shadow),
  ),
};

/** RFC 7643 4.1 with the enterprise extension and that of Qualtrics. */
export function createUserSchema(): ResourceSchema {
  return {
    resourceType: 'User',
    urn: USER_SCHEMA,
    description: 'User Account',
    attributes: attributesOf(SCIMMY.Schemas.User.definition.attributes),
    extensions: new Map(
      [ENTERPRISE_EXTENSION, QUALTRICS_EXTENSION].map((extension) => [
        extension.urn.toLowerCase(),
        extension,
      ]),
    ),
  };
}
