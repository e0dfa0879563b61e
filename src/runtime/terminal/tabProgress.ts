// Progress in the terminal's tab or taskbar: OSC 9;4 of ConEmu, which other terminals have adopted.
// @see https://conemu.github.io/en/AnsiEscapeCodes.html#ConEmu_specific_OSC
import type { TabProgress } from '../../core/app/tabProgress.js';

const STATES: Readonly<Record<TabProgress['state'], number>> = { running: 1, failed: 2, paused: 4 };
const osc = (words: string): string => `\u001b]9;4;${words}\u001b\\`;
export const TAB_CLEAR = osc('0;0');

/** The sequence that shows the progress; null clears it. An equal sequence need not be sent again. */
export const tabProgress = (progress: TabProgress | null): string =>
  progress === null ? TAB_CLEAR : osc(`${STATES[progress.state]};${Math.round(100 * progress.fraction)}`);
