// The keys of overlays in words.
import { dashboardKeys } from '../../core/app/keymap.js';
import { listKeys } from '../../core/app/listKeys.js';
import type { AppState } from '../../core/app/state.js';

/** The keys of a text that scrolls; `other`: what `turn` changes to. */
export function scrollKeys(state: AppState, other: string): string {
  const { list, binding } = namesOf(state);
  const arrows =
    list('up') === 'up' && list('down') === 'down' ? 'arrows scroll' : `${list('up')} ${list('down')} scroll`;
  return `${arrows}, ${list('turn')} ${other}, ${list('find')} finds, ${binding('help')} or ${list('close')} closes`;
}

/** The first keys of actions by id. */
export const namesOf = ({ keys }: AppState): Record<'list' | 'binding', (id: string) => string> => ({
  list: listKeys(keys).keyOf,
  binding: dashboardKeys(keys).keyOf,
});
