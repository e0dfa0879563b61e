// Progress in the terminal's tab or taskbar: OSC 9;4 of ConEmu, which other terminals have adopted.
// @see https://conemu.github.io/en/AnsiEscapeCodes.html#ConEmu_specific_OSC
import type { TabProgress } from '../../core/app/tabProgress.js';
import type { KnownTerminal } from './identity.js';

const STATES: Readonly<Record<TabProgress['state'], number>> = { running: 1, failed: 2, paused: 4 };
const osc = (words: string): string => `\u001b]9;4;${words}\u001b\\`;
const CLEAR = osc('0;0');
/** Without a measure. */
const BUSY = osc('3;0');

/** The sequence that shows the progress; null clears it. An equal sequence need not be sent again. */
export const tabProgress = (progress: TabProgress | null): string =>
  progress === null ? CLEAR : osc(`${STATES[progress.state]};${Math.round(100 * progress.fraction)}`);

/**
 * The sequence in an envelope, which tmux passes on if its option allow-passthrough is on.
 * @see https://github.com/tmux/tmux/wiki/FAQ#what-is-the-passthrough-escape-sequence-and-how-do-i-use-it
 */
const throughTmux = (sequence: string): string =>
  `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;

/** The same for a terminal that shows progress; what lies between is tmux. */
export function tabProgressIn({ between }: KnownTerminal, progress: TabProgress | 'busy' | null): string {
  const sequence = progress === 'busy' ? BUSY : tabProgress(progress);
  return between ? throughTmux(sequence) : sequence;
}
