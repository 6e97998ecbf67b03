import type { ConnectionConfig } from '../../config/config.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import type { UserRecord, Whoami } from '../../qualtrics/records.ts';
import { checkAccountStatus } from './account-status.ts';
import { checkAddress } from './address.ts';
import { attempted } from './attempted.ts';
import type { Check } from './check.ts';
import { checkClock } from './clock.ts';
import { checkCredential } from './credential.ts';
import { checkDatacenter } from './datacenter.ts';
import { checkDialect, readAsItIs } from './dialect.ts';
import { checkDivisions } from './divisions.ts';
import { checkGroups } from './groups.ts';
import { checkOwner } from './owner.ts';
import { checkRateLimit } from './rate-limit.ts';
import type { Upstream } from './upstream.ts';
import { checkUserList, type FirstPage, fieldsOf, firstPage } from './user-list.ts';
import { checkUserTypes } from './user-types.ts';
import { checkUsernameFilter } from './username-filter.ts';
import { checkUsernameSuffix } from './username-suffix.ts';

/** The checks that ask Qualtrics. Returns whose credential it is, when the brand can be worked with. */
export async function* examineBrand(
  connection: ConnectionConfig,
  upstream: Upstream,
): AsyncGenerator<Check, Whoami | undefined> {
  const { baseUrl, timeoutMs, rateLimitPerMinute } = connection.qualtrics;
  const address = await checkAddress(baseUrl, timeoutMs, upstream.knock);
  yield { name: 'address', ...address };
  if (address.outcome === 'fail') return undefined;

  const whoami = await attempted(upstream.whoami());
  yield { name: 'credential', ...checkCredential(whoami, connection.qualtrics) };
  if (whoami instanceof QualtricsError) return undefined;

  const page = await attempted(firstPage(upstream));
  const owner = await attempted(readAsItIs(upstream, whoami.userId));
  const readable = !(page instanceof QualtricsError || owner instanceof QualtricsError);
  yield { name: 'owner', ...checkOwner(whoami, readable ? owner.record.userType : undefined, page) };
  yield { name: 'datacenter', ...checkDatacenter(whoami) };
  yield { name: 'user-list', ...checkUserList(page) };
  yield { name: 'dialect', ...checkDialect(owner) };
  if (readable) yield* examineUsers(connection, upstream, whoami, owner.record, page);
  yield { name: 'clock', ...checkClock(upstream.exchanges) };
  yield { name: 'rate-limit', ...checkRateLimit(upstream.exchanges, rateLimitPerMinute) };
  return readable ? whoami : undefined;
}

async function* examineUsers(
  connection: ConnectionConfig,
  upstream: Upstream,
  { brandId, username }: Whoami,
  owner: UserRecord,
  page: FirstPage,
): AsyncGenerator<Check> {
  const { mapping } = connection;
  const users = await fieldsOf(page, upstream);
  yield { name: 'account-status', ...checkAccountStatus(owner, users, mapping) };
  yield {
    name: 'username-suffix',
    ...checkUsernameSuffix(mapping.usernameSuffix, brandId, page.users),
  };
  yield { name: 'username-filter', ...(await checkUsernameFilter(upstream, username)) };
  yield { name: 'user-types', ...checkUserTypes(users, mapping) };
  yield { name: 'divisions', ...(await checkDivisions(upstream, users, connection)) };
  yield { name: 'groups', ...(await checkGroups(upstream, connection.groups)) };
}
