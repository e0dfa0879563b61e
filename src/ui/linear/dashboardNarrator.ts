// The dashboard for screen readers: says what runs, what changed, findings as they come, the end; more when a key asks.
import { bindingOf, dashboardKeys, type Binding } from '../../core/app/keymap.js';
import { helpRows } from '../../core/app/keyTable.js';
import { lessonTakes } from '../../core/app/lesson.js';
import { rowOfLayer, tableRows } from '../../core/app/layerRows.js';
import { focusedRun, orderedRuns, progressOf } from '../../core/app/selectors.js';
import type { AppState, Message } from '../../core/app/state.js';
import type { RunState } from '../../core/run/runState.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { answerLines, lessonWaits, onwards, stepKey, stepLines } from './lessonLines.js';
import type { Narrator, Taken } from './narrator.js';
import {
  beginLine,
  endLine,
  findingLine,
  labelOf,
  layerLine,
  layersLines,
  placeInWords,
  statusLines,
  whyLines,
} from './runLines.js';

/** Least time between two lines about progress, which come with each tenth of a run. */
const PROGRESS_MS = 30_000;
/** Most lines of one kind at once; the rest is counted. */
const AT_ONCE = 8;

/** Keys that answer in lines, also if the dashboard has other actions on them. `step` moves from `s` to the full stop. */
const OWN: Readonly<Record<string, string>> = {
  s: 'state of the runs',
  z: 'all layers',
  '.': 'one step, then pause',
  h: 'these keys',
};
/** Actions of the dashboard that matter most here, and their words. */
const MAIN: readonly (readonly [string, string])[] = [
  ['receipt', 'why: the verdict, its evidence, the suggested change'],
  ['layer-up', 'the next layer towards the output'],
  ['layer-down', 'the next layer towards the input'],
  ['cursor-left', 'time cursor back'],
  ['cursor-right', 'time cursor forward'],
  ['pause', 'pause or go on'],
  ['remedy', 'a twin with the suggested change'],
  ['remedy-here', 'restart with the suggested change'],
  ['picker', 'choose a preset'],
  ['quit', 'quit'],
  ['help', 'all keys'],
];

interface RunMemory {
  readonly run: RunState;
  begun: boolean;
  findings: number;
  ended: boolean;
  tenth: number;
}

export class DashboardNarrator implements Narrator<AppState> {
  private readonly runs = new Map<string, RunMemory>();
  private seen: Pick<AppState, 'focus' | 'ui'> | null = null;
  private lesson: { key: string; answer: string; waits: string | null } | null = null;
  private saidAt = -Infinity;

  greeting(state: AppState): readonly string[] {
    const lesson = state.lesson ? [`lesson ${state.lesson.lesson.title}`] : [];
    return [...lesson, 'gradtop in lines; h lists the keys, s says the state, q quits'];
  }

  news(state: AppState, now: number): readonly string[] {
    const lines = [...this.ofRuns(state), ...this.ofView(state), ...this.ofLesson(state)];
    const { message } = state.ui;
    if (message !== null && isNew(message, this.seen?.ui.message)) {
      const text = sanitizeLine(message.text, 1000);
      if (!lines.some((line) => line.includes(text))) lines.push(messageLine(message.level, text));
    }
    this.seen = { focus: state.focus, ui: state.ui };
    if (lines.length > 0) this.saidAt = now;
    else if (now - this.saidAt >= PROGRESS_MS) lines.push(...this.progress(state, now));
    return lines;
  }

  take(key: string, state: AppState): Taken {
    if (state.ui.overlay !== null || lessonTakes(state, key)) return { key };
    if (key === 's') return { lines: statusLines(state) };
    if (key === 'z') return { lines: layersLines(state) };
    if (key === 'h') return { lines: mainKeys(state) };
    if (key === '.') return { key: dashboardKeys(state.keys).keyOf('step') };
    const binding = bindingOf(state, key);
    if (binding?.id === 'receipt') return { lines: whyLines(state) };
    if (binding?.id === 'help') return { lines: allKeys(state) };
    return binding !== undefined && isPicture(binding)
      ? { lines: [`${key}, ${binding.label}: there is no picture here`] }
      : { key };
  }

  closing({ ui }: AppState): string | null {
    return ui.overlay === null || ui.overlay === 'picker' || ui.overlay === 'prompt' ? null : 'esc';
  }

  private ofRuns(state: AppState): string[] {
    const [begun, found, ended]: string[][] = [[], [], []];
    for (const run of orderedRuns(state)) {
      const memory = this.memoryOf(run);
      if (!memory.begun && run.run !== null) {
        memory.begun = true;
        begun?.push(beginLine(state, run));
      }
      for (const finding of run.findings.slice(memory.findings)) found?.push(findingLine(state, run, finding));
      memory.findings = run.findings.length;
      const over = run.end !== null || run.status === 'failed';
      if (over && !memory.ended) ended?.push(endLine(state, run));
      memory.ended = over;
    }
    for (const runId of this.runs.keys()) if (!state.runs.has(runId)) this.runs.delete(runId);
    return [begun, found, ended].flatMap((lines = []) => atMost(lines));
  }

