// Views for panel tests: runs from recorded logs or synthetic, a theme of distinct colours, and the state of the dashboard's looks.
import { USUAL_KEYS } from '../../../src/core/keys/changes.js';
import { readFileSync } from 'node:fs';
import { USUAL_LAYOUT } from '../../../src/core/app/layoutState.js';
import type { UiState } from '../../../src/core/app/state.js';
import type { GradtopEvent } from '../../../src/core/run/events.js';
import { applyEvent, createRunState } from '../../../src/core/run/applyEvent.js';
import type { RunState } from '../../../src/core/run/runState.js';
import { decodeLog } from '../../../src/runtime/journal.js';
import { createCanvas, toLines, type Canvas } from '../../../src/core/screen/canvas.js';
import type { PanelView, RunView } from '../../../src/ui/panels/panel.js';
import type { Theme } from '../../../src/ui/themes/theme.js';
import { PANELS, type PanelName } from '../../../src/ui/panels/index.js';
import { runEvent, stepEvent } from '../../core/run/events.js';

export const THEME: Theme = {
  name: 'test',
  paper: { background: 0x101418, foreground: 0xe4e7eb },
  text: -1,
  muted: 0x808080,
  border: 0x404040,
  focus: 0x0000f1,
  title: 0xf0f0f0,
  good: 0x00f200,
  warning: 0xf3f300,
  alarm: 0xf40000,
  info: 0x00f5f5,
  plateau: 0xf600f6,
  cursor: 0xffffff,
  classes: [0x0101f0, 0xf00101],
  regions: [0x000040, 0x400000],
  runs: [0x111111, 0x222222, 0x333333, 0x444444, 0x555555, 0x666666, 0x777777, 0x888888, 0x999999],
  ramp: [0x000000, 0xffffff],
  colourless: false,
  rampless: false,
};
export const MONO: Theme = { ...THEME, colourless: true, rampless: true };

export const UI: UiState = {
  overlay: null,
  listIndex: 0,
  marked: [],
  pickerAdds: false,
  sort: { by: 'place', reversed: false },
  promptText: '',
  layout: USUAL_LAYOUT,
  focusPanel: 'loss',
  enlarged: false,
  yScale: 'log',
  window: 'whole',
  zoom: null,
  pointer: null,
  heatScale: 'pinned',
  fineLoss: false,
  group: 'auto',
  toggled: [],
  layerFilter: '',
  layerOrder: 'depth',
  theme: 'test',
  pace: 10,
  fullSpeed: false,
  paused: false,
  cursorStep: null,
  layer: 0,
  weight: 0,
  compareActivation: 'relu',
  message: null,
  scroll: 0,
  twinArmed: false,
  recording: null,
};

const logs = new Map<string, GradtopEvent[]>();

/** Events of tests/fixtures/logs/<name>.jsonl. */
export function recorded(name: string): GradtopEvent[] {
  let events = logs.get(name);
  if (events === undefined) {
    const file = new URL(`../../fixtures/logs/${name}.jsonl`, import.meta.url);
    events = decodeLog(readFileSync(file, 'utf8'), name);
    logs.set(name, events);
  }
  return events;
}

export function runOf(events: readonly GradtopEvent[], upTo = Infinity): RunState {
  const state = createRunState('r', null);
  for (const event of events) if (!('step' in event) || event.step <= upTo) applyEvent(state, event);
  return state;
}

const LAYERS = 4;

/** A run of 4 layers and `steps` steps, planned for just as many. */
export const made = (steps: number, figures: (step: number) => Parameters<typeof stepEvent>[1]): RunState =>
  runOf([
    runEvent({ depth: LAYERS - 1 }, { totalSteps: steps }),
    ...Array.from({ length: steps }, (_, i) => stepEvent(i + 1, figures(i + 1))),
  ]);

export interface ViewOptions {
  readonly ui?: Partial<UiState>;
  readonly theme?: Theme;
  readonly ascii?: boolean;
  readonly enlarged?: boolean;
  readonly focus?: number;
}

export function viewOf(states: readonly RunState[], options: ViewOptions = {}): PanelView {
  const runs = states.map((state, slot): RunView => ({
    state,
    label: state.run?.config?.name ?? `run ${slot + 1}`,
    slot,
    pinned: false,
    hidden: false,
  }));
  const focus = runs[options.focus ?? 0];
  if (focus === undefined) throw new Error('a view needs a run');
  return {
    runs,
    allRuns: runs,
    focus,
    ui: { ...UI, ...options.ui },
    keys: USUAL_KEYS,
    theme: options.theme ?? THEME,
    ascii: options.ascii ?? false,
    enlarged: options.enlarged ?? false,
    hold: null,
  };
}

export function painted(id: PanelName, view: PanelView, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height);
  PANELS[id].paint(canvas, view);
  return canvas;
}

export const linesOf = (id: PanelName, view: PanelView, width: number, height: number): string[] =>
  toLines(painted(id, view, width, height));
