// A row of the harness: a situation, the state of the program in which it occurs, and the program's promise.
import type { Place } from './place.js';
import type { FaultSession } from './session.js';

/**
 * What the log holds: no log; whole lines; whole lines but the last (the program was killed); nothing yet, or every run with its end;
 * the second part of a log, from a later step on; * every run with its end, and the reason of the last one.
 */
export type LogPromise =
  'none' | 'lines' | 'torn' | 'begun' | 'continued' | 'stopped' | 'completed' | 'crashed' | 'diverged' | 'ended';

export interface Promised {
  /** Exit code as in a shell: 128 + the signal's number after a signal. An array where timing decides. */
  readonly exit: number | readonly number[];
  readonly log: LogPromise;
  /** Text on the normal screen afterwards. */
  readonly message?: RegExp;
  /** The number of lines on the screen afterwards. */
  readonly lines?: number;
  /** `lost`: the terminal closed, or the program could not restore it. */
  readonly screen?: 'restored' | 'lost';
  /** Further promises of the row, as text for the table. */
  readonly also?: string;
}

export interface Row {
  readonly situation: string;
  readonly state: string;
  readonly promise: Promised;
  /** The reason why this machine cannot run the row, or null. */
  readonly lacks?: () => string | null;
  /** Starts the program. */
  start(place: Place): FaultSession | Promise<FaultSession>;
  /** Brings the program into its state, causes the fault, and ends the program. */
  act(session: FaultSession, place: Place): Promise<void>;
}

export const nameOf = ({ situation, state }: Row): string => `${situation}: ${state}`;

/** A row as the table of docs/reliability.md shows it. */
export interface RowRecord {
  readonly topic: string;
  readonly situation: string;
  readonly state: string;
  readonly promise: string;
}

const LOGS: Readonly<Record<LogPromise, string>> = {
  none: '',
  lines: 'the log holds whole lines',
  torn: 'the log holds whole lines, except perhaps the last',
  begun: 'the log is empty, or every run in it has its end',
  continued: 'the log continues with whole lines and ends with `stopped`',
  stopped: 'the log ends with `stopped`',
  completed: 'the log ends with `completed`',
  crashed: 'the log ends with `crashed`',
  diverged: 'the log ends with `diverged`',
  ended: 'every run in the log has its end',
};

export function wordsOf({ exit, log, message, lines, screen, also }: Promised): string {
  const parts = [
    `exit ${typeof exit === 'number' ? exit : exit.join(' or ')}`,
    screen === 'lost' ? 'no terminal to restore' : '',
    LOGS[log],
    message === undefined ? '' : 'a message gives the reason',
    lines === 1 ? 'one line' : '',
    also ?? '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

export const recordOf = (topic: string, { situation, state, promise }: Row): RowRecord => ({
  topic,
  situation,
  state,
  promise: wordsOf(promise),
});
