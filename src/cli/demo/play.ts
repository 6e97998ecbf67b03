import { playStep, type StepResult } from './play-step.ts';
import type { Screen } from './screen.ts';
import { actLines, stepLines } from './show-step.ts';
import type { Stage } from './stage.ts';
import type { Act } from './step.ts';

/** Plays every step of every act and shows each as it is done. */
export async function play(acts: readonly Act[], stage: Stage, screen: Screen): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const act of acts) {
    screen.print(actLines(act, screen.columns));
    for (const step of act.steps) {
      const result = await playStep(step, act.headers, stage);
      results.push(result);
      screen.print(stepLines(results.length, act.idp, step, result, screen.columns));
    }
  }
  return results;
}
