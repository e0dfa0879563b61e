// What the shell proposes, word by word.
import { expect, it } from 'vitest';
import { completions, type Vocabulary } from '../../src/cli/completion.js';
import { PANEL_NAMES } from '../../src/ui/panels/index.js';

const VOCABULARY: Vocabulary = {
  presets: ['relu', 'tanh'],
  races: ['cures'],
  takesPreset: ['train'],
  takesPresets: ['compare'],
  commands: ['train', 'compare', 'lesson'],
  switches: () => ['json'],
  columns: (file) => (file === 'points.csv' ? ['x', 'label'] : []),
};
const proposed = (line: string): string[] => completions(line.split(' '), ['--theme', '--depth'], VOCABULARY);

it.each([
  ['', ['train', 'compare', 'lesson', 'relu', 'tanh']],
  ['train ', ['relu', 'tanh']],
  ['train relu ', []],
  ['train relu --json ', []],
  ['compare relu ', ['cures', 'relu', 'tanh']],
  ['train --data points.csv --target ', ['x', 'label']],
  ['export a.jsonl --panel ', [...PANEL_NAMES]],
  ['relu --th', ['--theme', '--depth']],
])('%j', (line, expected) => expect(proposed(line)).toEqual(expected));

it.each([
  ['sweep relu --metric ', 'slope'],
  ['train relu --fail-on ', 'vanishing'],
  ['train relu --fail-on ', 'diverged'],
  ['lesson ', 'vanishing'],
  ['relu --theme=', '--theme=dark'],
  ['relu --activation=', '--activation=tanh'],
])('%j proposes %s among others', (line, expected) => expect(proposed(line)).toContain(expected));
