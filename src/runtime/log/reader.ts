// The interface of a log format: recognise it, read it, follow it while it grows, jump in it.
import type { GradtopEvent } from '../../core/run/events.js';
import type { LogJump } from '../../core/run/protocol.js';
import type { ScalarFlags } from '../../core/run/scalars/scalarRun.js';
import type { Clock } from './clock.js';
import type { Gradual } from './gradual.js';
import type { Source } from './source.js';

/** `likely`: few figures, or only the name of the file. `possible`: nothing contradicts it, as in an empty file. */
export type Sureness = 'certain' | 'likely' | 'possible' | 'no';

/** A record that cannot be read. */
export interface Damage {
  /** `run.jsonl:7`, or `run.tfevents: byte 4096`. */
  readonly where: string;
  readonly why: string;
}

/** The user's flags about reading, for formats that use them. */
export interface ReadingFlags {
  readonly flags?: ScalarFlags;
  readonly regex?: RegExp | null;
}

export interface ReadOptions extends ReadingFlags {
  /** Skips damaged records and reports each; without it the first one is an error. */
  readonly onDamage?: (damage: Damage) => void;
}

export interface FollowOptions extends ReadingFlags {
  readonly clock: Clock;
  /** Stops following at once. */
  readonly signal: AbortSignal;
}

/** News of a source that is followed, in order. A state is reported when it begins. */
export type Followed =
  | { readonly type: 'events'; readonly events: readonly GradtopEvent[] }
  /** Everything has been read up to the end. */
  | { readonly type: 'caughtUp' }
  /** Nothing can be read yet; `why` is a reason to show. */
  | { readonly type: 'waiting'; readonly why: string }
  /** The file is deleted. Its events stay valid, and a new file of the same name will be followed. */
  | { readonly type: 'deleted'; readonly name: string }
  /** The file begins again; the earlier events of these runs are void. */
  | { readonly type: 'restarted'; readonly name: string; readonly why: Restart; readonly runIds: readonly string[] }
  /** Reported once, and skipped. */
  | ({ readonly type: 'damaged' } & Damage)
  /** The stream has ended. A file never ends. */
  | { readonly type: 'ended' };

/** Another file under the same name; a file shorter than the offset; other bytes than those that were read. */
export type Restart = 'replaced' | 'truncated' | 'rewritten';

/** One format of logs. A source may hold several runs: each event carries the id of its own. */
export interface LogReader {
  /** The value for `--format`. */
  readonly name: string;
  /** The name in messages: `gradtop run log (JSON Lines)`. */
  readonly title: string;
  /** `head`: the first bytes of a file or a stream, all of them if there are few; empty for a folder. */
  sniff(source: Source, head: Buffer): Sureness;
  /** The events of a complete source, from its beginning. @throws UserError `file:line: reason` */
  read(source: Source, options?: ReadOptions): Iterable<GradtopEvent>;
  /** The news of a growing source, until `signal`. Never throws for the content of the source. */
  follow(source: Source, options: FollowOptions): AsyncIterable<Followed>;
  /** Whether the path of a file in a folder suggests such a log; absent: every path does. */
  readonly inFolder?: (file: string) => boolean;
  /** For formats with several files: the folders at or below `folder` that are a log each, and whether a file belongs to one. */
  readonly folders?: (folder: string, files: readonly string[]) => string[];
  readonly owns?: (file: string) => boolean;
  /** Finds a step (Infinity: the last one); null if the log must be read from its beginning. */
  readonly jump?: (source: Source, step: number, reading?: ReadingFlags) => Gradual<LogJump | null>;
}
