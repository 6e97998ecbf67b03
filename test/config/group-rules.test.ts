import t from 'tap';
import { ConfigError } from '../../src/config/config-error.ts';
import { groupRules } from '../../src/config/group-rules.ts';
import { loadConfig } from '../../src/config/load-config.ts';

const REQUIRED = {
  SCIM_BEARER_TOKENS: 'a-token-that-is-long',
  QUALTRICS_BASE_URL: 'https://fra1.qualtrics.com',
  QUALTRICS_API_TOKEN: 'another-token',
  QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
};

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig({ ...REQUIRED, ...environment });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

t.test('rules are read in their order, spaces and equals signs in names included', async (t) => {
  t.strictSame(groupRules('QX *=group, Div * = division ,a=b=group:GT_x,externalId:app-*=division'), [
    { name: 'QX *', target: 'group' },
    { name: 'Div *', target: 'division' },
    { name: 'a=b', target: 'group', type: 'GT_x' },
    { externalId: 'app-*', target: 'division' },
  ]);
  t.strictSame(groupRules(''), []);
});

t.test('rules may be JSON, for names with commas and for both patterns at once', async (t) => {
  const rules = [{ name: 'Sales, EMEA', externalId: 'x*', target: 'group', type: 'GT_x' }];
  t.strictSame(groupRules(JSON.stringify(rules)), rules);
});

t.test('what is no rule is refused', async (t) => {
  const texts = ['QX *', '=group', 'QX *=team', 'QX *=division:GT_x', 'externalId:=group'];
  const structures = ['[{"target":"group"}]', '[{"name":"a","target":"group","more":1}]', '[', '[1]'];
  for (const text of [...texts, ...structures]) t.ok(groupRules(text) instanceof Error, text);
});

t.test('the configuration file has rules as a list', async (t) => {
  const file = `
connections:
  acme:
    scim:
      bearerTokens: a-token-that-is-long
      groupRules:
        - { name: 'QX *', target: group, type: GT_abc }
        - { name: 'Sales, EMEA', target: division }
    qualtrics:
      baseUrl: https://fra1.qualtrics.com
      apiToken: another-token
      defaultUserType: UT_PARTICIPANT
`;
  const { connections } = loadConfig({ CONFIG_FILE: '/bridge.yaml' }, { readFile: () => file });
  t.strictSame(connections[0]?.groups.rules, [
    { name: 'QX *', target: 'group', type: 'GT_abc' },
    { name: 'Sales, EMEA', target: 'division' },
  ]);
});

t.test('where groups may be created, their type has to be known', async (t) => {
  const missing = (environment: NodeJS.ProcessEnv) =>
    problemsOf(environment).filter((problem) => problem.startsWith('QUALTRICS_GROUP_TYPE: is required'));
  t.equal(missing({ SCIM_GROUP_TARGET: 'group' }).length, 1);
  t.equal(missing({ SCIM_GROUP_RULES: 'QX *=group' }).length, 1);
  t.equal(missing({ SCIM_GROUP_RULES: 'QX *=group:GT_abc' }).length, 0);
  t.equal(missing({ SCIM_GROUP_TARGET: 'group', QUALTRICS_GROUP_TYPE: 'GT_abc' }).length, 0);
  t.equal(missing({ SCIM_GROUP_TARGET: 'group', SCIM_GROUP_CREATE: 'deny' }).length, 0);
});
