// `gradtop watch --once`: reads each log once and prints what is in it, a run a line.
import { statSync } from 'node:fs';
import { createStreamDiagnoser, isDiagnosable } from '../core/diagnosis/diagnose.js';
import { applyEvent, createRunState } from '../core/run/applyEvent.js';
import type { GradtopEvent } from '../core/run/events.js';
import { NO_FLAGS } from '../core/run/scalars/scalarRun.js';
import type { RunState } from '../core/run/runState.js';
import { EXIT, UserError } from '../core/userError.js';
import { QUIET_MS, reportOf, type RunReport } from '../core/watch/report.js';
import { locate, type Located } from '../runtime/log/locate.js';
import type { Damage, ReadingFlags } from '../runtime/log/reader.js';
import { filesBelow } from '../runtime/log/filesBelow.js';
import type { Source } from '../runtime/log/source.js';
import { damageInWords } from '../runtime/watch/followedLog.js';
import { remoteIn } from '../runtime/watch/place.js';
import { quoted } from '../runtime/watch/remote.js';
import { resumes } from '../runtime/watch/succession.js';
import { metRules, unjudged, type FailOn } from './failOn.js';
import { lackOfLoss, Metrics } from './figureFlags.js';
import { onceTable } from './onceTable.js';
import { tell } from './output.js';

export interface OnceOptions extends ReadingFlags {
  readonly paths: readonly string[];
  /** Rules whose findings make the exit code 1. */
  readonly failOn: readonly FailOn[];
  /** The name of a reader; null: by content. */
  readonly format: string | null;
  readonly json: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly columns: number;
}

/** Prints the runs of all logs. A log that cannot be read is one line on standard error. Returns the exit code. */
export function watchOnce(options: OnceOptions, print: (text: string) => void): number {
  let code: number = EXIT.fine;
  const all: ReadRun[] = [];
  for (const word of options.paths)
    for (const log of attempt(() => located(word, options.format)) ?? fail([])) {
      const metrics = new Metrics(options.flags?.metrics ?? null);
      const flags = { ...options, flags: { ...(options.flags ?? NO_FLAGS), metrics: metrics.matches } };
      const runs = attempt(() => runsOf(log, flags, options.now)) ?? fail([]);
      all.push(...runs);
      const none = metrics.trouble(runs.flatMap(({ report }) => Object.keys(report.scalars)));
      if (none !== null) tell(`${log.name}: ${none}`);
    }
  const reports = all.map(({ report }) => report);
  const asked = options.flags?.lossTag ?? null;
  const lacks = asked === null ? [] : reports.flatMap((report) => lackOfLoss(report, asked) ?? []);
  if (lacks.length > 0) fail(lacks).forEach(tell);
  if (options.json) for (const report of reports) print(`${JSON.stringify(report)}\n`);
  else if (reports.length > 0) print(onceTable(reports, options.columns));
  for (const { state, report } of all) unjudged(state, report.name, options.failOn).forEach(tell);
  if (code === EXIT.fine && all.some(({ state }) => metRules(state, options.failOn).length > 0)) code = EXIT.failed;
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

/** @throws UserError */
function located(word: string, format: string | null): Located[] {
  const remote = remoteIn(word);
  if (remote === null) return locate(word, format);
  const { host, file } = remote;
  throw new UserError([
    `watch: --once reads local files; use: ssh ${host} cat ${quoted(file)} | gradtop watch --once -`,
  ]);
}

/** The runs of one log. @throws UserError */
export const reportsOf = (log: Located, flags: ReadingFlags, now: number): RunReport[] =>
  runsOf(log, flags, now).map(({ report }) => report);

interface ReadRun {
  readonly state: RunState;
  readonly report: RunReport;
}

/** @throws UserError */
function runsOf({ source, reader, name }: Located, flags: ReadingFlags, now: number): ReadRun[] {
  const runs = new Map<string, Reading>();
  const at = (runId: string): Reading => {
    const known = runs.get(runId) ?? newReading(runId);
    runs.set(runId, known);
    return known;
  };
  /** Damage before the first event belongs to the first run. */
  let early = 0;
  let current: Reading | null = null;
  let count = 0;
  const first: { damage?: Damage } = {};
  const onDamage = (damage: Damage): void => {
    first.damage ??= damage;
    if (current === null) early += 1;
    else current.damaged += 1;
  };
  for (const event of reader.read(source, { ...flags, onDamage })) {
    const reading = at(event.runId);
    current = reading;
    reading.last = count += 1;
    if (reading.first === 0 || resumes(event)) reading.first = count;
    take(reading, event);
  }
  if (first.damage !== undefined) tell(damageInWords(first.damage, 1));
  if (runs.size === 0) at(name);
  const [opening] = runs.values();
  if (opening !== undefined) opening.damaged += early;
  const silentMs = source.kind === 'stream' ? null : now - changedAt(source);
  const latestBegin = Math.max(...[...runs.values()].map((reading) => reading.first));
  return [...runs.values()].map(({ state, damaged, last }) => {
    const report = (silent: number | null): ReadRun => ({
      state,
      report: reportOf(state, { name, format: reader.name, damaged, silentMs: silent }),
    });
    // A run that another one follows, as after a restart, is not being written.
    if (latestBegin > last) return report(null);
    if (silentMs !== null && silentMs >= QUIET_MS && state.run?.totalSteps !== undefined)
      state.silentSeconds = Math.round(silentMs / 1000);
    return report(silentMs);
  });
}

interface Reading {
  readonly state: RunState;
  /** gradtop's own runs are judged again, as in a replay. */
  readonly diagnose: (event: GradtopEvent) => readonly GradtopEvent[];
  damaged: number;
  /** Places of its first and last event in the log, from 1; 0: none. */
  first: number;
  last: number;
}
const newReading = (runId: string): Reading => ({
  state: createRunState(runId, null),
  diagnose: createStreamDiagnoser(),
  damaged: 0,
  first: 0,
  last: 0,
});

function take({ state, diagnose }: Reading, event: GradtopEvent): void {
  if (event.type !== 'finding' || !isDiagnosable(state.run)) applyEvent(state, event);
  for (const finding of diagnose(event)) applyEvent(state, finding);
}

/** For a folder, the latest change of its files. */
function changedAt({ kind, path }: Source): number {
  const files = kind === 'folder' ? filesBelow(path) : [path];
  return Math.max(0, ...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
