import type { ConnectionConfig } from '../../config/config.ts';
import type { UserRecord } from '../../qualtrics/records.ts';
import { fail, warn } from './check.ts';
import type { Trial } from './try-patch.ts';

type Mapping = Pick<ConnectionConfig['mapping'], 'statusActive' | 'statusDisabled'>;

const REPORT_IT = 'the bridge cannot provision into a brand that does so: report it';

/** A first name that the account has not. */
export function renaming({ firstName }: UserRecord): Trial {
  const name = firstName === 'Doctor' ? 'Doc' : 'Doctor';
  return {
    replace: { 'name.givenName': name },
    expected: { firstName: name },
    ifIgnored: fail('Qualtrics said yes, but the first name is what it was', REPORT_IT),
  };
}

/** An e-mail address that the account has not, of a domain that is nobody's (RFC 2606). */
export function emailChange({ email }: UserRecord): Trial {
  const address = email === 'doctor@example.com' ? 'doc@example.com' : 'doctor@example.com';
  return {
    replace: { 'emails[type eq "work"].value': address },
    expected: { email: address },
    ifIgnored: warn(
      'Qualtrics said yes, but the e-mail address is what it was',
      'set QUALTRICS_EMAIL_WRITABLE=false, or IdPs will send it again and again',
    ),
  };
}

export function activation(active: boolean, { statusActive, statusDisabled }: Mapping): Trial {
  const status = active ? statusActive : statusDisabled;
  const variable = active ? 'QUALTRICS_STATUS_ACTIVE' : 'QUALTRICS_STATUS_DISABLED';
  return {
    replace: { active },
    expected: { status },
    ifIgnored: fail(
      `Qualtrics said yes, but the status is not ${status}`,
      `is ${variable} what the brand calls it? Else try QUALTRICS_STATUS_FIELD=accountStatus`,
    ),
  };
}

/** Everything as it was at the start, but disabled. */
export function leaving(start: UserRecord, now: UserRecord, mapping: Mapping): Trial {
  const disabling = activation(false, mapping);
  const { firstName, email } = start;
  return {
    ...disabling,
    replace: {
      ...(firstName != null && firstName !== now.firstName && { 'name.givenName': firstName }),
      ...(email != null && email !== now.email && { 'emails[type eq "work"].value': email }),
      ...disabling.replace,
    },
  };
}
