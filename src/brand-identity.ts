import type { QualtricsClient } from './qualtrics/client.ts';
import type { Whoami } from './qualtrics/records.ts';
import type { ConnectionStore } from './store/store.ts';

const BRAND_ID = 'brandId';

/** Who the credential belongs to, and to which brand. */
export interface BrandIdentity {
  /** Asks Qualtrics now. */
  check(): Promise<Whoami>;
  /** The Qualtrics id of the credential's owner; asked once. */
  owner(): Promise<string>;
  /** What stands behind `#` in usernames; remembered over restarts, so that an outage does not stop a start. */
  brandId(): Promise<string>;
}

export function createBrandIdentity(client: QualtricsClient, store: ConnectionStore): BrandIdentity {
  let last: Whoami | undefined;
  let asking: Promise<Whoami> | undefined;

  async function ask(): Promise<Whoami> {
    const answer = await client.whoami();
    if (answer.brandId !== last?.brandId) await store.facts.set(BRAND_ID, answer.brandId);
    last = answer;
    return answer;
  }

  function check(): Promise<Whoami> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    check,
    owner: async () => (last ?? (await check())).userId,
    brandId: async () => last?.brandId ?? (await store.facts.get(BRAND_ID)) ?? (await check()).brandId,
  };
}
