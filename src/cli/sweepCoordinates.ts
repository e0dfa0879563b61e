// `gradtop sweep PRESET --coordinate-check`: whether settings transfer across width.
import type { Config } from '../core/config/schema.js';
import { idleReason } from '../core/config/settings/index.js';
import type { BackendChoice } from '../core/config/backends.js';
import { parseConfig } from '../core/config/presets.js';
import { coordinateJson, coordinateLines } from '../core/sweep/coordinateWords.js';
import type { Coordinates } from '../core/sweep/coordinates.js';
import { MOST_SEEDS } from '../core/sweep/header.js';
import { EXIT, UserError } from '../core/userError.js';
import { exitCodeOf, watchSignals } from '../runtime/terminal/signals.js';
import { measureCoordinates } from '../worker/coordinates.js';
import { parseCount } from './arguments.js';
import type { Asked } from './options.js';
import { print, refuseUnwritable, tell, writeFile } from './output.js';
import { inputsOf, refuseSame } from './sameFile.js';

export interface CoordinateArguments extends Asked {
  readonly backend: BackendChoice;
  readonly widths: string | null;
  readonly steps: string | null;
  readonly seeds: string | null;
  /** `-`: standard output, instead of the text. */
  readonly json: string | null;
}

const USUAL = { widths: '32,64,128,256,512', steps: 4, seeds: 4 } as const;
const MOST_STEPS = 100;

/** Trains every width and seed, and prints the slopes with a verdict. Resolves with the exit code. @throws UserError */
export async function coordinateCommand(asked: CoordinateArguments): Promise<number> {
  const { config, base, preset, json } = asked;
  refuseWidth(config, asked.given.has('width'));
  const widths = widthsFrom(asked.widths ?? USUAL.widths);
  const steps = parseCount('steps', asked.steps, 1) ?? USUAL.steps;
  if (steps > MOST_STEPS) throw new UserError(`--steps: ${steps} is not allowed; allowed: 1 to ${MOST_STEPS}`);
  const seeds = parseCount('seeds', asked.seeds, 1) ?? USUAL.seeds;
  if (seeds > MOST_SEEDS) throw new UserError(`--seeds: ${seeds} is not allowed; allowed: 1 to ${MOST_SEEDS}`);
  refuseSame([{ what: '--json', file: json }], inputsOf(asked));
  if (json !== null && json !== '-') refuseUnwritable(json);
  // `auto` chooses by time, and might choose differently for each width.
  const backend = asked.backend === 'auto' ? 'compiled' : asked.backend;
  const runs: Coordinates[] = [];
  let names: readonly string[] = [];
  const signals = watchSignals();
  try {
    for (const width of widths)
      for (let k = 0; k < seeds && signals.received === null; k += 1) {
        const own = parseConfig({ ...config, width, seed: (config.seed + k) % 2 ** 32 }, 'sweep');
        const measured = await measureCoordinates(own, backend, steps);
        runs.push(measured.coordinates);
        ({ names } = measured);
      }
  } finally {
    signals.close();
  }
  if (signals.received !== null) {
    tell(`stopped after ${runs.length} of ${widths.length * seeds} networks`);
    return exitCodeOf(signals.received);
  }
  const report = { config, backend, widths, seeds, names, runs };
  if (json !== null) writeFile(json, coordinateJson(report, base, preset));
  if (json !== '-') print(coordinateLines(report));
  return EXIT.fine;
}

/** Refuses a network whose width cannot be varied, and a `--width` that the check would replace. @throws UserError */
function refuseWidth(config: Config, given: boolean): void {
  const reason =
    config.layerWidths !== null
      ? 'each layer has its own width'
      : config.depth === 0
        ? 'a network of depth 0 has no hidden layer'
        : idleReason(config, 'width');
  if (reason !== null) throw new UserError(`--coordinate-check: the width changes nothing here: ${reason}`);
  if (given)
    throw new UserError('--width and --coordinate-check exclude each other; --widths has the widths to compare');
}

/** Ascending, each once. @throws UserError */
function widthsFrom(text: string): number[] {
  const widths = text.split(',').map((word) => (/^\d{1,5}$/.test(word.trim()) ? Number(word) : NaN));
  const known = [...new Set(widths)].sort((a, b) => a - b);
  if (widths.some(Number.isNaN) || known.length < 2)
    throw new UserError(
      `--widths: ${JSON.stringify(text)} is not allowed; allowed: two widths or more, such as ${USUAL.widths}`,
    );
  return known;
}
