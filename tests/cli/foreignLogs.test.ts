// Logs of other programs: steps alone, and any part of what else may stand in a log. All is shown, what is missing as missing.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../src/cli/runs.js';
import type { AppState } from '../../src/core/app/state.js';
import { updateReplay } from '../../src/core/app/replay.js';
import { verdict } from '../../src/core/diagnosis/verdict.js';
import { LAYER_METRICS, PROBE_METRICS } from '../../src/core/run/schema/layerMetrics.js';
import { createCanvas, toLines } from '../../src/core/screen/canvas.js';
import { summaryLines } from '../../src/core/text/summary.js';
import { csvLines, csvShape } from '../../src/ui/export/csv.js';
import { htmlPage } from '../../src/ui/export/html.js';
import { emptyReplay } from '../../src/ui/begun.js';
import { createPainter, panelView } from '../../src/ui/screen.js';
import { themeOf } from '../../src/ui/themes/index.js';
import { createPlayer } from '../../src/worker/player/player.js';
import { encodePlan } from '../../src/core/sweep/log.js';
import { gradtop } from '../helpers/cli.js';
import { planOf } from '../helpers/sweepMaps.js';
import { usePty } from '../helpers/pty.js';
import { eventsIn, jumpIn } from '../helpers/logs.js';
import { fc, runs, some, spread } from '../helpers/property.js';
import { PANEL_NAMES, PANELS } from '../../src/ui/panels/index.js';
import { log, type Line } from './arbitraries.js';

const start = usePty();
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-foreign-'));
const file = path.join(folder, 'log.jsonl');
const STAGE = { size: { columns: 160, rows: 45 }, theme: 'dark', ascii: false, presets: [] };

