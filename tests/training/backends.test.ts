// Choice of the engine: a forced backend is used or refused in one line; `auto` measures, and a busy machine does not change its choice.
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, backendRecord, type BackendName } from '../../src/core/config/backends.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { chooseEngine, reportBackends } from '../../src/training/backends.js';
import { leastMs } from '../../src/training/decision.js';
import { notAvailable, type GradientEngine } from '../../src/training/engine.js';
import { open } from '../../src/training/open.js';
import { prepare } from '../../src/training/prepare.js';
import { TF_BACKENDS } from '../../src/training/tf/backends.js';
import { parseConfig } from '../../src/core/config/presets.js';
import { UserError } from '../../src/core/userError.js';

const now = (): number => performance.now();
const requestFor = (fields: PresetFile) => prepare(parseConfig(fields, 'test')).request;
const RECURRENT: PresetFile = { cell: 'simpleRnn', dataset: 'sequenceSum', depth: 1, activation: 'tanh' };

/** What a stand-in's step does: milliseconds that it takes; NaN: its gradient is not finite. */
type Step = number | (() => number);
type Opener = typeof open;
const lacking = 'no room';

/** Engines with a given duration, on a clock that they advance. */
function standIns(steps: Partial<Record<BackendName, Step | typeof lacking>>) {
  let time = 0;
  const opened: BackendName[] = [];
  const engineOf = (backend: BackendName, step: Step): GradientEngine => ({
    backend,
    gradient(_parameters, _batch, gradient) {
      const ms = typeof step === 'number' ? step : step();
      gradient.fill(ms);
      time += ms;
      return { loss: 1, correct: 0 };
    },
    forward: () => ({ output: new Float32Array(0), loss: 1, correct: 0 }),
    footprint: () => 0,
    dispose: () => undefined,
  });
  const opener: Opener = (backend) => {
    opened.push(backend);
    // One that a case does not name is not there, so that a new row of the table changes no case.
    const step = steps[backend] ?? (Object.keys(steps).length === 0 ? 1 : lacking);
    if (step === lacking) return Promise.reject(notAvailable(lacking));
    return Promise.resolve({ engine: engineOf(backend, step), version: 'stand-in' });
  };
  return { opener, opened, clock: () => time };
}

async function nodeUsable(): Promise<boolean> {
  return chooseEngine('node', requestFor({}), now).then(
    () => true,
    () => false,
  );
}

describe('a forced backend', () => {
  it.each(['compiled', 'wasm', 'cpu'] as const)('%s is the one that is used', async (backend) => {
    const { engine, why, tfjs } = await chooseEngine(backend, requestFor({}), now);
    expect(engine.backend).toBe(backend);
    expect(why).toBe('asked for');
    expect(tfjs).toMatch(backend === 'compiled' ? /^not used$/ : /^\d+\.\d+\.\d+$/);
  });

  it('that is not available is refused in one line, which names a backend that works', async () => {
    const huge = requestFor({ depth: 50, width: 512, batchSize: 20_000, samples: 20_000 });
    // Only the refusal is real: a step of it takes minutes.
    const opener: Opener = (backend, request) =>
      backend === 'compiled' ? open(backend, request) : standIns({}).opener(backend, request);
    const refusal = await chooseEngine('compiled', huge, now, opener).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect((refusal as UserError).message).toMatch(/^backend compiled [^\n]+ 1024; --backend wasm works$/);
  });

  it('is refused with the note that no other backend works', async () => {
    const { opener } = standIns({ compiled: lacking, wasm: lacking, cpu: lacking });
    await expect(chooseEngine('wasm', requestFor({}), now, opener)).rejects.toThrow(/no other backend works$/);
  });

  it('node trains if it is installed, and is refused if not', async () => {
    const choice = chooseEngine('node', requestFor({}), now);
    if (await nodeUsable()) expect((await choice).engine.backend).toBe('node');
    else await expect(choice).rejects.toThrow(UserError);
  });
});

