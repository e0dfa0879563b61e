// Whether a process is there and runs; one that nobody has waited for yet does not.
import { hostname } from 'node:os';
import { lives } from '../../src/runtime/lockFile.js';

export const alive = (pid: number): boolean => lives({ pid, host: encodeURIComponent(hostname()), began: '-' });
