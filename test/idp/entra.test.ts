import t from 'tap';
import { replayTraces } from './replay.ts';

replayTraces(t, 'entra');