describe('auto', () => {
  it('takes the compiled engine if it beats the cost of dispatch, and does not load TensorFlow', async () => {
    for (const fields of [{}, RECURRENT]) {
      const { opener, opened, clock } = standIns({ compiled: 0.05 });
      const { engine, why, tfjs } = await chooseEngine('auto', requestFor(fields), clock, opener);
      expect(engine.backend).toBe('compiled');
      expect(tfjs).toBe('not used');
      expect(why).toBe("50 µs a step, below TensorFlow's cost of dispatch");
      expect(new Set(opened)).toEqual(new Set(['compiled']));
    }
  });

  it('opens the real engines', async () => {
    const { engine } = await chooseEngine('auto', requestFor({}), now);
    expect(BACKEND_NAMES).toContain(engine.backend);
  });

  it('takes another that is clearly faster by the clock', async () => {
    const { opener, clock } = standIns({ compiled: 10, node: lacking, wasm: 2, cpu: 5 });
    const { engine, why, tfjs } = await chooseEngine('auto', requestFor({}), clock, opener);
    expect(engine.backend).toBe('wasm');
    expect(tfjs).toBe('stand-in');
    expect(why).toBe('fastest: 2.0 ms a step, cpu 5.0 ms');
  });

  it('takes the first of the table if the difference is small', async () => {
    const { opener, clock } = standIns({ compiled: 10, node: lacking, wasm: 9, cpu: 11 });
    const { engine, why } = await chooseEngine('auto', requestFor({}), clock, opener);
    expect(engine.backend).toBe('compiled');
    expect(why).toBe('10.0 ms a step; wasm 9.0 ms, not clearly faster');
  });

  it('measures twice, so that a busy moment does not decide', async () => {
    // The first steps of the compiled engine take long, as they do beside another program; then it has the processor.
    let steps = 0;
    const disturbed = (): number => ((steps += 1) <= 8 ? 100 : 1);
    const { opener, clock } = standIns({ compiled: disturbed, node: lacking, wasm: 2, cpu: 5 });
    const { engine, why } = await chooseEngine('auto', requestFor({}), clock, opener);
    expect(engine.backend).toBe('compiled');
    expect(why).toBe('fastest: 1.0 ms a step, wasm 2.0 ms');
  });

  it('tries the next if one is not available, and gives the reason', async () => {
    const { opener, clock } = standIns({ compiled: lacking, node: lacking, wasm: lacking, cpu: 5 });
    const { engine, why } = await chooseEngine('auto', requestFor({}), clock, opener);
    expect(engine.backend).toBe('cpu');
    expect(why).toBe('5.0 ms a step; compiled is not available: no room');
  });

  it('does not hide a fault of an engine by taking the next', async () => {
    const fault = (): never => {
      throw new TypeError('no such kernel');
    };
    const { opener, opened, clock } = standIns({ compiled: fault });
    const error = await chooseEngine('auto', requestFor({}), clock, opener).catch((e: unknown) => e);
    expect(error).not.toBeInstanceOf(UserError);
    expect((error as Error).message).toBe('backend compiled failed: no such kernel');
    expect(opened).toEqual(['compiled']);
    const nan = standIns({ compiled: NaN });
    await expect(chooseEngine('auto', requestFor({}), nan.clock, nan.opener)).rejects.toThrow(
      /^backend compiled failed: /,
    );
  });

  it('an operation or memory that is refused means not available, not a fault', async () => {
    for (const message of ["Kernel 'X' not registered for backend 'wasm'", 'Array buffer allocation failed']) {
      const refused = (): never => {
        throw new Error(message);
      };
      const { opener, clock } = standIns({ compiled: 10, node: lacking, wasm: refused, cpu: 5 });
      expect((await chooseEngine('auto', requestFor({}), clock, opener)).engine.backend).toBe('cpu');
    }
  });

  it('reports for each backend why it cannot train', async () => {
    const { opener, clock } = standIns({ compiled: lacking, node: lacking, wasm: lacking, cpu: lacking });
    const error = await chooseEngine('auto', requestFor({}), clock, opener).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(1);
    for (const backend of BACKEND_NAMES) expect((error as Error).message).toContain(`${backend}: no room`);
  });

  it('an earlier decision is kept: the engine is tested and taken, with the same reason', async () => {
    const { opener, opened, clock } = standIns({ compiled: 50, wasm: 1 });
    const decision = { backend: 'compiled', why: 'fastest: 1.0 ms a step' } as const;
    const { engine, why } = await chooseEngine(decision, requestFor({}), clock, opener);
    expect([engine.backend, why]).toEqual(['compiled', decision.why]);
    expect(new Set(opened)).toEqual(new Set(['compiled']));
  });

  it('accepts a network whose first gradient overflows', async () => {
    const fields: PresetFile = { depth: 50, activation: 'linear', residual: 1, loss: 'meanSquaredError', width: 128 };
    await expect(chooseEngine('compiled', requestFor(fields), now)).resolves.toBeDefined();
  });

  it('has a lower bound for the cost of a step on TensorFlow', () => {
    expect(leastMs('wasm', requestFor({}))).toBeCloseTo(8 * 12 * 0.005, 10);
    // 50 time steps and the output layer.
    const long = requestFor({ ...RECURRENT, sequenceLength: 50 });
    expect(leastMs('wasm', long)).toBeCloseTo(51 * 12 * 0.005, 10);
    // One call, its operations are not dispatched one by one.
    expect(leastMs('node', long)).toBeCloseTo(0.04 + 51 * 12 * 0.0006, 10);
    const wide: PresetFile = { depth: 10, width: 128, batchSize: 250 };
    // 9 kernels of 128 x 128, one of 2 x 128, one of 128 x 1.
    const operations = 6 * 250 * (9 * 128 * 128 + 3 * 128);
    expect(leastMs('wasm', requestFor(wide))).toBeCloseTo(operations / 1e7, 6);
    expect(leastMs('cpu', requestFor(wide))).toBeGreaterThan(leastMs('wasm', requestFor(wide)));
  });
});

it.each(BACKEND_NAMES)('the record of %s is complete', (name) => {
  const { doc, advice } = backendRecord(name);
  expect(doc.length).toBeGreaterThan(10);
  expect(advice.length).toBeGreaterThan(10);
  if (name === 'compiled') return;
  const { library, operationUs, startUs, gflops, preparingSteps } = TF_BACKENDS[name];
  expect(library).toMatch(/^[a-z]+$/);
  expect(Math.min(operationUs, gflops, preparingSteps)).toBeGreaterThan(0);
  expect(startUs).toBeGreaterThanOrEqual(0);
});

it('reports a time or a reason for each backend', async () => {
  const reports = await reportBackends(requestFor({}), now);
  expect(reports.map(({ backend }) => backend)).toEqual([...BACKEND_NAMES]);
  const usable: BackendName[] = [];
  for (const { backend, usable: is, msPerStep, reason, version } of reports) {
    if (is) {
      usable.push(backend);
      expect(msPerStep).toBeGreaterThan(0);
      expect(reason).toBeNull();
      expect(version).not.toBe('');
    } else {
      expect(msPerStep).toBeNull();
      expect(reason).toMatch(/^[^\n]+$/);
    }
  }
  expect(usable).toEqual(expect.arrayContaining(BACKEND_NAMES.filter((name) => backendRecord(name).optional !== true)));
});
