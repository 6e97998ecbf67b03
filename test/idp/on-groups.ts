import type { Checks } from './checks.ts';

interface UpstreamCheck {
  readonly get: string;
  readonly body: Checks;
}

/** What a trace expects of users' divisions, as what it means where its groups are groups of Qualtrics' own. */
export function onGroups<Expected extends { readonly upstream?: readonly UpstreamCheck[] }>(
  expected: Expected,
): Expected {
  return { ...expected, ...(expected.upstream && { upstream: expected.upstream.map(ofMembers) }) };
}

function ofMembers({ get, body }: UpstreamCheck): UpstreamCheck {
  const division = body['/result/divisionId'];
  const isNot = typeof division === 'object' && division !== null && 'not' in division;
  const group = isNot ? division.not : division;
  const user = get.split('/').at(-1);
  if (typeof group !== 'string' || user === undefined) throw new Error(`a check of something else: ${get}`);
  return {
    get: `/API/v3/groups/${group}/members`,
    body: { $text: isNot ? { lacks: user } : { contains: user } },
  };
}
