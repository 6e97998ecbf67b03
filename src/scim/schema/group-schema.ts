import SCIMMY from 'scimmy';
import { GROUP_SCHEMA } from '../../provisioning/resource.ts';
import type { ResourceSchema } from './attribute.ts';
import { attributesOf } from './catalogue.ts';

/** RFC 7643 4.2. */
export function createGroupSchema(): ResourceSchema {
  return {
    resourceType: 'Group',
    urn: GROUP_SCHEMA,
    description: 'Group',
    attributes: attributesOf(SCIMMY.Schemas.Group.definition.attributes),
    extensions: new Map(),
  };
}
