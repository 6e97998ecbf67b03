/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A SCIM resource as plain data: canonical attribute names (RFC 7643 spelling), extension attributes under their
 * URN, no `password`. Built by our own engines only, so its keys are names that the schema knows.
 */
export type Resource = { [attribute: string]: Json };

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const QUALTRICS_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';
