// Shows a scenario test as it happens: `npm run scenario dashboard -- --slow [-t NAME]`. Needs a build and a terminal.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(path.join(root, 'tests', 'scenarios'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.test.ts'.length));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  process.stderr.write(`scenario: expected one of ${names.join(', ')}, got "${name ?? ''}"\n`);
  process.exit(2);
}
if (!process.stdout.isTTY) {
  process.stderr.write('scenario: needs a terminal, because the sessions draw on it\n');
  process.exit(2);
}
const slow = rest.includes('--slow');
const more = rest.filter((word) => word !== '--slow');
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const tests = path.join('tests', 'scenarios', `${name}.test.ts`);
// The sessions draw on the terminal itself, so the output of the test runner is printed at the end.
const runner = spawn(process.execPath, [vitest, 'run', tests, '--maxWorkers=1', '--testTimeout=600000', ...more], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, GRADTOP_SCENARIO: slow ? 'slow' : 'show' },
});
let words = '';
for (const stream of [runner.stdout, runner.stderr]) stream.on('data', (data) => (words += String(data)));
runner.on('exit', (code) => {
  process.stdout.write(`\x1b[0m\x1b[?1049l\x1b[?25h\n${words}`);
  process.exit(code ?? 1);
});
