/** Of times in rising order; 0 where there are none. `share`: 0.99 for the time that one in a hundred exceeds. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
