// Supplies the dashboard with the runs of growing logs: opens each place, follows each log, and gives every run a unique id.
import type { ControlMessage } from '../../core/app/commands.js';
import type { Action } from '../../core/app/action.js';
import type { GradtopEvent } from '../../core/run/events.js';
import { sharesId } from '../../core/run/splitRuns.js';
import type { Trainers } from '../effects.js';
import type { Clock } from '../log/clock.js';
import { inBeats } from '../log/gradual.js';
import type { LogReader, ReadingFlags } from '../log/reader.js';
import { endOf, followLog, isLarge, type Log, type LogListener } from './followedLog.js';
import { Filling } from './filling.js';
import { FolderScan } from './folderScan.js';
import type { Place } from './place.js';
import { appeared, recognise } from './recognise.js';
import { remoteSource } from './remote.js';
import { stretchesOf, Successions } from './succession.js';
import { Unread } from './unread.js';
import { Waits } from './waits.js';

/** Interval between two scans of a folder, in milliseconds. */
const SCAN_MS = 1000;

export interface WatcherOptions {
  readonly places: readonly Place[];
  /** The reader of all logs; null to decide by content. */
  readonly only: LogReader | null;
  readonly reading: ReadingFlags;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly dispatch: (action: Action) => void;
  /** Larger files show their end first; tests set a small limit. */
  readonly largeBytes?: number;
}

export class Watcher implements Trainers {
  private readonly stop = new AbortController();
  private readonly tasks: Promise<void>[] = [];
  /** The log that owns a run id, and the ids of runs whose own id another log owns. */
  private readonly owners = new Map<string, Log>();
  private readonly successions = new Map<Log, Successions>();
  /** Logs that have been read to their end once. */
  private readonly caughtUp = new Set<Log>();
  private paused = false;
  private wake: (() => void)[] = [];
  private readonly waits: Waits;
  private readonly unread = new Unread();
  /** Actions of streams while paused. Streams are still read, so that their writer never waits. */
  private held: Action[] = [];

  constructor(private readonly options: WatcherOptions) {
    this.waits = new Waits(options.dispatch);
  }

  /** Why logs have shown nothing, a line each. */
  get silent(): string[] {
    return this.waits.messages;
  }

  /** Whether a log has been written that the screen has not received. */
  get behind(): boolean {
    return this.held.length > 0 || this.unread.any(this.options.clock.now());
  }

  /** Resolves when every place has come to its end, as only streams do. */
  async play(): Promise<void> {
    const opened = this.options.places.map((place) => this.open(place));
    for (const one of opened) this.task(one);
    await Promise.allSettled(opened);
  }

  start(): void {
    // The logs bring their runs.
  }

  send(message: ControlMessage): void {
    if (message.type === 'pause') this.paused = true;
    if (message.type !== 'resume') return;
    this.paused = false;
    for (const wake of this.wake.splice(0)) wake();
    for (const action of this.held.splice(0)) this.options.dispatch(action);
  }

  drop(): void {
    // A watched run has no trainer.
  }

  settle(): void {
    // As above.
  }

  async close(): Promise<void> {
    this.stop.abort();
    for (const wake of this.wake.splice(0)) wake();
    await Promise.all(this.tasks);
  }

  private task(work: Promise<void>): void {
    this.tasks.push(work);
  }

  private async open(place: Place): Promise<void> {
    const { signal } = this.stop;
    if (place.kind === 'missing') {
      const { name, word } = place;
      this.waits.wait(name, 'no such file yet');
      const source = await appeared(word, this.options.clock, signal);
      return source === null ? undefined : this.open({ kind: 'source', name, source });
    }
    if (place.kind === 'remote') {
      const { name, remote } = place;
      const onTrouble = (words: string | null): void =>
        this.say(words ?? `${name}: connected`, words === null ? 'info' : 'warning');
      return this.open({ kind: 'source', name, source: remoteSource(remote, { onTrouble }) });
    }
    this.unread.more(place);
    const { source, name } = place;
    if (source.kind === 'folder') {
      const scan = new FolderScan(source, this.options.only);
      while (!signal.aborted) {
        const { logs, why } = scan.look();
        if (logs.length > 0) this.waits.arrived(name);
        for (const log of logs) this.task(this.follow(log));
        this.unread.none(place);
        if (why !== null) this.waits.wait(name, why);
        await this.options.clock.sleep(SCAN_MS, signal);
      }
      return;
    }
    const waiting = (why: string): void => {
      this.unread.none(place);
      this.waits.wait(name, why);
    };
    const reader = this.options.only ?? (await recognise(source, { clock: this.options.clock, signal, waiting }));
    this.unread.none(place);
    if (reader !== null) return this.follow({ source, reader, name });
    // An open stream keeps the process alive.
    if (source.kind === 'stream') source.readable().destroy();
  }

