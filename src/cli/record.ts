// `gradtop record`: a terminal recording of the dashboard, from a log or by training first. Times come from steps, never from a
// clock: the same log and tape give the same bytes.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Action, AppState } from '../core/app/state.js';
import { updateReplay } from '../core/app/replay.js';
import { focusedRun } from '../core/app/selectors.js';
import type { Config } from '../core/config/schema.js';
import type { GradtopEvent } from '../core/run/events.js';
import { parseTape, TapeError, type TapeLine } from '../core/tape/parse.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { CastEncoder, type CastVersion } from '../runtime/asciicast.js';
import { EXIT, UsageError } from './errors.js';
import { loadStage, type Size } from './export.js';
import { asUsage, openedLog } from './replay.js';

export interface RecordArguments {
  readonly output: string;
  /** A recorded log; null: `train` makes one. */
  readonly log: string | null;
  /** Trains and writes a log to this file. Resolves with the exit code. */
  readonly train: (log: string) => Promise<number>;
  /** A script of keys and waits; null: play to the end. */
  readonly tape: string | null;
  readonly size: Size;
  readonly version: CastVersion;
  /** Epochs a second until the tape says otherwise. */
  readonly pace: number;
  readonly theme: string;
  readonly ascii: boolean;
  readonly presets: readonly Config[];
}

/** Frames a second, on the recording's own clock. */
const FRAME_RATE = 10;
const FRAME = 1 / FRAME_RATE;
/** The end stays in view so long. */
const LAST_SECONDS = 3;
/** Epochs a second at `pace full`, so that the log's end is reached in a moment. */
const FULL_PACE = 1000;
/** A recording longer than this is a mistake. */
const LONGEST_SECONDS = 3600;

/** @throws UsageError with a line for each mistake */
export function readTape(file: string): TapeLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError([
      `${sanitizeLine(file, 200)}: cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}`,
    ]);
  }
  try {
    const tape = parseTape(text, sanitizeLine(file, 200));
    const run = tape.find((line) => line.type === 'run');
    if (run !== undefined && run !== tape[0])
      throw new TapeError([`${sanitizeLine(file, 200)}:${run.line}: run must be the first command`]);
    return tape;
  } catch (error) {
    if (error instanceof TapeError) throw new UsageError(error.lines);
    throw error;
  }
}

