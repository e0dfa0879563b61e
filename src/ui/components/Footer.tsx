// One line at the bottom: what just happened, or the keys that work now, as many as fit.
import { Text } from 'ink';
import type { ReactElement } from 'react';
import { footerBindings } from '../../core/app/keymap.js';
import { keyBesideLesson } from '../../core/app/lessonKeys.js';
import type { AppState } from '../../core/app/state.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

export function Footer({ state, theme }: { readonly state: AppState; readonly theme: Theme }): ReactElement {
  const { message } = state.ui;
  const { columns } = state.size;
  if (message !== null) {
    const colour = { info: theme.info, warning: theme.warning, error: theme.alarm }[message.level];
    return (
      <Text wrap="truncate" bold {...inkColour(colour, theme)}>
        {` ${sanitizeLine(message.text, columns - 2)}`}
      </Text>
    );
  }
  return (
    <Text wrap="truncate">
      {fitting(state, columns).map(({ key, label }) => (
        <Text key={key}>
          <Text bold {...inkColour(theme.focus, theme)}>{` ${key}`}</Text>
          <Text {...inkColour(theme.muted, theme)}>{` ${label}`}</Text>
        </Text>
      ))}
    </Text>
  );
}

/** The key that does it: some have another meaning while a lesson runs. */
const keyOf = (state: AppState, keys: readonly string[]): string =>
  (state.lesson ? keyBesideLesson(keys) : keys[0]) ?? '';

/** Help and quit always; the rest in the table's order while there is room. */
function fitting(state: AppState, columns: number): { key: string; label: string }[] {
  const all = footerBindings(state).map((b) => ({ id: b.id, key: keyOf(state, b.keys), label: b.footer ?? '' }));
  const width = (entry: { key: string; label: string }): number => entry.key.length + entry.label.length + 2;
  const fixed = all.filter(({ id }) => id === 'help' || id === 'quit');
  let room = columns - 1 - fixed.reduce((sum, entry) => sum + width(entry), 0);
  const chosen = all.filter((entry) => {
    if (fixed.includes(entry)) return true;
    room -= width(entry);
    return room >= 0;
  });
  return chosen;
}
