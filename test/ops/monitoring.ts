import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { parse } from 'yaml';
import { z } from 'zod';

export const RULES = new URL('../../docker/prometheus/rules/', import.meta.url);

const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().optional(),
          expr: z.string(),
          labels: z.record(z.string(), z.string()).optional(),
          annotations: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

/** Alerts, and what they are computed from. */
export const rules = readdirSync(RULES).flatMap((name) =>
  ruleFile.parse(parse(readFileSync(new URL(name, RULES), 'utf8'))).groups.flatMap((group) => group.rules),
);

/** The bridge's metrics in a query, as /metrics declares them. Those that rules record have a colon in their name. */
export function metricNames(query: string): string[] {
  return Array.from(query.matchAll(/[a-z_:][a-z0-9_:]*/gi), ([name]) => name)
    .filter((name) => /^(scim|qualtrics|process|nodejs)_[^:]*$/.test(name))
    .map((name) => name.replace(/_seconds_(bucket|sum|count)$/, '_seconds'));
}

const isInstalled = spawnSync('promtool', ['--version']).error === undefined;
/** For tests that need promtool; .ci/run installs it, so there they run. */
export const unlessPromtool = {
  skip: !isInstalled && process.env.CI === undefined && 'promtool is not installed',
};

/** Runs promtool, which has to find nothing to complain about. */
export function promtool(t: Test, ...args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { encoding: 'utf8' });
  t.equal(error, undefined);
  t.equal(status, 0, stdout + stderr);
}
