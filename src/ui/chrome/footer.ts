// The bottom line: the latest message, or as many enabled keys as fit.
import { messageBelow } from '../../core/app/comparison.js';
import type { AppState } from '../../core/app/state.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import type { Theme } from '../themes/theme.js';
import { footerKeys } from './footerKeys.js';
import { fitRow, tone, type Row } from './row.js';

export function footerRow(state: AppState, theme: Theme): Row {
  const { columns } = state.size;
  const message = messageBelow(state);
  if (message !== null) {
    const colour = { info: theme.info, warning: theme.warning, error: theme.alarm }[message.level];
    return fitRow([{ text: ` ${sanitizeLine(message.text, columns - 2)}`, style: tone(colour, theme, true) }], columns);
  }
  const keys = footerKeys(state).flatMap(({ key, word }) => [
    { text: ` ${key}`, style: tone(theme.focus, theme, true) },
    { text: ` ${word}`, style: tone(theme.muted, theme) },
  ]);
  return fitRow(keys, columns);
}
