// `gradtop watch --once`: reads each log once and prints what is in it, a run a line.
import { statSync } from 'node:fs';
import { createStreamDiagnoser, isDiagnosable } from '../core/diagnosis/diagnose.js';
import { formatLoss } from '../core/format.js';
import { applyEvent, createRunState } from '../core/run/applyEvent.js';
import type { GradtopEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/runState.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { fitText, textWidth } from '../core/text/width.js';
import { EXIT, UserError } from '../core/userError.js';
import { QUIET_MS, reportOf, type RunReport } from '../core/watch/report.js';
import { locate, type Located } from '../runtime/log/locate.js';
import type { ReadingFlags } from '../runtime/log/reader.js';
import { tell } from './output.js';

export interface OnceOptions extends ReadingFlags {
  readonly paths: readonly string[];
  /** The name of a reader; null: by content. */
  readonly format: string | null;
  readonly json: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly columns: number;
}

/** Reads what can be read; each log that cannot be read is one line on standard error. Returns the exit code. */
export function watchOnce(options: OnceOptions, print: (text: string) => void): number {
  let code: number = EXIT.fine;
  const reports: RunReport[] = [];
  for (const word of options.paths)
    for (const log of attempt(() => locate(word, options.format)) ?? fail([]))
      for (const report of attempt(() => reportsOf(log, options, options.now)) ?? fail([]))
        if (options.json) print(`${JSON.stringify(report)}\n`);
        else reports.push(report);
  if (reports.length > 0) print(table(reports, options.columns));
  return code;

  function fail<T>(nothing: T): T {
    if (code === EXIT.fine) code = EXIT.usage;
    return nothing;
  }
  function attempt<T>(read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      error.lines.forEach(tell);
      code = Math.max(code, error.exitCode);
      return null;
    }
  }
}

/** The runs of one log. @throws UserError */
export function reportsOf({ source, reader, name }: Located, flags: ReadingFlags, now: number): RunReport[] {
  const runs = new Map<string, Reading>();
  const at = (runId: string): Reading => {
    const known = runs.get(runId) ?? newReading(runId);
    runs.set(runId, known);
    return known;
  };
  /** Damage before the first event belongs to the first run. */
  let early = 0;
  let current: Reading | null = null;
  for (const event of reader.read(source, {
    ...flags,
    onDamage: () => (current === null ? (early += 1) : (current.damaged += 1)),
  })) {
    const reading = at(event.runId);
    current = reading;
    take(reading, event);
  }
  if (runs.size === 0) at(name);
  const [first] = runs.values();
  if (first !== undefined) first.damaged += early;
  const silentMs = source.kind === 'stream' ? null : now - changedAt(source.path);
  return [...runs.values()].map(({ state, damaged }) => {
    if (silentMs !== null && silentMs >= QUIET_MS && state.run?.totalSteps !== undefined)
      state.silentSeconds = Math.round(silentMs / 1000);
    return reportOf(state, { name, format: reader.name, damaged, silentMs });
  });
}

interface Reading {
  readonly state: RunState;
  /** gradtop's own runs are judged again, as in a replay. */
  readonly diagnose: (event: GradtopEvent) => readonly GradtopEvent[];
  damaged: number;
}
const newReading = (runId: string): Reading => ({
  state: createRunState(runId, null),
  diagnose: createStreamDiagnoser(),
  damaged: 0,
});

function take({ state, diagnose }: Reading, event: GradtopEvent): void {
  if (event.type !== 'finding' || !isDiagnosable(state.run)) applyEvent(state, event);
  for (const finding of diagnose(event)) applyEvent(state, finding);
}

/** Of a folder: its last file. */
function changedAt(place: string): number {
  const stat = statSync(place, { throwIfNoEntry: false });
  return stat?.mtimeMs ?? 0;
}

function table(reports: readonly RunReport[], columns: number): string {
  const rows = reports.map((report) => [
    sanitizeLine(report.name, 40),
    report.format,
    report.status,
    report.lastStep === null ? '-' : String(report.lastStep),
    lossText(report),
    String(report.layers.length),
    [
      ...(report.damaged > 0 ? [`${report.damaged} damaged`] : []),
      ...(report.skipped > 0 ? [`${report.skipped} skipped`] : []),
      ...report.findings.map(({ rule, level }) => `${level}: ${rule}`),
    ].join(', ') || (report.steps === 0 ? '-' : 'no finding'),
  ]);
  const head = ['run', 'format', 'status', 'step', 'loss', 'layers', 'findings'];
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => textWidth(row[at] ?? ''))));
  const line = (row: readonly string[]): string =>
    fitText(
      row
        .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(cell))))
        .join('  ')
        .trimEnd(),
      columns,
    );
  const details = reports.flatMap(({ name, findings, notJudged }) => [
    ...findings.map(({ level, message }) => fitText(`${sanitizeLine(name, 40)}: ${level}: ${message}`, columns)),
    ...(notJudged.length === 0
      ? []
      : [
          fitText(
            `${sanitizeLine(name, 40)}: not judged: ${notJudged.map(({ rule, why }) => `${rule} (${why})`).join(', ')}`,
            columns,
          ),
        ]),
  ]);
  return [...all.map(line), '', ...details].map((text) => `${text}\n`).join('');
}

const lossText = ({ loss, steps }: RunReport): string => {
  const text = (value: number | string | null): string => formatLoss(typeof value === 'string' ? Number(value) : value);
  return steps === 0 || loss.last === null ? '-' : `${text(loss.first)} > ${text(loss.last)}`;
};
