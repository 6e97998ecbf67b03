import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { runStoreConformance } from './conformance.ts';

const folder = t.testdir();
let files = 0;

runStoreConformance(t, 'SQLite in a file', () => openStore(`sqlite:${join(folder, `${files++}.db`)}`));
runStoreConformance(t, 'SQLite in memory', () => openStore('sqlite::memory:'));
