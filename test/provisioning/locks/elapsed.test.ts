import t from 'tap';
import { createElapsed } from '../../../src/provisioning/locks/elapsed.ts';

function clocks() {
  const at = { monotonic: 5_000, wall: 1_700_000_000_000 };
  const elapsed = createElapsed({ monotonic: () => at.monotonic, wall: () => at.wall });
  const began = elapsed();
  return {
    pass(monotonic: number, wall: number) {
      at.monotonic += monotonic;
      at.wall += wall;
    },
    since: () => elapsed() - began,
  };
}

t.test('time passes as both clocks say', async (t) => {
  const { pass, since } = clocks();
  pass(300, 300);
  t.equal(since(), 300);
});

t.test('a suspended machine, whose one clock stood still, has grown older', async (t) => {
  const { pass, since } = clocks();
  pass(0, 60_000);
  t.equal(since(), 60_000);
  pass(100, 100);
  t.equal(since(), 60_100);
});

t.test('a time of day that is set makes nothing younger', async (t) => {
  const { pass, since } = clocks();
  pass(100, -3_600_000);
  t.equal(since(), 100, 'set back');
  pass(100, 7_200_000);
  t.ok(since() >= 200);
  const before = since();
  pass(100, -7_200_000);
  t.equal(since(), before + 100, 'set forward and back');
});
