// Milliseconds of one gradient (loss and gradient of every parameter, read back) on each engine, interleaved, as ratios to the
// compiled one. Run: node -e "import('vite').then((v) => v.runnerImport('./bench/engines/gradient.ts'))"
import { initialParameters } from '../../src/core/network/initializers.js';
import { BACKEND_NAMES, type BackendName } from '../../src/core/config/backends.js';
import { configSchema, type ResolvedConfig } from '../../src/core/config/schema.js';
import { networkLayout } from '../../src/core/network/layout.js';
import { createRng } from '../../src/core/random/rng.js';
import { chooseEngine } from '../../src/training/backends.js';
import type { Batch, EngineRequest } from '../../src/training/engine.js';

/** Hidden layers × width × batch: two of lesson size, a large one, and one that is too large for a lesson. */
export const SIZES: readonly (readonly [depth: number, width: number, batch: number])[] = [
  [7, 10, 32],
  [7, 10, 250],
  [20, 32, 250],
  [10, 128, 250],
];

const ROUNDS = 7;
/** Approximate length of a round, in milliseconds. */
const ROUND_MS = 150;

export interface EngineTiming {
  readonly size: string;
  readonly backend: BackendName;
  /** Milliseconds a gradient; null if the engine is not available here. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

function requestOf(depth: number, width: number, batchSize: number): EngineRequest {
  const config: ResolvedConfig = {
    ...configSchema.parse({ depth, width, batchSize }),
    outputActivation: 'sigmoid',
    loss: 'binaryCrossentropy',
  };
  return { config, layout: networkLayout(config, 2, 1), features: 2, timesteps: 1, outputs: 1, maxBatch: batchSize };
}

/** Milliseconds a gradient over one round. @throws the backend's errors */
async function round(backend: BackendName, request: EngineRequest, batch: Batch): Promise<number> {
  const now = (): number => performance.now();
  // A backend is global in TensorFlow.js, so each round creates the engine again; this also warms it up.
  const { engine } = await chooseEngine(backend, request, now);
  const parameters = initialParameters(request.config, request.layout);
  const gradient = new Float32Array(parameters.length);
  const state = new Float32Array(request.layout.stateCount);
  const steps = (count: number): number => {
    const started = now();
    for (let i = 0; i < count; i += 1) engine.gradient(parameters, batch, gradient, state);
    return (now() - started) / count;
  };
  const guess = steps(20);
  const ms = steps(Math.max(5, Math.ceil(ROUND_MS / guess)));
  engine.dispose();
  return ms;
}

export async function measureEngines(rounds = ROUNDS): Promise<EngineTiming[]> {
  const timings: EngineTiming[] = [];
  for (const [depth, width, size] of SIZES) {
    const request = requestOf(depth, width, size);
    const random = createRng(0, 'bench');
    const batch = {
      size,
      x: Float32Array.from({ length: size * 2 }, () => random.normal()),
      y: Float32Array.from({ length: size }, () => Math.round(random.uniform())),
    };
    const taken = new Map<BackendName, number[]>(BACKEND_NAMES.map((name) => [name, []]));
    for (let i = 0; i < rounds; i += 1)
      for (const [backend, list] of taken)
        try {
          list.push(await round(backend, request, batch));
        } catch {
          taken.delete(backend);
        }
    for (const backend of BACKEND_NAMES) {
      const sorted = (taken.get(backend) ?? []).sort((a, b) => a - b);
      const at = (share: number): number | null => sorted[Math.round(share * (sorted.length - 1))] ?? null;
      const name = `${depth}x${width}x${size}`;
      timings.push({ size: name, backend, median: at(0.5), low: at(0), high: at(1) });
    }
  }
  return timings;
}

/** One line an engine and size. */
export function timingTable(timings: readonly EngineTiming[]): string {
  const header = ['size', 'engine', 'ms', 'low', 'high', 'x compiled'];
  const rows = timings.map(({ size, backend, median, low, high }) => {
    const own = timings.find((t) => t.size === size && t.backend === 'compiled')?.median ?? null;
    const ms = (value: number | null): string => (value === null ? 'absent' : value.toPrecision(3));
    const ratio = median === null || own === null ? '' : (median / own).toFixed(1);
    return [size, backend, ms(median), ms(low), ms(high), ratio];
  });
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell) => cell.padEnd(11))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

console.log(timingTable(await measureEngines()));
