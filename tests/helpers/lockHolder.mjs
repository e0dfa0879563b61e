// A process that requests a lock, reports the result, and stays.
import { takeLock } from '../../build/runtime/lockFile.js';

const taken = takeLock(process.argv[2]);
process.send('release' in taken ? 'taken' : String(taken.pid));
setInterval(() => undefined, 1000);
