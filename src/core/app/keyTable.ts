// The keymap as text: rows of the help overlay and the README's table.
import { KEY_GROUPS, KEYMAP, type KeyGroup } from './keymap.js';
import { LESSON_KEYS } from './lessonKeys.js';
import type { AppState } from './state.js';

const GROUP_TITLES: Record<KeyGroup, string> = {
  network: 'Network',
  training: 'Training',
  speed: 'Speed',
  look: 'View',
  time: 'Time',
  diagnosis: 'Diagnosis',
  runs: 'Runs',
  program: 'Program',
};

/** Keys of a binding for people: `enter z`, `1 .. 9`. */
export function keysInWords({ keys }: { readonly keys: readonly string[] }): string {
  return keys.length > 3 ? `${keys[0]} .. ${keys.at(-1)}` : keys.join(' ');
}

export interface HelpRow {
  /** A group's title has no keys. */
  readonly keys: string;
  readonly text: string;
  /** Why it does nothing now, or null. */
  readonly disabled: string | null;
  readonly title: boolean;
}

/** Rows of the help overlay: a title a group, then its bindings. */
export function helpRows(state: AppState): HelpRow[] {
  const groups = KEY_GROUPS.flatMap((group) => [
    { keys: '', text: GROUP_TITLES[group], disabled: null, title: true },
    ...KEYMAP.filter((binding) => binding.group === group).map((binding) => ({
      keys: keysInWords(binding),
      text: binding.label,
      disabled: binding.disabled(state) || null,
      title: false,
    })),
  ]);
  if (!state.lesson) return groups;
  const lesson = LESSON_KEYS.map((row) => ({ keys: keysInWords(row), text: row.label, disabled: null, title: false }));
  return [{ keys: '', text: 'Lesson', disabled: null, title: true }, ...lesson, ...groups];
}

/** The README's table. A test compares it with the README. */
export function keymapMarkdown(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const code = (key: string): string => `\`${cell(key)}\``;
  const rows = KEY_GROUPS.flatMap((group) =>
    KEYMAP.filter((binding) => binding.group === group).map((binding, index) => {
      const keys =
        binding.keys.length > 3
          ? `${code(binding.keys[0] ?? '')} .. ${code(binding.keys.at(-1) ?? '')}`
          : binding.keys.map(code).join(' ');
      return `| ${index === 0 ? GROUP_TITLES[group] : ''} | ${keys} | ${cell(binding.label)} |`;
    }),
  );
  return ['| | key | what it does |', '|---|---|---|', ...rows].join('\n') + '\n';
}