/** Writes the cast. @throws UsageError for what cannot be read, written, or waited for */
export async function recordCommand(args: RecordArguments): Promise<number> {
  const tape = args.tape === null ? [] : readTape(args.tape);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-'));
  try {
    let { log } = args;
    if (log === null) {
      log = path.join(folder, 'run.jsonl');
      const code = await args.train(log);
      if (code !== EXIT.fine) return code;
    }
    const events = openedLog(log);
    const { Stage, emptyReplay } = await loadStage();
    const file = opened(args.output);
    try {
      const cast = new CastEncoder({ ...args.size, version: args.version, title: 'gradtop' });
      writeSync(file, cast.start());
      let clock = 0;
      const write = (code: 'o' | 'm', data: string): void => void writeSync(file, cast.event(clock, code, data));
      // The first frame stands alone: a player may start here, whatever was on its screen.
      let before = '\u001b[?25l\u001b[0m\u001b[2J\u001b[H';
      const stage = new Stage(args, {
        write: (text) => {
          write('o', before + text);
          before = '';
        },
      });
      const film = new Film(emptyReplay(args), events, args.pace, (words) => write('m', words));
      const show = async (): Promise<void> => {
        await stage.draw(film.state);
        stage.flush();
      };
      try {
        film.step();
        await show();
        for (const frame of film.frames(tape, args.tape ?? '')) {
          clock = frame * FRAME;
          await show();
        }
        write('o', '\u001b[0m\u001b[?25h');
      } finally {
        stage.close();
      }
    } finally {
      closeSync(file);
    }
    return EXIT.fine;
  } catch (error) {
    throw asUsage(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function opened(output: string): number {
  try {
    return openSync(output, 'w');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError([
      `${sanitizeLine(output, 200)}: cannot be written: ${{ ENOENT: 'no such folder', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ?? code}`,
    ]);
  }
}

/** The dashboard's state over the recording's own time. */
export class Film {
  private readonly source: Iterator<GradtopEvent>;
  private held: GradtopEvent | null = null;
  private stepsPerEpoch = 1;
  private credit = 0;
  private frame = 0;
  ended = false;

  constructor(
    public state: AppState,
    events: Iterable<GradtopEvent>,
    private pace: number,
    private readonly mark: (words: string) => void,
  ) {
    this.source = events[Symbol.iterator]();
  }

  /** All events up to and with the next step. */
  step(): void {
    for (let steps = 0; !this.ended;) {
      const event = this.held ?? this.next();
      this.held = null;
      if (event === null) return;
      if (event.type === 'step' && steps > 0) {
        this.held = event;
        return;
      }
      if (event.type === 'step') steps += 1;
      if (event.type === 'run') this.stepsPerEpoch = Math.max(1, event.stepsPerEpoch || 1);
      if (event.type === 'finding' && event.level !== 'cleared') this.mark(`${event.rule} (step ${event.step})`);
      this.apply({ type: 'events', runId: event.runId, events: [event] });
    }
  }

  /** The number of each frame, once the state is what it shows. */
  *frames(tape: readonly TapeLine[], name: string): Generator<number> {
    for (const command of tape) yield* this.perform(command, name);
    // Without a tape, and after it, the log plays to its end.
    if (tape.length === 0) while (!this.ended) yield this.advance();
    yield* this.seconds(LAST_SECONDS);
  }

  private *perform(command: TapeLine, name: string): Generator<number> {
    switch (command.type) {
      case 'run':
        return;
      case 'pace':
        this.pace = command.epochsPerSecond ?? FULL_PACE;
        this.setUi(command.epochsPerSecond === null ? { fullSpeed: true } : { pace: this.pace, fullSpeed: false });
        return;
      case 'caption':
        this.apply({ type: 'say', text: command.text, level: 'info' });
        yield this.advance();
        return;
      case 'press':
        for (let i = 0; i < command.times; i += 1) {
          this.apply({ type: 'key', key: command.key });
          yield this.advance();
        }
        return;
      case 'wait':
        if (command.for === 'seconds') yield* this.seconds(command.seconds);
        else
          while (!this.reached(command)) {
            if (this.ended || this.state.ui.paused)
              throw new UsageError([
                `${name}:${command.line}: ${this.ended ? 'the log ends' : 'the tape has paused the play'} before this comes`,
              ]);
            yield this.advance();
          }
    }
  }

  private reached(wait: Extract<TapeLine, { type: 'wait' }>): boolean {
    const run = focusedRun(this.state);
    if (wait.for === 'end') return this.ended;
    if (run === undefined || wait.for === 'seconds') return false;
    if (wait.for === 'finding') return run.active.has(wait.rule);
    return (wait.for === 'epoch' ? run.epoch : run.step) >= wait.count;
  }

  private *seconds(seconds: number): Generator<number> {
    for (let i = 0; i < Math.round(seconds * FRAME_RATE); i += 1) yield this.advance();
  }

  /** One frame on. */
  private advance(): number {
    this.frame += 1;
    if (this.frame * FRAME > LONGEST_SECONDS)
      throw new UsageError([
        `the recording would be longer than an hour: a higher --pace, or a tape that ends earlier`,
      ]);
    if (!this.state.ui.paused) {
      this.credit += this.pace * this.stepsPerEpoch * FRAME;
      for (; this.credit >= 1 && !this.ended; this.credit -= 1) this.step();
    }
    this.apply({ type: 'tick', now: this.frame * FRAME * 1000 });
    return this.frame;
  }

  private next(): GradtopEvent | null {
    const result = this.source.next();
    if (result.done !== true) return result.value;
    this.ended = true;
    return null;
  }

  private apply(action: Action): void {
    const { state, commands } = updateReplay(this.state, action);
    this.state = state;
    for (const command of commands) {
      if (command.type !== 'send') continue;
      if (command.message.type === 'step') this.step();
      if (command.message.type === 'pace') this.pace = command.message.pace ?? FULL_PACE;
    }
  }

  private setUi(patch: Partial<AppState['ui']>): void {
    this.state = { ...this.state, ui: { ...this.state.ui, ...patch } };
  }
}
