// `npm start`: runs the program of this checkout.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('gradtop: dist/main.js is missing: run npm run build\n');
  process.exitCode = 1;
}
