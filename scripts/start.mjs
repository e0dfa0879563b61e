// `npm start`: runs the program of this checkout.
import { existsSync } from 'node:fs';

// `npm start --data x.csv`: npm consumes such flags and sets an environment variable for each.
const OURS = [
  'data',
  'target',
  'depth',
  'width',
  'activation',
  'epochs',
  'seed',
  'optimizer',
  'task',
  'learning_rate',
  'dataset',
];
const kept =
  process.env.npm_lifecycle_event === 'start' ? OURS.filter((name) => process.env[`npm_config_${name}`]) : [];

const main = new URL('../dist/main.js', import.meta.url);
if (kept.length > 0) {
  const flags = kept.map((name) => `--${name.replaceAll('_', '-')} ${process.env[`npm_config_${name}`]}`).join(' ');
  const words = [...process.argv.slice(2), flags].join(' ');
  process.stderr.write(`gradtop: npm kept ${flags} for itself; write: npm start -- ${words}\n`);
  process.exitCode = 2;
} else if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('gradtop: dist/main.js is missing: run npm run build\n');
  process.exitCode = 1;
}