const write = (lines: readonly Line[]): void => {
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

function stateOf(log: string): AppState {
  let state = emptyReplay(STAGE);
  for (const event of eventsIn(log))
    state = updateReplay(state, { type: 'events', runId: event.runId, events: [event] }).state;
  return state;
}

/** All texts that the program writes about a log. The heatmap's legend explains NaN in any case. */
function everythingSaid(log: string): string {
  const state = stateOf(log);
  const said: string[] = [...csvLines(eventsIn(log), csvShape(eventsIn(log)))];
  for (const run of state.runs.values())
    said.push(...summaryLines(run, {}), htmlPage([{ label: run.runId, state: run }], '<svg/>', 'title'));
  for (const cursorStep of [null, 3]) {
    for (const layer of [0, 2]) {
      const at = { ...state, ui: { ...state.ui, cursorStep, layer } };
      for (const { canvas } of createPainter(false)(at, themeOf('dark'))) said.push(...toLines(canvas));
      const view = panelView(at, themeOf('dark'), false);
      if (view === null) throw new Error('no run');
      for (const id of PANEL_NAMES) {
        const canvas = createCanvas(110, 30);
        PANELS[id].paint(canvas, { ...view, enlarged: true });
        said.push(PANELS[id].title(view), ...toLines(canvas));
      }
    }
    for (const run of state.runs.values()) said.push(verdict(run, cursorStep).text);
  }
  return said.join('\n').replaceAll(/×(?:=| )NaN/g, '');
}

describe('a log of another program', () => {
  it('is shown with any fields, and never with figures that it lacks', { tags: ['long'] }, () => {
    fc.assert(
      fc.property(log, (lines) => {
        write(lines);
        const said = everythingSaid(file);
        expect(said.match(/.*(?:undefined|NaN|null|\[object).*/g)).toBeNull();
        expect(listRuns(folder)).toHaveLength(1);
        expect(listRuns(folder)[0]).not.toMatch(/unreadable|undefined/);
      }),
      { numRuns: runs(30) },
    );
  });

  const steps = (more: (i: number) => Line = () => ({})): Line[] =>
    Array.from({ length: 40 }, (_, i) => ({ type: 'step', step: i + 1, loss: 1 / (i + 1), ...more(i) }));
  const still = async (lines: readonly Line[]): Promise<string> => {
    write(lines);
    const { stdout, stderr } = await gradtop(['export', file, '--txt', '-', '--size', '160x45']);
    expect(stderr).toBe('');
    return stdout;
  };

  it('of steps alone has a curve, few rules, and no epochs', { tags: ['long'] }, async () => {
    const picture = await still(steps());
    expect(picture).toMatch(/ step 40\/\? {2}loss 0\.0250/);
    expect(picture).not.toMatch(/epoch/);
    expect(picture).toMatch(/\d+ of 12 rules can judge this log/);
    expect(picture).toContain('No gradients in this log');
    // Panels without data give their space to the others.
    expect(picture).not.toMatch(/─ (?:layers|data|weights|activation)/);
  });

  it('with part of a configuration does not count as a network of the defaults', { tags: ['long'] }, async () => {
    const config = { learningRate: 0.1, optimizer: 'AdamW', depth: 0 };
    const picture = await still([{ type: 'run', name: 'resnet', config, totalSteps: 80 }, ...steps()]);
    expect(picture).toMatch(/^ resnet /);
    expect(picture).toContain('step 40/80');
    expect(picture).not.toMatch(/sigmoid|glorot|undefined/);
    expect(picture).toMatch(/\d+ of 12 rules can judge this log/);
  });

  it('keeps a configuration without the fields of later versions', { tags: ['long'] }, () => {
    const [first] = readFileSync(new URL('../fixtures/logs/relu.jsonl', import.meta.url), 'utf8').split('\n');
    const own = JSON.parse(first ?? '') as { config: Record<string, unknown> };
    const later = ['clipNorm', 'recurrentGain'];
    const older = Object.fromEntries(Object.entries(own.config).filter(([field]) => !later.includes(field)));
    write([{ ...own, config: older }, ...steps()]);
    const [run] = [...stateOf(file).runs.values()];
    expect(run?.config).toMatchObject(own.config);
  });

  it.each(some(['relu', 'exploding-rnn'], 1))(
    'of a version that lacked one figure of the layers is shown: %s',
    (name) => {
      const lines = readFileSync(new URL(`../fixtures/logs/${name}.jsonl`, import.meta.url), 'utf8')
        .split('\n', 60)
        .map((line) => JSON.parse(line) as Line);
      const without = (metric: string): Line[] =>
        lines.map((line) => {
          const layers = Object.entries((line['layers'] ?? {}) as Line).filter(
            ([one]) => one !== metric && metric !== 'all',
          );
          return Array.isArray(line['layers']) || line['layers'] === undefined
            ? line
            : { ...line, layers: Object.fromEntries(layers) };
        });
      write(lines);
      const whole = everythingSaid(file);
      for (const metric of [...spread([...LAYER_METRICS, ...Object.keys(PROBE_METRICS)], 4), 'all']) {
        write(without(metric));
        const said = everythingSaid(file);
        expect(said, metric).not.toMatch(/undefined|\[object/);
        // The curves appear although other data lack.
        expect(said.length, metric).toBeGreaterThan(whole.length / 4);
      }
      const state = stateOf(file);
      for (const run of state.runs.values()) for (const metric of LAYER_METRICS) expect(run.layers[metric]).toEqual([]);
      expect(whole).not.toMatch(/undefined/);
    },
  );

  it('shows figures of layers without gradients, and layers without names', { tags: ['long'] }, async () => {
    const layers = { weightRms: [1, 1, 2], updateRms: [0.001, 0.01, 0.02] };
    const picture = await still(steps(() => ({ layers })));
    expect(picture).toMatch(/hidden_1 +- +-3\.00/);
    expect(picture).toMatch(/output +- +-2\.00/);
  });

  it('is replayed as docs/run-log.md shows one', { tags: ['long'] }, async () => {
    const docs = readFileSync(new URL('../../docs/run-log.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(docs)?.[1] ?? '';
    expect(example.trimEnd().split('\n')).toHaveLength(5);
    writeFileSync(file, example);
    const s = start(['replay', file, '--speed', 'max']);
    await s.see(/^ theirs .* diverged/);
    await s.see(/step 3\/4 /);
    await s.see(/the loss is NaN at step 3/);
    await s.see(/conv .* 0\.001 +-/);
    await s.see(/fc .* 0\.01 +-/);
    s.send('q');
    expect(await s.exit).toBe(0);
    expect(s.screen.text).toMatch(/run theirs: no configuration in the log\s+diverged after 3 steps/);
  });

  it('separates its numbered runs', () => {
    write(steps((i) => ({ runId: i % 2, step: (i >> 1) + 1 })));
    expect([...stateOf(file).runs.keys()]).toEqual(['0', '1']);
  });

  it('with an end without figures ends, and keeps the batch losses', () => {
    write([...steps(), { type: 'end', step: 40 }]);
    const [run] = [...stateOf(file).runs.values()];
    if (run === undefined) throw new Error('no run');
    expect(summaryLines(run, {})).toEqual([
      'run run: no configuration in the log',
      '  ended after 40 steps, batch loss 0.0250',
      expect.stringMatching(
        /(?: 1 of 12 rules can judge this log; it|[^1] of 12 rules can judge this log; they) found nothing/,
      ),
    ]);
    const lines = summaryLines(run, { columns: 40 });
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('keeps its findings after a jump to a step', () => {
    const found = { type: 'finding', step: 4900, rule: 'exploding', level: 'alarm' };
    const lines = Array.from({ length: 6000 }, (_, i): Line => ({ type: 'step', step: i + 1, loss: 0.5 }));
    write([{ type: 'run', name: 'theirs' }, ...lines.slice(0, 4900), found, ...lines.slice(4900)]);
    const player = createPlayer({
      events: eventsIn(file),
      speed: { kind: 'max' },
      now: () => 0,
      jump: (step) => jumpIn(file, step),
      from: 5000,
    });
    let rules: string[] = [];
    player.subscribe((message) => {
      if (message.type === 'replaced') rules = [...message.run.active.keys()];
    });
    player.play();
    void player.close();
    expect(rules).toEqual(['exploding']);
  });
});

it.each(['explain', 'replay', 'watch'])(
  '%s refuses the log of a sweep and names the command for it',
  async (command) => {
    const sweep = path.join(folder, 'part-1.jsonl');
    writeFileSync(sweep, `${encodePlan(planOf(), 'loss')}\n{"type":"cell","column":0,"row":0,"loss":0.5}\n`);
    const { code, stderr, stdout } = await gradtop([command, sweep]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^gradtop: .*part-1\.jsonl: .*gradtop sweep watch.*\n$/);
  },
);
