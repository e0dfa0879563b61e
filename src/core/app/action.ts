// The actions that change the dashboard's state: update(state, action).
import type { Config, ConfigChange } from '../config/schema.js';
import type { Lesson } from '../lesson/schema.js';
import type { GradtopEvent } from '../run/events.js';
import type { RunState } from '../run/runState.js';
import type { Intent } from './bindings/binding.js';
import type { Message, UiState } from './state.js';

export type Action =
  | { readonly type: 'key'; readonly key: string }
  /** The mouse has moved to another cell. */
  | { readonly type: 'pointer'; readonly at: UiState['pointer'] }
  /** An intent from the mouse; keys have the same intents. */
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly GradtopEvent[] }
  /** How far the table is that a run waits for. */
  | { readonly type: 'loading'; readonly runId: string; readonly words: string }
  | { readonly type: 'failed'; readonly runId: string; readonly message: string }
  | { readonly type: 'died'; readonly runId: string; readonly how: string; readonly stderrTail: string }
  | { readonly type: 'replaced'; readonly runId: string; readonly run: RunState }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  /** `now` in milliseconds, for speeds and for messages that expire. */
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'change'; readonly change: ConfigChange; readonly label: string }
  | { readonly type: 'load'; readonly config: Config }
  /** The file of the lesson has changed. */
  | { readonly type: 'lesson'; readonly lesson: Lesson }
  /** The file of the lesson has a fault, or is gone; the last valid lesson goes on. */
  | { readonly type: 'lesson'; readonly fault: string }
  /** The recording begins, ends (no file), or loses lines (`failed`: the reason). */
  | { readonly type: 'recording'; readonly file: string | null; readonly failed?: string; readonly text: string }
  /** The log was replaced: its runs are removed, and return if the new content still has them. */
  | { readonly type: 'forget'; readonly runIds: readonly string[] }
  /** A watched log has been read to its end, and has not changed for `ms` milliseconds. */
  | { readonly type: 'quiet'; readonly runIds: readonly string[]; readonly ms: number }
  /** The stream of these runs has ended: nothing follows, whether or not they say so. */
  | { readonly type: 'writerEnded'; readonly runIds: readonly string[] }
  /** A later run of the same log, `by`, follows these, as after a restart: they are over unless they go on. */
  | { readonly type: 'succeeded'; readonly runIds: readonly string[]; readonly by: string }
  /** `news`: the part of the text that no earlier message had, for an output of lines; absent: all of it. */
  | { readonly type: 'say'; readonly text: string; readonly level: Message['level']; readonly news?: string }
  /** What was said is no longer so. */
  | { readonly type: 'unsay'; readonly text: string };
