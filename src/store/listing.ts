/** What the store keeps of the listings of Qualtrics' users: how far the last one is, and whom it has named. */

/** One listing, under way or ended. Dates are ISO 8601 in UTC. */
export interface Listing {
  /** One more than that of the listing before. */
  readonly number: number;
  readonly began: string;
  /** When the last page was read. */
  readonly read?: string;
  /** Path and query of the page to go on with; null when all are read. Absent: the first. */
  readonly page?: string | null;
  /** When it was complete. */
  readonly ended?: string;
  /** Users on its pages so far. */
  readonly listed: number;
  /** Of these, users in another division than the ledger gives them. */
  readonly drifted: number;
  /** How many users the last complete listing had. */
  readonly expected?: number;
}

export interface ListingStore {
  /** The last one. */
  get(): Promise<Listing | undefined>;
  /** The listing is that far, and has named these users; those that the index lacks are passed over. All or nothing. */
  put(listing: Listing, named: readonly string[]): Promise<void>;
  /** The ids of the index, deleted ones too, that the listing of that number has not named; read in portions. */
  unnamed(number: number): AsyncIterable<string>;
}