  /** A run that a jump in a log has replaced keeps what was said. */
  private memoryOf(run: RunState): RunMemory {
    const known = this.runs.get(run.runId);
    if (known?.run === run) return known;
    const jumped = known !== undefined && run.step > 0;
    const memory = {
      run,
      begun: jumped && known.begun,
      findings: jumped ? run.findings.length : 0,
      ended: jumped && known.ended,
      tenth: 0,
    };
    this.runs.set(run.runId, memory);
    return memory;
  }

  /** Changes of the focus, the time cursor, the layer and the overlay. */
  private ofView(state: AppState): string[] {
    const { seen } = this;
    const run = focusedRun(state);
    if (seen === null || run === undefined) return [];
    const lines: string[] = [];
    const { ui } = state;
    if (seen.focus !== state.focus && seen.focus !== '' && state.order.length > 1)
      lines.push(`focus: run ${state.order.indexOf(state.focus) + 1}, ${labelOf(state, run)}`);
    if (seen.ui.cursorStep !== ui.cursorStep)
      lines.push(ui.cursorStep === null ? `live: ${placeInWords(run)}` : placeInWords(run, ui.cursorStep));
    if (seen.ui.layer !== ui.layer) {
      const rows = tableRows(run, ui);
      const row = rows[rowOfLayer(rows, ui.layer)];
      if (row !== undefined) lines.push(layerLine(run, row, ui.cursorStep));
    }
    return [...lines, ...overlayLines(state, seen.ui)];
  }

  private ofLesson(state: AppState): string[] {
    const { lesson } = state;
    if (!lesson) {
      this.lesson = null;
      return [];
    }
    const [key, answer, waits] = [stepKey(lesson), answerLines(state), lessonWaits(state)];
    const before = this.lesson;
    this.lesson = { key, answer: answer.join('\n'), waits };
    const entered = before?.key !== key;
    const lines = entered ? stepLines(state, lesson) : [];
    if (entered || before.answer !== this.lesson.answer) lines.push(...answer);
    if (waits === null && (entered || before.waits !== null)) lines.push(onwards(lesson));
    return lines;
  }

  private progress(state: AppState, now: number): string[] {
    const run = focusedRun(state);
    const fraction = run === undefined ? null : progressOf(run).fraction;
    if (run?.status !== 'running' || fraction === null) return [];
    const memory = this.memoryOf(run);
    const tenth = Math.floor(10 * fraction);
    if (tenth <= memory.tenth) return [];
    memory.tenth = tenth;
    this.saidAt = now;
    return [`${labelOf(state, run)}: ${placeInWords(run)}`];
  }
}

/** A tick gives a message its time, in a copy. */
const isNew = (message: Message, before: Message | null | undefined): boolean =>
  message !== before && (message.text !== before?.text || message.since === undefined);

const messageLine = (level: Message['level'], text: string): string => (level === 'info' ? text : `${level}: ${text}`);

const atMost = (lines: readonly string[]): readonly string[] =>
  lines.length <= AT_ONCE
    ? lines
    : [...lines.slice(0, AT_ONCE), `and ${lines.length - AT_ONCE} more; s says the state`];

/** Whether the key changes only how the dashboard looks. */
const isPicture = ({ group, id }: Binding): boolean => group === 'look' || id === 'redraw';

const ownKeys = (): string[] => Object.entries(OWN).map(([key, label]) => `${key}: ${label}`);

const mainKeys = ({ keys }: AppState): string[] => [
  ...ownKeys(),
  ...MAIN.map(([id, label]) => `${dashboardKeys(keys).keyOf(id)}: ${label}`),
];

/** All keys that do something here. */
const allKeys = (state: AppState): string[] => {
  const rows = helpRows(state).filter(({ title }) => !title);
  const words = rows
    .filter(({ keys }) => {
      const [first = ''] = keys.split(' ');
      const binding = bindingOf(state, first);
      return !(first in OWN) && (binding === undefined || !isPicture(binding));
    })
    .map(({ keys, text, disabled }) => `${keys}: ${text}${disabled === null ? '' : ` (${disabled})`}`);
  return [...ownKeys(), ...words];
};

/** The picker and the prompt for a step, as they change. */
function overlayLines({ ui, presets }: AppState, before: AppState['ui']): string[] {
  const entered = ui.overlay !== before.overlay;
  if (ui.overlay === 'picker') {
    const preset = presets[ui.listIndex];
    const about = preset === undefined ? '' : `${preset.name}: ${sanitizeLine(preset.teaches)}`;
    const lines = entered
      ? [`${presets.length} presets: up and down choose, enter starts, space marks several, esc closes`]
      : [];
    if (entered || ui.listIndex !== before.listIndex) lines.push(about);
    if (!entered && ui.marked !== before.marked)
      lines.push(ui.marked.length === 0 ? 'none marked' : `marked: ${ui.marked.join(', ')}`);
    return lines;
  }
  if (ui.overlay === 'prompt') {
    if (entered) return ['go to a step: type its number, then enter; esc closes'];
    return ui.promptText === before.promptText ? [] : [ui.promptText === '' ? 'empty' : ui.promptText];
  }
  return entered && ui.overlay === null && (before.overlay === 'picker' || before.overlay === 'prompt')
    ? ['closed']
    : [];
}
