import type { Resource } from '../../provisioning/resource.ts';

export interface ServiceProvider {
  /** Of the SCIM service, without a slash at its end: `https://scim.example.com/scim/v2`. */
  readonly baseUrl: string;
  readonly documentationUri?: string | undefined;
  /** The most resources that one list answers with. */
  readonly maxResults: number;
}

/**
 * The body of /ServiceProviderConfig (RFC 7643 section 5). `bulk` has its limits though it is not supported: they are
 * REQUIRED, and authentik treats the whole body as unusable without `bulk.maxOperations`.
 */
export function serviceProviderConfigBody({
  baseUrl,
  documentationUri,
  maxResults,
}: ServiceProvider): Resource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    ...(documentationUri !== undefined && { documentationUri }),
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'A token issued by the operator of this service, sent as a bearer token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}
