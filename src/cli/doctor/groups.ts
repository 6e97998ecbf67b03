import type { ConnectionConfig } from '../../config/config.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import { attempted, told } from './attempted.ts';
import { fail, ok, type Verdict, warn } from './check.ts';
import { shown, tally } from './tally.ts';
import type { Upstream } from './upstream.ts';

type Settings = Pick<ConnectionConfig['groups'], 'target' | 'rules' | 'groupType' | 'create'>;

/** A group's type is told by the group alone: so many are read. */
const READ_AT_MOST = 20;

/** Whether the brand's groups may be listed, and whether any has the types that new ones get: no list of types is known. */
export async function checkGroups(
  { groups }: Pick<Upstream, 'groups'>,
  settings: Settings,
): Promise<Verdict> {
  const { target, rules } = settings;
  const isUsed = target === 'group' || rules.some((rule) => rule.target === 'group');
  if (!isUsed) return ok('not used: pushed groups become divisions');
  const list = await attempted(groups.list());
  if (list instanceof QualtricsError) {
    return fail(
      told(list),
      'the credential needs a brand administrator, and with OAuth the scopes read:groups write:groups',
    );
  }
  const read = await Promise.all(list.slice(0, READ_AT_MOST).map(({ id }) => attempted(groups.get(id))));
  const types = tally(read.map((group) => (group instanceof QualtricsError ? undefined : group.type)));
  const facts = `${list.length} in the list; ${types.size === 0 ? 'no types seen' : `types seen: ${shown(types)}`}`;
  const unseen = configuredTypes(settings).filter((type) => !types.has(type));
  if (unseen.length === 0) return ok(facts);
  return warn(
    `${facts}; none of them ${unseen.join(', ')}, which new groups are to get`,
    'make sure of the id: Qualtrics lists no types, and refuses new groups of one that it does not have',
  );
}

function configuredTypes({ groupType, rules, create }: Settings): string[] {
  if (create === 'deny') return [];
  const types = [groupType, ...rules.map(({ type }) => type)].filter((type) => type !== undefined);
  return [...new Set(types)];
}
