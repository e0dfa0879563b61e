// The keymap as text: rows of the help overlay and the generated reference.
import { keysInWords } from '../keys/binding.js';
import { helpRow, paired, type HelpRow, type KeyRow } from '../keys/help.js';
import { USUAL_KEYS, type KeyChanges } from '../keys/changes.js';
import { dashboardKeys, KEY_GROUPS, type Binding, type KeyGroup } from './keymap.js';
import { lessonKeys } from './lessonKeys.js';
import type { AppState } from './state.js';

const GROUP_TITLES: Record<KeyGroup, string> = {
  network: 'Network',
  training: 'Training',
  speed: 'Speed',
  look: 'View',
  layout: 'Layout',
  layers: 'Layers',
  time: 'Time',
  diagnosis: 'Diagnosis',
  runs: 'Runs',
  program: 'Program',
};

/** Bindings of a group. */
const rowsOf = (group: KeyGroup, keys: KeyChanges): KeyRow<Binding>[] =>
  paired(dashboardKeys(keys).all.filter((binding) => binding.group === group));

/** Rows of the help overlay: each group's title, then its bindings. */
export function helpRows(state: AppState): HelpRow[] {
  const groups = KEY_GROUPS.flatMap((group) => [
    { keys: '', text: GROUP_TITLES[group], disabled: null, title: true },
    ...rowsOf(group, state.keys).map(({ bindings, label }) => helpRow(bindings, label, state)),
  ]);
  if (!state.lesson) return groups;
  const lesson = paired(lessonKeys(state.keys).all).map(({ bindings, label }) => ({
    keys: bindings.map((binding) => keysInWords(binding)).join(' '),
    text: label,
    disabled: null,
    title: false,
  }));
  return [{ keys: '', text: 'Lesson', disabled: null, title: true }, ...lesson, ...groups];
}

/** The keymap as a Markdown table for the documentation. */
export function keymapMarkdown(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const code = (key: string): string => (key === '`' ? '`` ` ``' : `\`${cell(key)}\``);
  const rows = KEY_GROUPS.flatMap((group) =>
    rowsOf(group, USUAL_KEYS).map(({ bindings, label }, index) => {
      const keys = bindings.map((binding) => keysInWords(binding, code)).join(' ');
      return `| ${index === 0 ? GROUP_TITLES[group] : ''} | ${keys} | ${cell(label)} |`;
    }),
  );
  return ['| | key | what it does |', '|---|---|---|', ...rows].join('\n') + '\n';
}
