import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../sandbox/json.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { exchangeFailures, recordFailures } from './expectations.ts';
import { type RecordDifference, recordDifference } from './record-difference.ts';
import { send } from './send.ts';
import type { Stage } from './stage.ts';
import type { Act, Exchange, IdpStep, Scene, ScimRequest, Step } from './step.ts';

/** What happened when a step was played. */
export interface StepResult {
  readonly exchanges: readonly ExchangeResult[];
  /** Whether the person had an account before. */
  readonly existed: boolean;
  readonly difference: RecordDifference;
  /** Expectations that were not met, in words. */
  readonly failures: readonly string[];
}

export interface ExchangeResult {
  readonly request: ScimRequest;
  readonly status: number;
  readonly answer: JsonObject;
  /** The Qualtrics calls that it caused. */
  readonly calls: Sandbox['calls'];
  readonly failures: readonly string[];
}

/** Plays a step: sends what the IdP sends, and holds the answers, the Qualtrics calls and every record to what was expected. */
export async function playStep(step: Step, headers: Act['headers'], stage: Stage): Promise<StepResult> {
  const { sandbox } = stage;
  const known = idOf(step.person, sandbox);
  const before = sandbox.users();
  const exchanges: ExchangeResult[] = [];
  if ('byHand' in step) sandbox.putUser({ id: known, ...step.byHand(sceneOf(step.person, {}, sandbox)) });
  else await exchangeAll(step, headers, stage, exchanges);

  // An account that changed its name is still that account.
  const id = known === '' ? idOf(step.person, sandbox) : known;
  const isPerson = (user: { readonly id: string }) => user.id === id;
  const own = before.find(isPerson);
  const difference = recordDifference(own, sandbox.user(id));
  const failures = exchanges.flatMap((exchange) => exchange.failures);
  if ('changes' in step) failures.push(...recordFailures(step.changes(sceneOf(step.person, {}, sandbox)), difference));
  const others = [before, sandbox.users()].map((users) => users.filter((user) => !isPerson(user)));
  if (!isDeepStrictEqual(others[0], others[1])) failures.push('an account of somebody else changed');
  return { exchanges, existed: own !== undefined, difference, failures };
}

async function exchangeAll(
  step: IdpStep,
  headers: Act['headers'],
  stage: Stage,
): Promise<ExchangeResult[]> {
  const results: ExchangeResult[] = [];
  for (const exchange of step.exchanges) {
    const scene = sceneOf(step.person, results.at(-1)?.answer ?? {}, stage.sandbox);
    results.push(await playExchange(exchange, scene, ...));
  }
  return results;
}
