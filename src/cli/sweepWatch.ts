// `gradtop sweep watch`: the map of all parts of a sweep while they grow.
import { statSync } from 'node:fs';
import { formatDuration } from '../core/format.js';
import { criticalLine } from '../core/sweep/critical.js';
import { movesOf, partName, statusWords, WatchedSweep, type SweepStatus } from '../core/sweep/watch.js';
import { ZoomedMaps } from '../core/sweep/zoom.js';
import { EngineBook } from '../core/run/engineBook.js';
import type { SweepMetric } from '../core/sweep/metrics.js';
import { EXIT, messageOf, UserError } from '../core/userError.js';
import { POLL_MS } from '../runtime/log/beats.js';
import { realClock } from '../runtime/log/clock.js';
import { TailedLines } from '../runtime/log/tailedLines.js';
import { writerOf } from '../runtime/logLock.js';
import { colourDepth } from '../runtime/terminal/colour.js';
import { exitCodeOf, SIGNALS } from '../runtime/terminal/signals.js';
import { openExplorer, type Explorer } from '../ui/sweepExplorer.js';
import type { Look } from './arguments.js';
import { isLarge, LargeLogs } from './largeLogs.js';
import { print, tell, whyNoScreen } from './output.js';
import { baseOf } from './sweepMerge.js';
import { requireMetric } from './sweepRead.js';
import { printedMap, type SweepLook } from './sweepScreen.js';
import { openCell, shownBy } from './sweepWays.js';

export interface SweepWatchArguments extends Look {
  readonly parts: readonly string[];
  readonly metric: SweepMetric;
  /** Whether to print the present state once and end. */
  readonly plain: boolean;
}

/** Parts of one sweep, followed together. */
class Followed {
  watched: WatchedSweep | null = null;
  private readonly tails: readonly { readonly lines: TailedLines; begun: boolean; caughtUp: boolean }[];
  /** Where a part is large. */
  private readonly large: LargeLogs | null;

  /** @throws UserError */
  constructor(parts: readonly string[]) {
    this.large = parts.some(isLarge) ? new LargeLogs() : null;
    this.tails = parts.map((name) => {
      const from = isLarge(name) ? this.indexed(name) : 0;
      return { lines: new TailedLines(name, from), begun: from > 0, caughtUp: false };
    });
  }

  /** The byte after the lines that are there now. */
  private indexed(name: string): number {
    return (
      this.large?.add(name, {
        first: (line) => this.begin(name, line, writtenAt(name, Date.now())).map.plan,
        other: (line) => void this.watched?.cell(name, line, 0, false),
      }) ?? 0
    );
  }

  private begin(name: string, line: string, at: number): WatchedSweep {
    this.watched ??= new WatchedSweep(line, name, this.large?.store);
    this.watched.begin(name, line, at);
    return this.watched;
  }

  /** Reads the new lines. Returns a note for each part that cannot be read, and whether nothing more waits. @throws UserError */
  async beat(now: number): Promise<{ readonly notes: readonly string[]; readonly quiet: boolean }> {
    const notes: string[] = [];
    let quiet = true;
    for (const tail of this.tails) {
      const { path } = tail.lines;
      const { lines, restarted, more, absent } = await tail.lines.look();
      if (restarted) tail.begun = false;
      if (absent !== null) notes.push(`log ${path}: cannot be read: ${absent}`);
      for (const line of lines)
        if (!tail.begun) {
          this.begin(path, line, tail.caughtUp ? now : writtenAt(path, now));
          tail.begun = true;
        } else if (line.trim() !== '' && this.watched?.cell(path, line, now, tail.caughtUp) === false)
          notes.push(`log ${path}: a line is not a cell of this sweep`);
      quiet &&= !more;
      if (!more) tail.caughtUp = true;
    }
    return { notes, quiet };
  }

  status(now: number): SweepStatus | null {
    return this.watched?.status(now, (name) => writerOf(name) !== null) ?? null;
  }

  async close(): Promise<void> {
    for (const { lines } of this.tails) await lines.close();
    this.large?.close();
  }
}

const writtenAt = (file: string, now: number): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now;

