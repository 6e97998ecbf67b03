/** An ISO date without fractions of a second: some Qualtrics APIs reject those. Other text comes back as it is. */
export function withoutMilliseconds(date: string): string {
  return date.replace(/(T\d{2}:\d{2}:\d{2})\.\d+/, '$1');
}
