/**
 * The attribute mapping, one row an attribute:
 *
 *   SCIM resource --get--> value --toQualtrics--> field of the Qualtrics record
 *   field --toScim--> value shown (as the IdP sent it, while that still means what Qualtrics holds)
 */
import type { WritableField } from '../../qualtrics/records.ts';
import { type Json, QUALTRICS_USER_SCHEMA, type Resource } from '../resource.ts';
import { toQualtricsDate } from './dates.ts';
import { fromQualtricsLanguage, toQualtricsLanguage } from './languages.ts';
import { toQualtricsTimeZone } from './time-zones.ts';
import type { UserTypeMap } from './user-types.ts';
import type { UsernameRule } from './usernames.ts';

/** A Qualtrics field's value, or why it has none (it is then kept here and not written). */
export type Written = { readonly value: string } | { readonly dropped: string };

export interface AttributeMapping {
  /** As an admin would write it. */
  readonly attribute: string;
  readonly field: Exclude<WritableField, 'permissions'>;
  /** What the field becomes when the IdP takes the value away; absent where Qualtrics always needs one. */
  readonly cleared?: string | null;
  /** Qualtrics takes the field in a POST and not in a PUT. */
  readonly createOnly?: boolean;
  get(resource: Resource): Json | undefined;
  /** Undefined takes the attribute away. */
  set(resource: Resource, value: Json | undefined): void;
  toQualtrics(value: Json): Written;
  /** `sent` is what the IdP last sent, or undefined. */
  toScim(value: string, sent: Json | undefined): Json;
  /** Whether both mean the same in Qualtrics. */
  same(written: string, held: string): boolean;
}

export interface MappingSettings {
  readonly usernames: UsernameRule;
  readonly userTypes: UserTypeMap;
  readonly defaultDivisionId: string | undefined;
  readonly statusActive: string;
  readonly statusDisabled: string;
  /** Whether a PUT may carry the e-mail; where not, what the IdP sends later is kept here. */
  readonly emailWritable: boolean;
}

const sameText = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Simple string attributes at `name`, `name.sub` or `URN name`. */
function place(
  attribute: string,
  parent?: string,
): Pick<AttributeMapping, 'attribute' | 'get' | 'set' | 'same'> {
  return {
    attribute:
      parent === undefined ? attribute : `${parent}${parent.startsWith('urn:') ? ':' : '.'}${attribute}`,
    get: (resource) => (parent === undefined ? resource : object(resource[parent]))?.[attribute],
    set(resource, value) {
      if (parent === undefined) assign(resource, attribute, value);
      else assign(resource, parent, assign({ ...object(resource[parent]) }, attribute, value));
    },
    same: sameText,
  };
}

export function userMapping(settings: MappingSettings): readonly AttributeMapping[] {
  const { usernames, userTypes, statusActive, statusDisabled } = settings;
  const asItIs = (value: Json): Written => ({ value: String(value) });
  const shown = (value: string): Json => value;
  const isActive = (status: string) => sameText(status, statusActive);
  return [
    {
      ...place('userName'),
      field: 'username',
      toQualtrics: (value) => ({ value: usernames.toQualtrics(String(value)) }),
      toScim: (username) => usernames.toScim(username),
    },
    { ...place('givenName', 'name'), field: 'firstName', toQualtrics: asItIs, toScim: shown },
    { ...place('familyName', 'name'), field: 'lastName', toQualtrics: asItIs, toScim: shown },
    {
      ...place('emails'),
      field: 'email',
      createOnly: !settings.emailWritable,
      toQualtrics(value) {
        const email = chosenEmail(value)?.value;
        return typeof email === 'string' ? { value: email } : { dropped: 'no value to use' };
      },
      toScim: (email, sent) => withEmail(email, sent),
    },
    {
      ...place('active'),
      field: 'status',
      toQualtrics: (value) => ({ value: value === true ? statusActive : statusDisabled }),
      toScim: isActive,
      // Anything but "active" is inactive: brands have more statuses than the two we write.
      same: (a, b) => isActive(a) === isActive(b),
    },
    {
      ...place('userType'),
      field: 'userType',
      toQualtrics(value) {
        const type = userTypes.toQualtrics(String(value));
        return 'id' in type ? { value: type.id } : { dropped: type.refused };
      },
      toScim: (id) => userTypes.toScim(id),
    },
    {
      ...place('preferredLanguage'),
      field: 'language',
      cleared: null,
      toQualtrics: (value) => written(toQualtricsLanguage(String(value)), 'not a language tag'),
      toScim: fromQualtricsLanguage,
    },
    {
      ...place('timezone'),
      field: 'timeZone',
      cleared: null,
      toQualtrics: (value) =>
        written(toQualtricsTimeZone(String(value)), 'not a time zone of the IANA database'),
      toScim: shown,
    },
    {
      ...place('divisionId', QUALTRICS_USER_SCHEMA),
      field: 'divisionId',
      cleared: settings.defaultDivisionId ?? null,
      toQualtrics: asItIs,
      toScim: shown,
    },
    {
      ...place('accountExpirationDate', QUALTRICS_USER_SCHEMA),
      field: 'accountExpirationDate',
      cleared: null,
      toQualtrics: (value) => written(toQualtricsDate(String(value)), 'not a date'),
      toScim: shown,
      same: (a, b) => Date.parse(a) === Date.parse(b),
    },
  ];
}

/** RFC 7643 4.1.2: the primary one stands for the user; where none is marked, the first. */
export function chosenEmail(emails: Json | undefined): { [key: string]: Json } | undefined {
  if (!Array.isArray(emails)) return undefined;
  const values = emails.map(object).filter((email) => email !== undefined);
  return values.find((email) => email.primary === true) ?? values[0];
}

/** The e-mails as sent, with Qualtrics' one in the place of the one that stands for the user. */
function withEmail(email: string, sent: Json | undefined): Json {
  const chosen = chosenEmail(sent);
  if (!chosen || !Array.isArray(sent)) return [{ value: email, type: 'work', primary: true }];
  return sent.map((other) => (other === chosen ? { ...chosen, value: email } : other));
}

function written(value: string | undefined, otherwise: string): Written {
  return value === undefined ? { dropped: otherwise } : { value };
}

/** Sets or deletes; an object left without values is no value (RFC 7643 2.5). */
function assign(target: Resource, name: string, value: Json | undefined): Resource {
  if (value === undefined || (object(value) && Object.keys(value as object).length === 0))
    delete target[name];
  else target[name] = value;
  return target;
}

export function object(value: Json | undefined): { [key: string]: Json } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
