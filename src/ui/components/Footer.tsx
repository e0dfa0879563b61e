// The bottom line: the latest message, or as many enabled keys as fit.
import { Text } from 'ink';
import type { ReactElement } from 'react';
import { messageBelow } from '../../core/app/comparison.js';
import { footerBindings } from '../../core/app/keymap.js';
import { keyBesideLesson } from '../../core/app/lessonKeys.js';
import type { AppState } from '../../core/app/state.js';
import { fitting, type FooterKey } from '../../core/keys/footer.js';
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
      {fitting(keysNow(state), { columns: columns - 1, around: 2, first: FIRST }).map(({ key, word }) => (
        <Text key={key}>
          <Text bold {...inkColour(theme.focus, theme)}>{` ${key}`}</Text>
          <Text {...inkColour(theme.muted, theme)}>{` ${word}`}</Text>
        </Text>
      ))}
    </Text>
  );
}

/** Each with the key that does it: some have another meaning while a lesson runs. */
const keysNow = (state: AppState): FooterKey[] =>
  footerBindings(state).map(({ id, keys, footer = '' }) => ({
    id,
    key: (state.lesson ? keyBesideLesson(keys) : keys[0]) ?? '',
    word: footer,
  }));

/** Bindings with priority if room is short, in this order. */
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
