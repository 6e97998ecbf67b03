/** The stock brand administrator type; the second spelling is of third-party guides. */
const ADMINISTRATORS: ReadonlySet<string> = new Set(['UT_BRANDADMIN', 'UT_BRAND_ADMINISTRATOR']);

/** Whether the user type of that id makes a brand administrator, as far as ids tell: a brand may have types of its own. */
export function isAdministratorType(id: string): boolean {
  return ADMINISTRATORS.has(id.toUpperCase());
}
