import type { Dialect } from './dialect.ts';

export const softDeleteRename: Dialect = {
  id: 'soft-delete-rename',
  idp: 'Entra ID',
  sends: 'The UPN of a soft-deleted user: the 32 hex digits of its object id directly before what it was.',
  reason:
    'The account keeps its name. Renamed in Qualtrics, it would not be found again when the user is restored, and a second one would be made.',
  // Known from what the directory does to a deleted user; no public capture of such a request was found.
  provenBy: [],
};

const RENAMED = /^[0-9a-f]{32}([^@\s]+@[^@\s]+)$/i;

/** The userName (or mail) before Entra ID's soft-delete rename, undefined when it does not look renamed. */
export function originalUserName(userName: string): string | undefined {
  return RENAMED.exec(userName)?.[1];
}
