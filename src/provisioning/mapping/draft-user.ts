import type { UserDraft } from '../../qualtrics/records.ts';
import { ProvisioningError } from '../provisioning-error.ts';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';
import type { Dropped } from './change-record.ts';
import { type AttributeMapping, object } from './user-mapping.ts';
import { refusedCharacter } from './usernames.ts';

export interface DraftDefaults {
  readonly userType: string;
  readonly language: string;
  readonly divisionId: string | undefined;
}

/** The body of POST /users. Status and permissions are not part of it: Qualtrics takes them only in a PUT. */
export function draftUser(
  mapping: readonly AttributeMapping[],
  resource: Resource,
  defaults: DraftDefaults,
  password: string | undefined,
  dropped: Dropped,
): UserDraft {
  const fields: Partial<Record<AttributeMapping['field'], string>> = {};
  for (const attribute of mapping) {
    const value = attribute.get(resource);
    if (value === undefined) continue;
    const written = attribute.toQualtrics(value);
    if ('value' in written) fields[attribute.field] = written.value;
    else dropped(attribute.attribute, written.dropped);
  }
  const { username, firstName, lastName, email, timeZone, accountExpirationDate } = fields;
  const divisionId = fields.divisionId ?? defaults.divisionId;
  const draft: UserDraft = {
    username: checkedUsername(required(username, 'userName')),
    firstName: required(firstName, 'name.givenName'),
    lastName: required(lastName, 'name.familyName'),
    email: email ?? emailFrom(resource.userName),
    userType: fields.userType ?? defaults.userType,
    language: fields.language ?? defaults.language,
    ...(password !== undefined && { password }),
    ...(timeZone !== undefined && { timeZone }),
    ...(divisionId !== undefined && { divisionId }),
    ...(accountExpirationDate !== undefined && { accountExpirationDate }),
  };
  return draft;
}

/** The division of a new user is the default one where the IdP sends none. */
export function inDefaultDivision(resource: Resource, { divisionId }: DraftDefaults): Resource {
  const extension = object(resource[QUALTRICS_USER_SCHEMA]);
  if (divisionId === undefined || extension?.divisionId !== undefined) return resource;
  return { ...resource, [QUALTRICS_USER_SCHEMA]: { ...extension, divisionId } };
}

export function checkedUsername(username: string): string {
  const refused = refusedCharacter(username);
  if (refused === undefined) return username;
  throw new ProvisioningError('invalid', `userName may not contain ${refused}: Qualtrics refuses it.`);
}

function required(value: string | undefined, attribute: string): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw new ProvisioningError('invalid', `${attribute} is missing: Qualtrics needs it to create an account.`);
}

/** Usernames have the form of an e-mail address, so an IdP that sends no mail has usually sent it there. */
function emailFrom(userName: Resource[string] | undefined): string {
  if (typeof userName === 'string' && /^[^@\s]+@[^@\s]+$/.test(userName)) return userName;
  throw new ProvisioningError(
    'invalid',
    'emails is missing, and userName is no e-mail address: Qualtrics needs one.',
  );
}
