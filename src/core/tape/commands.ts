// The commands of a tape as a table: their forms, and what each does.
import type { RuleName } from '../diagnosis/ruleNames.js';

export type TapeCommand =
  | { readonly type: 'wait'; readonly for: 'seconds'; readonly seconds: number }
  | { readonly type: 'wait'; readonly for: 'epoch' | 'step'; readonly count: number }
  | { readonly type: 'wait'; readonly for: 'finding'; readonly rule: RuleName }
  | { readonly type: 'wait'; readonly for: 'end' }
  | { readonly type: 'press'; readonly key: string; readonly times: number }
  | { readonly type: 'caption'; readonly text: string }
  | { readonly type: 'pace'; readonly epochsPerSecond: number | null }
  | { readonly type: 'marker'; readonly text: string }
  | { readonly type: 'screenshot'; readonly file: string }
  /** `flags`: by their names, without dashes; a bare flag has ''. */
  | { readonly type: 'run'; readonly preset: string; readonly flags: Readonly<Record<string, string>> }
  | { readonly type: 'lesson'; readonly name: string; readonly step: string | null }
  | { readonly type: 'size' | 'theme' | 'title' | 'speed'; readonly value: string };

/** What a tape says about the whole film, before all else. */
export const HEAD_COMMANDS: ReadonlySet<TapeCommand['type']> = new Set(['size', 'theme', 'title', 'speed']);

/** Words in capitals stand for a value. */
export const TAPE_COMMANDS = {
  size: [['size COLUMNSxROWS', 'the size of the film: `size 100x30`; `--size` wins']],
  theme: [['theme THEME', 'its colours: `dark`, `light` or another theme; `--theme` wins']],
  title: [['title "TEXT"', 'its title, which players show; `--title` wins']],
  speed: [
    [
      'speed TIMES',
      'how fast it plays: `speed 2` halves its length, `speed 0.5` doubles it; 0.1 to 20; `--film-speed` wins',
    ],
  ],
  run: [
    ['run PRESET', 'trains this preset; the first command after those of the whole film, and at most one'],
    ['run PRESET --FLAG VALUE', 'with [settings](reference/flags.md#settings); those of the command line win'],
  ],
  lesson: [
    ['lesson NAME', 'plays this lesson, instead of `run`; a guess is `press 2`'],
    ['lesson NAME N', 'begins with its step N'],
  ],
  wait: [
    ['wait SECONDSs', 'lets this many seconds of film pass: `wait 2s`, `wait 0.5s`'],
    ['wait step N', 'waits until the run in focus has taken this step'],
    ['wait epoch N', 'waits until the run in focus has reached this epoch, from 1'],
    ['wait finding RULE', 'waits until the verdict of the run in focus holds this [rule](reference/rules.md)'],
    ['wait end', 'waits until all runs have ended'],
  ],
  press: [
    ['press KEY', 'presses a key, by its name in the [key table](reference/keys.md)'],
    ['press KEY N', 'presses it N times, 1 to 999, one frame each'],
  ],
  caption: [['caption "TEXT"', 'shows a line of at most 200 characters; `\\"` is a quote']],
  marker: [['marker "TEXT"', 'a chapter of the cast; each finding has one by itself']],
  screenshot: [['screenshot FILE', 'writes the picture beside the film: `screenshot cure.svg`, or `.txt`']],
  pace: [
    ['pace N', 'epochs per second, above 0 and at most 1000'],
    ['pace full', 'full speed'],
  ],
} as const satisfies Readonly<Record<TapeCommand['type'], readonly (readonly [form: string, meaning: string])[]>>;
