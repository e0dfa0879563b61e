// One line at the bottom: what just happened, or the keys that work now, as many as fit.
import { Text } from 'ink';
import type { ReactElement } from 'react';
import { messageBelow } from '../../core/app/comparison.js';
import { footerBindings } from '../../core/app/keymap.js';
import { keyBesideLesson } from '../../core/app/lessonKeys.js';
import type { AppState } from '../../core/app/state.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';

export function Footer({ state, theme }: { readonly state: AppState; readonly theme: Theme }): ReactElement {
  const { columns } = state.size;
  const message = messageBelow(state);
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

/** Shown before all others where room is short: what a person needs first, in this order. */
const FIRST = [
  'help',
  'quit',
  'activation',
  'pause',
  'picker',
  'depth-more',
  'depth-less',
  'enlarge',
  'focus-next',
  'twin',
];

/** As many as fit, in the table's order. */
function fitting(state: AppState, columns: number): { id: string; key: string; label: string }[] {
  const all = footerBindings(state).map((b) => ({ id: b.id, key: keyOf(state, b.keys), label: b.footer ?? '' }));
  const rank = ({ id }: { id: string }): number => (FIRST.includes(id) ? FIRST.indexOf(id) : FIRST.length);
  let room = columns - 1;
  const chosen = new Set<string>();
  for (const entry of [...all].sort((a, b) => rank(a) - rank(b))) {
    const width = entry.key.length + entry.label.length + 2;
    if (width > room) continue;
    room -= width;
    chosen.add(entry.id);
  }
  return all.filter(({ id }) => chosen.has(id));
}
