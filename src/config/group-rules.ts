import { z } from 'zod';
import type { GroupRule, GroupTarget } from './config.ts';

/** As the configuration file has them: `{name: 'QX *', target: group, type: GT_abc}`. */
const structured = z.array(
  z.strictObject({
    name: z.string().optional(),
    externalId: z.string().optional(),
    target: z.enum(['division', 'group']),
    type: z.string().optional(),
  }),
);

const TARGET = /^(division|group)(?::(\S+))?$/;
const EXTERNAL_ID = 'externalId:';

/**
 * SCIM_GROUP_RULES, `QX *=group,Div *=division` or `[{"name":"QX *","target":"group"}]`, of which the first that fits
 * decides. Behind `group:` may stand the type of new groups; a pattern that begins with `externalId:` is one of the
 * externalId.
 */
export function groupRules(text: string): readonly GroupRule[] | Error {
  const rules = text.startsWith('[') ? rulesOfJson(text) : rulesOfText(text);
  if (rules.every(isGood)) return rules;
  return new Error(
    'must be rules such as QX *=group,Div *=division: a pattern, "=", and division, group or group:GT_abc',
  );
}

function isGood(rule: RuleOrNone): rule is GroupRule {
  if (rule === undefined || (rule.name ?? rule.externalId ?? '') === '') return false;
  return rule.type === undefined || (rule.type !== '' && rule.target === 'group');
}

type RuleOrNone = GroupRule | undefined;

function rulesOfJson(text: string): readonly RuleOrNone[] {
  try {
    return structured.parse(JSON.parse(text));
  } catch {
    return [undefined];
  }
}

function rulesOfText(text: string): readonly RuleOrNone[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(ruleOf);
}

function ruleOf(entry: string): RuleOrNone {
  const end = entry.lastIndexOf('=');
  const [, target, type] = TARGET.exec(entry.slice(end + 1).trim()) ?? [];
  if (end < 1 || (target !== 'division' && target !== 'group')) return undefined;
  const pattern = entry.slice(0, end).trim();
  const what = pattern.startsWith(EXTERNAL_ID)
    ? { externalId: pattern.slice(EXTERNAL_ID.length).trim() }
    : { name: pattern };
  return { ...what, target, ...(type !== undefined && { type }) };
}

/** Found out when a group is pushed, it would be too late. */
export function missingGroupType(
  set: Readonly<{
    SCIM_GROUP_TARGET: GroupTarget;
    SCIM_GROUP_RULES: readonly GroupRule[];
    SCIM_GROUP_CREATE: 'allow' | 'deny';
    QUALTRICS_GROUP_TYPE?: string | undefined;
  }>,
): Error | undefined {
  if (set.SCIM_GROUP_CREATE === 'deny' || set.QUALTRICS_GROUP_TYPE !== undefined) return undefined;
  const isNeeded =
    set.SCIM_GROUP_TARGET === 'group' ||
    set.SCIM_GROUP_RULES.some(({ target, type }) => target === 'group' && type === undefined);
  if (!isNeeded) return undefined;
  return new Error(
    "is required where pushed groups become Qualtrics' own groups: the id of their type, such as GT_abc; or set SCIM_GROUP_CREATE=deny",
  );
}
