import type { Resource } from '../provisioning/resource.ts';

/** RFC 7644 3.4.2; Okta stops a job when a number comes as text. */
export function listResponse(total: number, startIndex: number, resources: readonly Resource[]): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}
