import type { ConnectionConfig } from '../../config/config.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import type { UserSummary } from '../../qualtrics/records.ts';
import { attempted, told } from './attempted.ts';
import { fail, ok, type Verdict } from './check.ts';
import { shown, tally } from './tally.ts';
import type { Upstream } from './upstream.ts';

type Settings = Pick<ConnectionConfig, 'mapping' | 'groups'>;

/** Whether the brand lists its divisions, and whether those that the configuration names are there. */
export async function checkDivisions(
  { divisions }: Pick<Upstream, 'divisions'>,
  users: readonly Pick<UserSummary, 'divisionId'>[],
  settings: Settings,
): Promise<Verdict> {
  const list = await attempted(divisions.list());
  if (list instanceof QualtricsError) return fail(told(list), 'see the owner, or run this again later');
  const counts = tally(users.map(({ divisionId }) => divisionId));
  const facts = [
    list === undefined ? 'no list, as in most brands' : `${list.length} in the list`,
    counts.size === 0 ? 'none seen on users' : `seen on users: ${shown(counts)}`,
  ].join('; ');
  const unreadable = await Promise.all(
    configuredIds(settings).map(async ({ id, variable }) => {
      const division = await attempted(divisions.get(id));
      return division instanceof QualtricsError ? `${id} of ${variable}: ${told(division)}` : [];
    }),
  );
  const problems = unreadable.flat();
  if (problems.length === 0) return ok(facts);
  return fail(
    `${facts}; ${problems.join('; ')}`,
    'take the ids from Admin, Divisions; a division that is gone has to go here too',
  );
}

function configuredIds({ mapping, groups }: Settings): { id: string; variable: string }[] {
  const named = (variable: string, ids: readonly string[]) => ids.map((id) => ({ id, variable }));
  const { defaultDivisionId } = mapping;
  return [
    ...named('QUALTRICS_DEFAULT_DIVISION_ID', defaultDivisionId === undefined ? [] : [defaultDivisionId]),
    ...named('QUALTRICS_DIVISION_IDS', groups.divisionIds),
    ...named('SCIM_GROUP_PRIORITY', groups.onConflict.kind === 'priority' ? groups.onConflict.groupIds : []),
  ];
}
