import t from 'tap';
import { createLanes } from '../../src/qualtrics/lanes.ts';

t.test('the most urgent lane first, within a lane first come, first served', async (t) => {
  const lanes = createLanes<string>();
  lanes.add('background', 'b1');
  lanes.add('interactive', 'i1');
  lanes.add('interactive', 'i2');
  lanes.add('deactivation', 'd1');
  t.strictSame(lanes.lengths(), { deactivation: 1, interactive: 2, background: 1 });
  t.strictSame(
    (['deactivation', 'interactive', 'background'] as const).map(lanes.before),
    [1, 3, 4],
    'who comes now waits for those',
  );
  t.strictSame(
    [1, 2, 3, 4, 5].map(() => lanes.take()),
    ['d1', 'i1', 'i2', 'b1', undefined],
  );
  t.equal(lanes.size(), 0);
});

t.test('background work has one turn in twenty of requests that always wait', async (t) => {
  const lanes = createLanes<string>();
  for (const waiter of ['b1', 'b2', 'b3', 'b4']) lanes.add('background', waiter);
  for (let waiter = 0; waiter < 80; waiter += 1) lanes.add('interactive', `i${waiter}`);
  const taken = Array.from({ length: 59 }, () => lanes.take());
  t.strictSame([taken.indexOf('b1'), taken.indexOf('b2'), taken.indexOf('b3')], [19, 39, -1]);
  lanes.add('deactivation', 'd1');
  t.strictSame([lanes.take(), lanes.take()], ['d1', 'b3']);
  for (let turn = 0; turn < 19; turn += 1) t.match(lanes.take(), /^i/);
  lanes.remove('background', 'b4');
  t.match(lanes.take(), /^i/, 'nobody waits for an empty lane');
});

t.test('whoever gives up leaves from the middle; who is not there any more does not matter', async (t) => {
  const lanes = createLanes<string>();
  for (const waiter of ['i1', 'i2', 'i3']) lanes.add('interactive', waiter);
  lanes.remove('interactive', 'i2');
  lanes.remove('interactive', 'i9');
  t.strictSame([lanes.take(), lanes.take(), lanes.take()], ['i1', 'i3', undefined]);
});

t.test('all at once', async (t) => {
  const lanes = createLanes<string>();
  lanes.add('background', 'b1');
  lanes.add('deactivation', 'd1');
  t.strictSame(lanes.removeAll(), ['d1', 'b1']);
  t.equal(lanes.size(), 0);
});
