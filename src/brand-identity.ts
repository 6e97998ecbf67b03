import type { QualtricsClient } from './qualtrics/client.ts';
import type { Whoami } from './qualtrics/records.ts';
import type { ConnectionStore } from './store/store.ts';
import { StoreError } from './store/store-error.ts';

const BRAND_ID = 'brandId';

/**
 * Who the credential belongs to, and to which brand. The first brand that the database saw is the one it belongs to:
 * with a credential of another one nobody of it would be found, and the next listing would forget them all.
 */
export interface BrandIdentity {
  /** Asks Qualtrics now. Throws StoreError 'configuration' for a credential of another brand, like all of these. */
  check(): Promise<Whoami>;
  /** Whether the answer is of the brand that the database belongs to; of any while it belongs to none. */
  isOurs(answer: Whoami): Promise<boolean>;
  /** Throws when the last answer was of another brand; asks nobody. */
  confirm(): void;
  /** The Qualtrics id of the credential's owner; asked once. */
  owner(): Promise<string>;
  /** What stands behind `#` in usernames; remembered over restarts, so that an outage does not stop a start. */
  brandId(): Promise<string>;
}

export function createBrandIdentity(client: QualtricsClient, store: ConnectionStore): BrandIdentity {
  let last: Whoami | undefined;
  let refusal: StoreError | undefined;
  let asking: Promise<Whoami> | undefined;

  async function ask(): Promise<Whoami> {
    const answer = await client.whoami();
    // Two replicas may see a new database at the same time: the first one's brand it is.
    const { facts } = store;
    const known = (await facts.get(BRAND_ID)) ?? (await facts.setOnce(BRAND_ID, answer.brandId));
    refusal = known === answer.brandId ? undefined : otherBrand(known, answer.brandId);
    if (refusal) throw refusal;
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
    async isOurs({ brandId }) {
      const known = await store.facts.get(BRAND_ID);
      return known === undefined || known === brandId;
    },
    confirm() {
      if (refusal) throw refusal;
    },
    owner: async () => (last ?? (await check())).userId,
    brandId: async () => last?.brandId ?? (await store.facts.get(BRAND_ID)) ?? (await check()).brandId,
  };
}

function otherBrand(known: string, found: string): StoreError {
  return new StoreError(
    'configuration',
    `The database belongs to the brand ${known}, and the Qualtrics credential to ${found}. Set DATABASE_URL to another ` +
      'database, or the credential to one of that brand.',
  );
}
