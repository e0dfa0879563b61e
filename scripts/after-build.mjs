// Runs after tsc: makes the compiled entry point executable.
import { chmodSync, existsSync } from 'node:fs';
const bin = new URL('../dist/main.js', import.meta.url);
if (existsSync(bin)) chmodSync(bin, 0o755);