  private async follow(log: Log): Promise<void> {
    const { clock, wallClock, reading } = this.options;
    this.unread.more(log);
    const large = isLarge(log, this.options.largeBytes);
    if (large) {
      this.say(`${log.name}: the end is being read`, 'info');
      // Let the screen paint first.
      await clock.sleep(0, this.stop.signal);
    }
    const end = large ? await inBeats(endOf(log, reading), { clock, signal: this.stop.signal }) : null;
    const filling = end === null ? null : new Filling(this.listener, this.successionsOf(log));
    if (end !== null) {
      this.listener.replace(log, end);
      this.say(`${log.name}: the end; the past is being read`, 'info');
    }
    await followLog(log, filling ?? this.listener, {
      reading,
      clock,
      wallClock,
      signal: this.stop.signal,
      gate: (one) => this.gate(one),
    });
  }

  private readonly listener: LogListener = {
    events: (log, events) => {
      this.unread.more(log);
      this.waits.arrived(log.name);
      for (const stretch of stretchesOf(events)) this.take(log, stretch);
    },
    forget: (log, runIds) => {
      this.unread.more(log);
      const ids = runIds.map((runId) => this.idOf(log, runId));
      for (const id of ids) this.owners.delete(id);
      this.caughtUp.delete(log);
      this.successions.get(log)?.forget(runIds);
      this.tell({ type: 'forget', runIds: ids });
    },
    replace: (log, run) => {
      this.waits.arrived(log.name);
      const runId = this.idOf(log, run.runId);
      this.tell({ type: 'replaced', runId, run: { ...run, runId } });
    },
    succeeded: (log, { runIds, by }) =>
      this.tell({ type: 'succeeded', runIds: runIds.map((id) => this.idOf(log, id)), by: this.idOf(log, by) }),
    filling: (log) => this.tell({ type: 'quiet', runIds: this.runsOf(log), ms: 0 }),
    caughtUp: (log, quietMs) => {
      if (log.source.kind === 'stream') this.unread.pausing(log, this.options.clock.now());
      else this.unread.none(log);
      if (this.caughtUp.has(log)) return;
      this.caughtUp.add(log);
      this.tell({ type: 'quiet', runIds: this.runsOf(log), ms: quietMs });
    },
    say: (text, level) => this.say(text, level),
    waiting: (log, why) => {
      this.unread.none(log);
      this.waits.wait(log.name, why);
    },
    ended: (log) => {
      this.unread.none(log);
      this.tell({ type: 'writerEnded', runIds: this.runsOf(log) });
      this.say(`${log.name}: ended`, 'info');
    },
  };

  /** Takes events of one run. */
  private take(log: Log, stretch: readonly GradtopEvent[]): void {
    const ownId = stretch[0]?.runId ?? '';
    const runId = this.idOf(log, ownId);
    const succession = this.successionsOf(log).take(stretch);
    // A run that shares its id with an earlier one takes its place, so that one must be over before.
    const before = succession !== null && sharesId(ownId);
    if (before) this.listener.succeeded(log, succession);
    const events = runId === ownId ? stretch : stretch.map((event) => ({ ...event, runId }));
    this.tell({ type: 'events', runId, events });
    if (succession !== null && !before) this.listener.succeeded(log, succession);
  }

  private successionsOf(log: Log): Successions {
    const known = this.successions.get(log) ?? new Successions();
    this.successions.set(log, known);
    return known;
  }

  private runsOf(log: Log): string[] {
    return [...this.owners].flatMap(([id, owner]) => (owner === log ? [id] : []));
  }

  /** The unique id of a run; two logs may use the same id. */
  private idOf(log: Log, runId: string): string {
    const owner = this.owners.get(runId) ?? log;
    const id = owner === log ? runId : `${runId} ${log.name}`;
    this.owners.set(id, log);
    return id;
  }

  private gate({ source }: Log): Promise<void> {
    if (!this.paused || source.kind === 'stream') return Promise.resolve();
    return new Promise((resolve) => this.wake.push(resolve));
  }

  private say(text: string, level: 'info' | 'warning'): void {
    this.options.dispatch({ type: 'say', text, level });
  }

  private tell(action: Action): void {
    if (this.paused) this.held.push(action);
    else this.options.dispatch(action);
  }
}
