import t from 'tap';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { startBridge, startBridgeFor } from '../../support/bridge.ts';
import { add, divisionOf, patchGroup, peopleOf, pushGroup, remove } from './people.ts';

t.test('the latest of several groups is the division', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [] });
  const [ada = ''] = peopleOf(bridge);
  const ids = [await pushGroup(bridge, 'A'), await pushGroup(bridge, 'B'), await pushGroup(bridge, 'C')];
  const [a = '', b = '', c = ''] = ids;
  for (const id of [b, c, a]) {
    await patchGroup(bridge, id, add(ada));
    t.equal(divisionOf(bridge, ada), id);
  }
  await patchGroup(bridge, b, add(ada));
  t.equal(divisionOf(bridge, ada), a, 'what is there already does not count as later');
  await patchGroup(bridge, c, remove(ada));
  t.equal(divisionOf(bridge, ada), a, 'the end of another changes nothing');
  await patchGroup(bridge, a, remove(ada));
  t.equal(divisionOf(bridge, ada), b, 'falls back');
  await patchGroup(bridge, b, remove(ada), add(ada));
  t.equal(divisionOf(bridge, ada), b);
  await patchGroup(bridge, b, remove(ada));
  t.equal(divisionOf(bridge, ada), null);
});

t.test('by priority, the most important group is the division', async (t) => {
  const sandbox = await startSandbox({ users: 1, divisions: ['Low', 'High', 'None', 'Other'] });
  t.teardown(() => sandbox.close());
  const [low = '', high = '', none = '', other = ''] = sandbox.divisions().map(({ id }) => id);
  const bridge = await startBridgeFor(t, sandbox, {
    SCIM_GROUP_CONFLICT: 'priority',
    SCIM_GROUP_PRIORITY: `${high},${low}`,
    QUALTRICS_DIVISION_IDS: [low, high, none, other].join(','),
  });
  const [ada = ''] = peopleOf(bridge);
  const steps: [group: string, change: typeof add, division: string | null][] = [
    [none, add, none],
    [low, add, low],
    [other, add, low],
    [high, add, high],
    [low, remove, high],
    [high, remove, other],
    [other, remove, none],
    [none, remove, null],
  ];
  for (const [group, change, division] of steps) {
    t.equal((await patchGroup(bridge, group, change(ada))).status, 204);
    t.equal(divisionOf(bridge, ada), division);
  }
});

t.test('who is in no group any more is in the default division', async (t) => {
  const sandbox = await startSandbox({ users: 2, divisions: ['Home'], nullDivision: 'refused' });
  t.teardown(() => sandbox.close());
  const home = sandbox.divisions()[0]?.id ?? '';
  const bridge = await startBridgeFor(t, sandbox, { QUALTRICS_DEFAULT_DIVISION_ID: home });
  const [ada = '', bo = ''] = peopleOf(bridge);
  sandbox.putUser({ id: bo, divisionId: null });
  const sales = await pushGroup(bridge, 'Sales', [ada, bo]);
  t.equal((await patchGroup(bridge, sales, remove(ada))).status, 204);
  t.equal(divisionOf(bridge, ada), home);
  t.equal((await bridge.scim('DELETE', `/Groups/${sales}`)).status, 204);
  t.equal(divisionOf(bridge, bo), home);
});

t.test('a brand that has nobody without a division says so, and the IdP hears it', async (t) => {
  const bridge = await startBridge(t, { users: 1, divisions: [], nullDivision: 'refused' });
  const [ada = ''] = peopleOf(bridge);
  const sales = await pushGroup(bridge, 'Sales', [ada]);
  const answer = await patchGroup(bridge, sales, remove(ada));
  t.match(answer, { status: 400, body: { detail: new RegExp(`${ada}.*divisionId must not be null`) } });
});
