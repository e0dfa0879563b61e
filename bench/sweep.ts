// Cells a second of a small fixed sweep, by the built command without a terminal.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseOptions } from './harness/options.js';
import { GRADTOP } from './harness/places.js';
import { Report } from './harness/report.js';
import { now } from './harness/session.js';
import { onExit } from './harness/tidy.js';

/** Depth against the size of the first weights: 100 networks of 2 to 11 layers, 100 epochs of 8 steps each. */
const CELLS = 100;
const STEPS = 800;
const SWEEP = ['sweep', 'vanishing-sigmoid', '-x', 'depth=2..11', '-y', 'initializer-gain=0.5..4', '--points', '10x10'];
/** 400 cells of 800 steps in a minute. */
const WANTED = { least: 400 / 60 };

export async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args, { rounds: 3 });
  const report = new Report(
    `sweep of ${CELLS} cells, ${STEPS} steps each, ${availableParallelism()} cores, ${options.rounds} rounds`,
  );
  for (let round = 0; round < options.rounds; round += 1) {
    const seconds = await swept();
    report.add('whole command', 'gradtop', 's', seconds);
    report.add('cells', 'gradtop', '/s', CELLS / seconds, WANTED);
    report.add('training steps', 'gradtop', '1000/s', (CELLS * STEPS) / seconds / 1000);
  }
  report.print(options.json);
}

/** Seconds from the start of the process to its exit. @throws Error if it fails */
async function swept(): Promise<number> {
  const started = now();
  const child = spawn(process.execPath, [GRADTOP, ...SWEEP], { stdio: ['ignore', 'ignore', 'pipe'] });
  const forget = onExit(() => child.kill());
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told = (told + text).slice(-500)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  forget();
  if (code !== 0) throw new Error(`the sweep ended with ${code}: ${told}`);
  return (now() - started) / 1000;
}
