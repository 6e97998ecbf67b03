import { isDeepStrictEqual } from 'node:util';
import { recordFailures } from './expectations.ts';
import { type ExchangeResult, playExchange } from './play-exchange.ts';
import { type RecordDifference, recordDifference } from './record-difference.ts';
import { sceneOf } from './scene.ts';
import type { Stage } from './stage.ts';
import type { Act, HandStep, IdpStep, Step } from './step.ts';

/** What happened when a step was played. */
export interface StepResult {
  readonly exchanges: readonly ExchangeResult[];
  readonly difference: RecordDifference;
  /** Fields that lived through a PUT to Qualtrics although the IdP had not named them. */
  readonly kept: readonly string[];
  /** Fields whose value went although nobody had asked for it. */
  readonly lost: readonly string[];
  /** Expectations that were not met, in words. */
  readonly failures: readonly string[];
}

/** Plays a step and holds the answers, the Qualtrics calls and everybody's records to what was expected. */
export async function playStep(step: Step, headers: Act['headers'], stage: Stage): Promise<StepResult> {
  return 'byHand' in step ? setByHand(step, stage) : await playRequests(step, headers, stage);
}

function setByHand({ person, byHand }: HandStep, { sandbox }: Stage): StepResult {
  const scene = sceneOf(person, sandbox);
  const before = sandbox.user(scene.id);
  const { changed } = recordDifference(before, sandbox.putUser({ ...byHand(scene), id: scene.id }));
  return { exchanges: [], difference: { changed, same: [] }, kept: [], lost: [], failures: [] };
}

async function playRequests(step: IdpStep, headers: Act['headers'], stage: Stage): Promise<StepResult> {
  const { sandbox } = stage;
  const before = sandbox.users();
  const start = sceneOf(step.person, sandbox);
  const exchanges: ExchangeResult[] = [];
  for (const exchange of step.exchanges) {
    const answer = exchanges.at(-1)?.answer ?? {};
    exchanges.push(await playExchange(exchange, step.person, answer, headers, stage));
  }
  const after = sandbox.users();
  const end = sceneOf(step.person, sandbox);

  // An account that was given another name is still that account.
  const isPerson = ({ id }: { readonly id: string }) => id === (start.id || end.id);
  const difference = recordDifference(before.find(isPerson), after.find(isPerson));
  const expected = step.changes?.(end) ?? {};
  const failures = exchanges.flatMap((exchange) => exchange.failures);
  failures.push(...recordFailures(expected, difference));
  const [others, othersAfter] = [before, after].map((users) => users.filter((user) => !isPerson(user)));
  if (!isDeepStrictEqual(others, othersAfter)) failures.push("somebody else's account changed");

  const wasPut = exchanges.some(({ calls }) => calls.some(({ method }) => method === 'PUT'));
  const same = difference.same.map(({ field }) => field);
  const lost = difference.changed.filter(
    ({ field, from }) => from !== null && !Object.hasOwn(expected, field),
  );
  return {
    exchanges,
    difference,
    kept: wasPut ? same.filter((field) => !step.alsoNamed?.includes(field)) : [],
    lost: lost.map(({ field }) => field),
    failures,
  };
}