/** @throws UserError */
export async function sweepWatchCommand(args: SweepWatchArguments): Promise<number> {
  if (args.parts.length === 0)
    throw new UserError('sweep watch: no part is given; usage: gradtop sweep watch part-*.jsonl');
  const followed = new Followed(args.parts);
  try {
    const notes = await readAll(followed);
    const { watched } = followed;
    if (watched === null) throw new UserError(notes[0] ?? `log ${args.parts[0] ?? ''}: is empty`);
    const { plan } = watched.map;
    requireMetric(plan, args.metric);
    notes.forEach(tell);
    if (args.plain || whyNoScreen(args.screen.linear) !== null) return printed(watched, followed, args);
    return await onScreen(watched, followed, args);
  } finally {
    await followed.close();
  }
}

async function readAll(followed: Followed): Promise<string[]> {
  const all = new Set<string>();
  for (;;) {
    const { notes, quiet } = await followed.beat(Date.now());
    notes.forEach((note) => all.add(note));
    if (quiet) return [...all];
  }
}

function lookFor({ map }: WatchedSweep, { metric, ascii, theme }: SweepWatchArguments): SweepLook {
  const depth = colourDepth(process.env, process.stdout.isTTY);
  const critical = criticalLine(map.plan);
  return { metric, critical, ascii, theme: depth === 'none' ? 'none' : theme, depth };
}

function printed(watched: WatchedSweep, followed: Followed, args: SweepWatchArguments): number {
  const status = followed.status(Date.now());
  print([...printedMap(watched.map, lookFor(watched, args), false), ...partLines(status)]);
  return EXIT.fine;
}

function partLines(status: SweepStatus | null): string[] {
  const parts = status?.parts ?? [];
  const lines = parts.map(
    (part) =>
      `${partName(part)}: ${part.done} of ${part.all} cells, ${part.progress}` +
      `${part.progress === 'silent' ? ` for ${formatDuration(part.quietMs)}` : ''}`,
  );
  return [...lines, ...(status?.absent ?? []).map(({ index, of }) => `${index}/${of}: no log`)];
}

async function onScreen(watched: WatchedSweep, followed: Followed, args: SweepWatchArguments): Promise<number> {
  const { map } = watched;
  const look = lookFor(watched, args);
  const { preset, config, backend } = map.plan;
  const base = baseOf(preset) ?? config;
  const explorer = openExplorer({
    ...look,
    ...{ map, base, screen: args.screen, watched: true },
    shown: shownBy(new ZoomedMaps(map)),
    aim: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    openRun: openCell(look, { base, preset, backend, engines: new EngineBook(), screen: args.screen }),
  });
  if (args.asciiReason !== null) explorer.note(args.asciiReason);
  const stop = (signal: NodeJS.Signals): void => explorer.leave(exitCodeOf(signal));
  for (const signal of SIGNALS) process.on(signal, stop);
  const ending = new AbortController();
  try {
    const following = follow(watched, followed, explorer, ending.signal);
    const code = await explorer.left;
    ending.abort();
    await following;
    explorer.close();
    const shown = { ...look, ...explorer.look };
    print([...printedMap(map, shown, args.screen.linear), ...partLines(followed.status(Date.now()))]);
    return code;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    explorer.close();
  }
}

/** Shows new cells until the signal. A mistake in a part becomes a message. */
async function follow(
  watched: WatchedSweep,
  followed: Followed,
  explorer: Explorer,
  signal: AbortSignal,
): Promise<void> {
  let said = '';
  let whole = false;
  while (!signal.aborted) {
    const now = Date.now();
    let quiet = true;
    try {
      const { notes, quiet: idle } = await followed.beat(now);
      quiet = idle;
      const note = notes[0] ?? '';
      if (note !== said) {
        // Of a part that is there by now.
        explorer.unnote(said);
        if (note !== '') explorer.note(note);
      }
      said = note;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (messageOf(error) !== said) explorer.note(messageOf(error));
      said = messageOf(error);
    }
    const status = followed.status(now);
    if (status !== null) explorer.status(statusWords(status), movesOf(status));
    if (watched.whole && !whole) explorer.whole();
    whole = watched.whole;
    await realClock.sleep(quiet ? POLL_MS : 0, signal);
  }
}
