import t from 'tap';
import { replayTraces } from './replay.ts';

for (const idp of ['okta', 'entra', 'others']) {
  t.test(`${idp}, with the connection in the base URL`, (t) => replayTraces(t, idp, '/default'));
}
