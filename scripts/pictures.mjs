// Makes the pictures of README and docs from the logs in the repository, by the product's own export command. Needs a build.
// `node scripts/pictures.mjs` writes them; `node scripts/pictures.mjs FOLDER` writes them elsewhere, for the test that compares.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ?? path.join(root, 'docs');
/** File, log below tests/fixtures, and further arguments. */
const PICTURES = [
  ['picture.svg', 'logs/vanishing-sigmoid.jsonl', ['--size', '120x40', '--keys']],
  ['picture-relu.svg', 'logs/relu.jsonl', ['--size', '120x40', '--keys']],
  ['picture-exploding.svg', 'logs/exploding-rnn.jsonl', ['--size', '120x40', '--keys']],
  ['picture-images.svg', 'logs/conv-residual-20.jsonl', ['--size', '120x40', '--keys']],
  ['picture-octants.svg', 'logs/relu.jsonl', ['--size', '80x24', '--panel', 'data', '--octants']],
  ['picture-watch-torch.svg', 'watch/planted/vanishing.jsonl', ['--size', '120x40', '--keys']],
  ['picture-watch-scalars.svg', 'watch-samples/hf-trainer', ['--size', '120x40', '--keys']],
];

mkdirSync(target, { recursive: true });
for (const [file, log, more] of PICTURES) {
  const from = path.join('tests', 'fixtures', log);
  execFileSync(process.execPath, ['dist/main.js', 'export', from, '--svg', path.join(target, file), ...more], {
    cwd: root,
  });
}
