import { styleText } from 'node:util';
import { headline } from './layout.ts';
import { ADA } from './okta-requests.ts';
import { sceneOf } from './scene.ts';
import type { Stage } from './stage.ts';

/** How to go on by hand while the stage stays up. */
export function invitationLines({ origin, token, sandbox, logFile }: Stage, columns: number): string[] {
  const { id } = sceneOf(ADA, sandbox);
  const command = (what: string, lines: readonly string[]) => [
    styleText('dim', `  ${what}`),
    ...lines.map((line) => `    ${line}`),
  ];
  return [
    headline('Your turn: the bridge and the sandbox stay up until Ctrl-C', columns),
    `  SCIM base URL   ${origin}/scim/v2`,
    `  bearer token    ${token}`,
    `  bridge's log    ${logFile}`,
    `  Qualtrics       ${sandbox.url}`,
    `  its control     ${sandbox.url}/sandbox, as in docs/sandbox.md`,
    '',
    ...command('in another terminal, paste this first', [
      `SCIM=${origin}/scim/v2`,
      `AUTH='Authorization: Bearer ${token}'`,
      `TYPE='Content-Type: application/scim+json'`,
    ]),
    ...command('look up Ada', [`curl -H "$AUTH" "$SCIM/Users?filter=userName+eq+%22${ADA}%22"`]),
    ...command('create Grace', [
      `curl -H "$AUTH" -H "$TYPE" "$SCIM/Users" -d '{`,
      `  "userName": "grace@example.com",`,
      `  "name": {"givenName": "Grace", "familyName": "Lin"}}'`,
    ]),
    ...command('disable Ada', [
      `curl -X PATCH -H "$AUTH" -H "$TYPE" "$SCIM/Users/${id}" -d '{`,
      `  "Operations": [{"op": "replace", "path": "active", "value": false}]}'`,
    ]),
    ...command('what Qualtrics was asked, and what it holds of Ada now', [
      `curl ${sandbox.url}/sandbox/calls`,
      `curl ${sandbox.url}/sandbox/users/${id}`,
    ]),
    ...command('how the bridge is', [`curl ${origin}/readyz`, `curl ${origin}/metrics`]),
    '',
  ];
}
