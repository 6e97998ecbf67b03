/** Endpoints that share a ceiling below their brand's. */
export interface EndpointClass {
  readonly name: string;
  readonly endpoint: RegExp;
  /** As Qualtrics publishes it. */
  readonly perMinute: number;
}

/** What a brand may call in all, as Qualtrics publishes it. */
export const BRAND_PER_MINUTE = 3_000;

/**
 * Of the endpoints that the bridge calls, by https://api.qualtrics.com/a5e9a1a304902-limits. Those that are not here
 * (whoami, users, divisions, removing a member of a group) may be called as often as the brand itself.
 */
export const ENDPOINT_CLASSES: readonly EndpointClass[] = [
  { name: 'group-members', endpoint: /^GET \/groups\/\{id\}\/members$/, perMinute: 1_000 },
  {
    name: 'groups',
    endpoint: /^\w+ \/groups(\/\{id\})?$|^POST \/groups\/\{id\}\/members$/,
    perMinute: 600,
  },
];

/** The class of an endpoint such as `GET /groups/{id}`, if its ceiling is not the brand's. */
export function classOf(endpoint: string): EndpointClass | undefined {
  return ENDPOINT_CLASSES.find((each) => each.endpoint.test(endpoint));
}

/** Of a class the bridge uses no larger part than of the brand: other integrations call these endpoints too. */
export function shareOf(perMinute: number, brandCeiling: number): number {
  return (perMinute * brandCeiling) / BRAND_PER_MINUTE;
}
