import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { startPostgres } from '../support/postgres.ts';
import { runStoreConformance } from './conformance.ts';

const postgres = await startPostgres(t);
if (postgres) {
  runStoreConformance(t, 'PostgreSQL', async () => openStore(await postgres.newDatabase()));
}
