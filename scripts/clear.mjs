// Runs before tsc, which leaves what it once compiled: a module that is gone from src/ must not be joined or copied into dist/.
import { rmSync } from 'node:fs';

rmSync(new URL('../build', import.meta.url), { recursive: true, force: true });
