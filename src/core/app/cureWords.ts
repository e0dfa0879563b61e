// The search for a cure on the screen: its tree, its keys, and the command line of its best network.
import { nearestPreset } from '../config/asAsked.js';
import { configToCommandLine } from '../config/describe.js';
import type { Config } from '../config/schema.js';
import { resultInWords, shownBest, treeLines } from '../cure/words.js';
import { dashboardKeys } from './keymap.js';
import { listKeys } from './listKeys.js';
import type { AppState } from './state.js';

/** The cured network; null if the unchanged one is the best, or nothing was cured. */
export function winnerOf({ curing }: AppState): { readonly from: Config; readonly config: Config } | null {
  const { best = null, config: from = null } = curing?.cure.search ?? {};
  return best === null || from === null || best.parent === null ? null : { from, config: best.config };
}

/** Whether the search was stopped before its end. */
export const isHeld = ({ curing }: AppState): boolean => curing?.state === 'stopped' || curing?.state === 'failed';

/** The command line of the best network so far; null while it is the unchanged one, unless that is well. */
export function cureCommandLine({ curing, presets }: AppState): string | null {
  const best = curing == null ? null : shownBest(curing.cure.search);
  if (best === null) return null;
  const base = nearestPreset(best.config, presets);
  return configToCommandLine(best.config, base, base.name);
}

/** The search as lines of text, the keys that work now, and whether the winner can be started. */
export function cureInWords(state: AppState): { readonly lines: readonly string[]; readonly keys: string } {
  const { curing } = state;
  const [enter, esc] = ['choose', 'close'].map(listKeys(state.keys).keyOf);
  if (curing === undefined || curing === null) return { lines: [], keys: `${esc} closes` };
  const [command, training] = [cureCommandLine(state), curing.state === 'training'];
  const ended = { stopped: 'stopped: ', failed: `${curing.trouble ?? 'failed'}: `, over: '' };
  const { search } = curing.cure;
  const result = curing.state === 'training' ? 'best so far' : ended[curing.state] + resultInWords(search);
  const lines = [...treeLines(curing.cure)];
  if (command !== null) lines.push('', `${result}:`, `  ${command}`);
  else if (!training && search.base !== null) lines.push('', result);
  else if (isHeld(state)) lines.push(curing.trouble ?? 'stopped');
  const takes = !training && winnerOf(state) !== null ? `${enter} starts it as a twin, ` : '';
  const copies = command === null ? '' : `${dashboardKeys(state.keys).keyOf('copy')} copies the command, `;
  const resumes = isHeld(state) ? `${dashboardKeys(state.keys).keyOf('cure')} goes on, ` : '';
  return { lines, keys: `${resumes}${takes}${copies}${esc} ${training ? 'stops' : 'closes'}` };
}
