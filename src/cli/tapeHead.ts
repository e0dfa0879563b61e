// What a tape says about the whole film: its subject, size, colours and title.
import { HEAD_COMMANDS } from '../core/tape/commands.js';
import type { TapeLine } from '../core/tape/parse.js';
import { UserError } from '../core/userError.js';
import { THEME_NAMES } from '../ui/themes/index.js';
import { parseSize } from './size.js';

export interface TapeHead {
  readonly preset: string | null;
  readonly flags: Readonly<Record<string, string>>;
  readonly lesson: { readonly name: string; readonly step: string | null } | null;
  readonly size: string | null;
  readonly theme: string | null;
  readonly title: string | null;
  readonly speed: string | null;
}

const isSubject = ({ type }: TapeLine): boolean => type === 'run' || type === 'lesson';

export const FILM_SPEEDS = 'a number from 0.1 to 20';

/** How many times faster than it is recorded a film plays; null: not allowed. */
export function filmSpeed(text: string): number | null {
  const speed = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  return speed >= 0.1 && speed <= 20 ? speed : null;
}

/** A film without a tape. */
export const PLAIN_FILM = { tape: null, lesson: null, title: 'gradtop', hold: 0, speed: 1, pictures: '.' } as const;

export function headOf(tape: readonly TapeLine[]): TapeHead {
  const value = (wanted: 'size' | 'theme' | 'title' | 'speed'): string | null => {
    const line = tape.find(({ type }) => type === wanted);
    return line !== undefined && 'value' in line ? line.value : null;
  };
  const subject = tape.find(isSubject);
  return {
    preset: subject?.type === 'run' ? subject.preset : null,
    flags: subject?.type === 'run' ? subject.flags : {},
    lesson: subject?.type === 'lesson' ? subject : null,
    size: value('size'),
    theme: value('theme'),
    title: value('title'),
    speed: value('speed'),
  };
}

/** `name`: of the tape, for messages. @throws UserError */
export function checkHead(tape: readonly TapeLine[], name: string): void {
  const seen = new Set<string>();
  tape.forEach((line, index) => {
    const before = tape.slice(0, index);
    const head = HEAD_COMMANDS.has(line.type);
    const wrong = (words: string): never => {
      throw new UserError(`${name}:${line.line}: ${words}`);
    };
    if (!head && !isSubject(line)) return;
    if (!before.every(({ type }) => HEAD_COMMANDS.has(type)))
      wrong(
        `${line.type} must be the first command${head ? ', or follow size, theme, title or speed' : ' after size, theme, title and speed'}`,
      );
    if (seen.has(line.type)) wrong(`${line.type} is given twice`);
    seen.add(line.type);
    if (line.type === 'theme' && !THEME_NAMES.includes(line.value))
      wrong(`no theme ${JSON.stringify(line.value)}; allowed: ${THEME_NAMES.join(', ')}`);
    if (line.type === 'size') checkSize(line.value, wrong);
    if (line.type === 'speed' && filmSpeed(line.value) === null)
      wrong(`speed ${JSON.stringify(line.value)} is not allowed; allowed: ${FILM_SPEEDS}`);
  });
}

function checkSize(size: string, wrong: (words: string) => never): void {
  try {
    parseSize(size);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    wrong(error.lines[0]?.replace('--size: ', 'size: ') ?? '');
  }
}
