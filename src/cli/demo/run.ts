import { invitationLines } from './invitation.ts';
import { play } from './play.ts';
import type { Screen } from './screen.ts';
import { introLines } from './show-intro.ts';
import { summaryLines } from './show-summary.ts';
import { openStage } from './stage.ts';
import type { Act } from './step.ts';

export interface RunOptions {
  readonly screen: Screen;
  /** End after the play instead of staying up. */
  readonly once: boolean;
  /** Settles when the person at the console has seen enough. */
  readonly stopped: Promise<void>;
}

/** Plays the acts on a stage of their own. Returns the exit code: 1 unless every step was played and went as expected. */
export async function runDemo(acts: readonly Act[], { screen, once, stopped }: RunOptions): Promise<0 | 1> {
  const stage = await openStage();
  try {
    screen.print(introLines(stage, screen.columns));
    const results = await Promise.race([play(acts, stage, screen), stopped]);
    if (results === undefined) return 1;
    screen.print(summaryLines(results, screen.columns));
    if (results.some(({ failures }) => failures.length > 0)) return 1;
    if (!once) {
      screen.print(invitationLines(stage, screen.columns));
      await stopped;
    }
    return 0;
  } finally {
    await stage.close();
  }
}
