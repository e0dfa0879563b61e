// Choice of the engine: forced or refused in one line, measured when left to us, and quick whatever the network's size.
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, type BackendName } from '../../src/core/config/backends.js';
import type { PresetFile } from '../../src/core/config/schema.js';
import { chooseEngine, leastMs, reportBackends } from '../../src/training/backends.js';
import { prepare } from '../../src/training/prepare.js';
import { parseConfig } from '../../src/core/config/presets.js';

const now = (): number => performance.now();
const requestFor = (fields: PresetFile) => prepare(parseConfig(fields, 'test'), () => '').request;
const RECURRENT: PresetFile = { cell: 'simpleRnn', dataset: 'sequenceSum', depth: 1, activation: 'tanh' };

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

  it('that cannot be had is refused in one line that names a way on', async () => {
    const huge = requestFor({ depth: 50, width: 512, batchSize: 20_000, samples: 20_000 });
    await expect(chooseEngine('compiled', huge, now)).rejects.toThrow(
      /^backend compiled cannot be had here: [^\n]+[^.\n]; use --backend wasm or --backend auto$/,
    );
  });

  it('node trains where it is installed and is refused like the others where not', async () => {
    const choice = chooseEngine('node', requestFor({}), now);
    if (await nodeUsable()) expect((await choice).engine.backend).toBe('node');
    else
      await expect(choice).rejects.toThrow(
        /^backend node cannot be had here: [^\n]+[^.\n]; use --backend wasm or --backend auto$/,
      );
  });
});

describe('auto', () => {
  it('takes the compiled engine for a lesson and does not load TensorFlow', async () => {
    for (const fields of [{}, RECURRENT]) {
      const { engine, why, tfjs } = await chooseEngine('auto', requestFor(fields), now);
      expect(engine.backend).toBe('compiled');
      expect(tfjs).toBe('not used');
      expect(why).toMatch(/^\d+(\.\d)? (µs|ms) a step, below TensorFlow's cost of dispatch$/);
    }
  });

  it('takes another where the clock says that it is faster', async () => {
    // Proof and one timing of the compiled engine read the clock four times: they seem to take a second each.
    let reads = 0;
    let clock = 0;
    const slowAtFirst = (): number => {
      reads += 1;
      clock += reads <= 4 ? 1000 : 1;
      return clock;
    };
    const { engine, why } = await chooseEngine('auto', requestFor({}), slowAtFirst);
    expect(engine.backend).toBe((await nodeUsable()) ? 'node' : 'wasm');
    expect(why).toMatch(/^fastest: 1\.0 ms a step, /);
  });

  it('starts a network whose own first numbers overflow', async () => {
    const fields: PresetFile = { depth: 50, activation: 'linear', residual: 1, loss: 'meanSquaredError', width: 128 };
    await expect(chooseEngine('compiled', requestFor(fields), now)).resolves.toBeDefined();
  });

  it('knows what a step costs TensorFlow at least', () => {
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

it('the report tells of each backend a time or a reason', async () => {
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
  expect(usable).toEqual(expect.arrayContaining(['compiled', 'wasm', 'cpu']));
});
