// The bottom line: the latest message, or as many enabled keys as fit.
import { Text } from 'ink';
import type { ReactElement } from 'react';
import { messageBelow } from '../../core/app/comparison.js';
import type { AppState } from '../../core/app/state.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import type { Theme } from '../themes/theme.js';
import { inkColour } from './colour.js';
import { footerKeys } from './footerKeys.js';

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
      {footerKeys(state).map(({ key, word }) => (
        <Text key={key}>
          <Text bold {...inkColour(theme.focus, theme)}>{` ${key}`}</Text>
          <Text {...inkColour(theme.muted, theme)}>{` ${word}`}</Text>
        </Text>
      ))}
    </Text>
  );
}
