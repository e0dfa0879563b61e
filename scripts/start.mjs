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
  const values = kept.map((name) => [`--${name.replaceAll('_', '-')}`, process.env[`npm_config_${name}`]]);
  // npm takes `--data x.csv` for a switch and a word, so that the place of the word is lost; it takes `--data=x.csv` whole.
  const whole = values.every(([, value]) => value !== 'true');
  const flags = values.map(([flag, value]) => (whole ? `${flag} ${value}` : flag)).join(' ');
  const example = whole ? [...process.argv.slice(2), flags].join(' ') : 'relu --data points.csv';
  const how = whole ? 'write' : 'two dashes pass on all that follows, as in';
  process.stderr.write(`gradtop: npm kept ${flags} for itself; ${how}: npm start -- ${example}\n`);
  process.exitCode = 2;
} else if (existsSync(main)) await import(main.href);
else {
  process.stderr.write('gradtop: dist/main.js is missing: run npm run build\n');
  process.exitCode = 1;
}
