// The run log's schema: every row is complete, and the readers follow from it.
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { faultOf, isKnown } from '../../../src/core/run/schema/check.js';
import { EVENTS } from '../../../src/core/run/schema/events.js';
import type { Field, Fields, Holder } from '../../../src/core/run/schema/kinds.js';
import {
  LAYER_METRICS,
  PROBE_METRICS,
  PROBED_METRICS,
  STEP_METRICS,
} from '../../../src/core/run/schema/layerMetrics.js';

import type { PresetFile } from '../../../src/core/config/schema.js';
import { resolved, runEvent } from './events.js';

interface Row {
  readonly path: string;
  readonly field: Field;
}
const rowsOf = (fields: Fields, path: string): Row[] =>
  Object.entries(fields).flatMap(([name, field]) => [
    { path: `${path}.${name}`, field },
    ...rowsOf(field.kind.fields ?? {}, `${path}.${name}`),
  ]);
const ROWS = Object.entries(EVENTS).flatMap(([type, { fields }]) => rowsOf(fields, type));

describe('the schema', () => {
  it.each(ROWS.map((row) => [row.path, row] as const))('%s is complete', (_, { field }) => {
    const { kind, presence, fallback, doc } = field;
    expect(kind.noun).toMatch(/./);
    expect(doc).toMatch(/^\S.*[^.\s]$/);
    expect(doc).not.toMatch(/\n/);
    expect(fallback !== undefined).toBe(presence === 'fallback');
    // No value is right for every kind: each refuses at least one of these.
    const refused = [{}, [], 7, 'x', true].filter((value) => kind.check(value, { it: value }, 'it') !== null);
    if (!/runId/.test(_)) expect(refused.length).toBeGreaterThan(0);
  });

  it('leaves out what is not a number among the scalars, and keeps the step', () => {
    const step = {
      type: 'step',
      runId: 'r',
      step: 1,
      loss: 2,
      scalars: { a: 1, b: null, c: 'warmup', d: 'NaN', e: [1] },
    };
    expect(faultOf(step)).toBeNull();
    expect(step.scalars).toEqual({ a: 1, d: NaN });
  });

  it('accepts the run of a table with more rows than --samples allows, and no more samples of data that are drawn', () => {
    const run = (overrides: PresetFile): Holder => ({
      ...runEvent(),
      config: { ...resolved(overrides), samples: 120_000 },
    });
    const table = run({ dataset: 'csv', data: 'large.csv' });
    expect(faultOf(table)).toBeNull();
    expect(table['config']).toMatchObject({ samples: 120_000 });
    expect(faultOf(run({ dataset: 'moons' }))).toContain('field samples: 120000 is not allowed');
  });

  it('has only fallbacks that its checks accept', () => {
    for (const { field } of ROWS) {
      if (field.fallback === undefined) continue;
      const holder: Holder = { rule: 'plateau', values: [1, 2] };
      holder['it'] = field.fallback(holder);
      expect(field.kind.check(holder['it'], holder, 'it')).toBeNull();
    }
  });

  it('accepts every event type, and names the first required field of an empty event', () => {
    for (const [type, { fields }] of Object.entries(EVENTS)) {
      const event: Holder = { type, ...(type === 'finding' ? { rule: 'plateau' } : {}) };
      expect(isKnown(event)).toBe(true);
      const needed = Object.entries(fields as Fields).find(
        ([name, row]) => row.presence === 'needed' && !(name in event),
      );
      if (needed === undefined) expect(faultOf(event)).toBeNull();
      else expect(faultOf(event)).toContain(`"${needed[0]}"`);
      expect(event['runId']).toBe('run');
    }
  });

  it('gives each per-layer metric a series, from steps and, at step 0, from the probe', () => {
    const run = createRunState('run', null);
    const figures = (names: readonly string[]): Holder => Object.fromEntries(names.map((name, i) => [name, [i + 1]]));
    const probe: Holder = { type: 'probe', step: 0, layers: figures(PROBED_METRICS) };
    expect(faultOf(probe)).toBeNull();
    applyEvent(run, probe as unknown as GradtopEvent);
    const step: Holder = { type: 'step', step: 1, loss: 1, layers: figures(LAYER_METRICS) };
    expect(faultOf(step)).toBeNull();
    applyEvent(run, step as unknown as GradtopEvent);
    expect(Object.keys(run.layers)).toEqual(Object.keys(STEP_METRICS));
    LAYER_METRICS.forEach((metric, i) => {
      const [series] = run.layers[metric];
      expect(series?.bucket(series.length - 1)).toMatchObject({ lastStep: 1, last: i + 1 });
      expect(series?.bucket(0)?.firstStep).toBe(metric in PROBE_METRICS ? 0 : 1);
    });
    expect(run.recent[0]?.layers).toEqual(
      Object.fromEntries(LAYER_METRICS.map((metric, i) => [metric, Float64Array.of(i + 1)])),
    );
  });
});
