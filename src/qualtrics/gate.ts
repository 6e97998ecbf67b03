/**
 * The way of every call to a brand:
 *
 *   of(endpoint).run -> the limiter of its class, where the endpoint has a ceiling of its own (endpoint-classes)
 *                    -> the limiter of the brand -> the task
 */
import type { Lane } from './client.ts';
import { classOf, ENDPOINT_CLASSES, shareOf } from './endpoint-classes.ts';
import { createLimiter, type Limiter, type LimiterSettings, type LimiterState } from './limiter.ts';
import type { PaceRecord } from './shared-pace.ts';

export interface GateSettings extends Omit<LimiterSettings, 'paceRecord'> {
  /** Where paces are kept, by name, when other processes call the brand too. */
  readonly paceRecord?: ((name: string) => PaceRecord) | undefined;
}

/** What one endpoint's calls have to pass. */
export type EndpointLimiter = Pick<Limiter, 'run' | 'pause' | 'recovered' | 'expectedWaitMs'>;

export interface Gate {
  /** `endpoint`: a template such as `GET /users/{id}`. */
  of(endpoint: string): EndpointLimiter;
  /** Of the brand as a whole; `waiting` and `pauses` with those of the classes. */
  state(): LimiterState;
  /** As of every limiter. */
  clear(): void;
  close(): void;
}

export function createGate({ ratePerMinute, concurrency, paceRecord }: GateSettings): Gate {
  const limiter = (name: string, ceiling: number, running: number) =>
    createLimiter({ ratePerMinute: ceiling, concurrency: running, paceRecord: paceRecord?.(name) });
  const brand = limiter('brand', ratePerMinute, concurrency);
  const classes = new Map(
    ENDPOINT_CLASSES.map((each) => {
      // There for its pace: places in it would be held by background calls that wait in the lanes of the brand.
      const own = limiter(each.name, shareOf(each.perMinute, ratePerMinute), Number.POSITIVE_INFINITY);
      return [each, { own, inner: within(brand, own) }];
    }),
  );
  const all = [brand, ...Array.from(classes.values(), ({ own }) => own)];

  return {
    of(endpoint) {
      const found = classOf(endpoint);
      return (found && classes.get(found)?.inner) ?? brand;
    },
    state() {
      const states = all.map((each) => each.state());
      const waiting = (lane: Lane) => states.reduce((sum, state) => sum + state.waiting[lane], 0);
      return {
        ...brand.state(),
        waiting: {
          deactivation: waiting('deactivation'),
          interactive: waiting('interactive'),
          background: waiting('background'),
        },
        pauses: states.reduce((sum, { pauses }) => sum + pauses, 0),
      };
    },
    clear: () => all.forEach((each) => void each.clear()),
    close: () => all.forEach((each) => void each.close()),
  };
}

/** First the turn in the class, then the one in the brand. A 429 is the class': its ceiling is the lower one. */
function within(brand: Limiter, own: Limiter): EndpointLimiter {
  return {
    run: (task, waiting) => own.run(() => brand.run(task, waiting), waiting),
    pause: own.pause,
    recovered: own.recovered,
    expectedWaitMs: (lane) => Math.max(own.expectedWaitMs(lane), brand.expectedWaitMs(lane)),
  };
}
