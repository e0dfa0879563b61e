// Tapes: scripts of key presses and waits that drive the dashboard, one command per line. Errors name the line.
import { KEYMAP } from '../app/keymap.js';
import { LESSON_KEYS } from '../app/lessonKeys.js';
import { RULE_NAMES } from '../diagnosis/ruleNames.js';
import { FLAGS } from '../config/flags.js';
import { didYouMean } from '../config/suggest.js';
import { UserError } from '../userError.js';
import { TAPE_COMMANDS, type TapeCommand } from './commands.js';

export type TapeLine = TapeCommand & { readonly line: number };

const ALLOWED = `allowed: ${Object.keys(TAPE_COMMANDS).join(', ')}`;
/** Keys with a name of their own, as the dashboard's tables spell them. */
const NAMED_KEYS: readonly string[] = [
  ...new Set([...KEYMAP, ...LESSON_KEYS].flatMap(({ keys }) => keys).filter((key) => [...key].length > 1)),
];

/**
 * Reads a tape, a command of `TAPE_COMMANDS` a line. `#` starts a comment line.
 * @throws UserError with `source:line: reason` for each bad line.
 */
export function parseTape(text: string, source: string): TapeLine[] {
  const commands: TapeLine[] = [];
  const errors: string[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') errors.push(`${source}:${index + 1}: ${parsed}`);
    else commands.push({ ...parsed, line: index + 1 });
  });
  if (errors.length > 0) throw new UserError(errors);
  return commands;
}

function parseLine(line: string): TapeCommand | string {
  const [word = '', ...rest] = line.split(/\s+/);
  const argument = line.slice(word.length).trim();
  switch (word) {
    case 'wait':
      return parseWait(rest);
    case 'press':
      return parsePress(rest);
    case 'caption':
    case 'marker':
      return quoted(word, argument, (text) => ({ type: word, text }));
    case 'title':
      return quoted(word, argument, (value) => ({ type: word, value }));
    case 'pace':
      return parsePace(argument);
    case 'run':
      return parseRun(rest);
    case 'lesson':
      return parseLesson(rest);
    case 'size':
    case 'theme':
    case 'speed':
      return rest.length === 1 ? { type: word, value: argument } : `${word} takes one word`;
    case 'screenshot':
      return PICTURE.test(argument)
        ? { type: 'screenshot', file: argument }
        : 'screenshot takes a file name without a folder that ends in .svg or .txt';
    default:
      return `unknown command ${JSON.stringify(word)}; ${ALLOWED}`;
  }
}

function parseWait([what = '', value = '', ...more]: readonly string[]): TapeCommand | string {
  const allowed = 'allowed: wait 2s, wait epoch N, wait step N, wait finding RULE, wait end';
  if (more.length > 0) return `too many words after wait; ${allowed}`;
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(what);
  if (seconds !== null && value === '') return { type: 'wait', for: 'seconds', seconds: Number(seconds[1]) };
  if (what === 'end' && value === '') return { type: 'wait', for: 'end' };
  if (what === 'finding') {
    const rule = RULE_NAMES.find((name) => name === value);
    return rule === undefined
      ? `unknown rule ${JSON.stringify(value)}; allowed: ${RULE_NAMES.join(', ')}`
      : { type: 'wait', for: 'finding', rule };
  }
  if (what === 'epoch' || what === 'step') {
    if (!/^[1-9]\d{0,8}$/.test(value)) return `wait ${what} takes a whole number from 1, not ${JSON.stringify(value)}`;
    return { type: 'wait', for: what, count: Number(value) };
  }
  return `wait ${JSON.stringify(what)} is not allowed; ${allowed}`;
}

function parsePress([key = '', times = '1', ...more]: readonly string[]): TapeCommand | string {
  if (more.length > 0 || !/^[1-9]\d{0,2}$/.test(times)) return 'press takes a key and how often: press d 3 (1 to 999)';
  if ([...key].length !== 1 && !NAMED_KEYS.includes(key))
    return `unknown key ${JSON.stringify(key)}${didYouMean(key, NAMED_KEYS)}; allowed: one character or ${NAMED_KEYS.join(', ')}`;
  return { type: 'press', key, times: Number(times) };
}

/** A file beside the film. */
const PICTURE = /^[\w-][\w.-]*\.(?:svg|txt)$/;

function parseRun([preset = '', ...words]: readonly string[]): TapeCommand | string {
  if (preset === '' || preset.startsWith('-')) return 'run takes a preset name, then flags';
  const flags: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 1) {
    const [, name = '', joined] = /^--([a-z-]+)(?:=(.*))?$/.exec(words[at] ?? '') ?? [];
    const flag = FLAGS.find((known) => known.name === name);
    if (flag === undefined)
      return `run: unknown flag ${JSON.stringify(words[at])}${didYouMean(name, FLAG_NAMES)}; allowed: the flags of settings`;
    const next = words[at + 1];
    const takesNext = joined === undefined && next !== undefined && !next.startsWith('--');
    if (joined === undefined && !takesNext && flag.bare === undefined) return `run: --${name} needs a value`;
    flags[name] = joined ?? (takesNext ? next : '');
    if (takesNext) at += 1;
  }
  return { type: 'run', preset, flags };
}
const FLAG_NAMES = FLAGS.map(({ name }) => name);

function parseLesson([name = '', step, ...more]: readonly string[]): TapeCommand | string {
  if (name === '' || more.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step)))
    return 'lesson takes a name, and the step to begin with: lesson vanishing 3';
  return { type: 'lesson', name, step: step ?? null };
}

function quoted(word: string, argument: string, make: (text: string) => TapeCommand): TapeCommand | string {
  const match = /^"((?:[^"\\]|\\.)*)"$/.exec(argument);
  if (match === null) return `${word} takes a string in double quotes`;
  const text = (match[1] ?? '').replace(/\\(.)/g, '$1');
  return text.length > 200 ? `${word}: a string of at most 200 characters` : make(text);
}

function parsePace(argument: string): TapeCommand | string {
  if (argument === 'full') return { type: 'pace', epochsPerSecond: null };
  const value = Number(argument);
  return argument !== '' && value > 0 && value <= 1000
    ? { type: 'pace', epochsPerSecond: value }
    : `pace takes epochs per second (above 0, at most 1000) or full, not ${JSON.stringify(argument)}`;
}
