// Progress in the terminal's tab or taskbar: OSC 9;4 of ConEmu, which other terminals have adopted.
// @see https://conemu.github.io/en/AnsiEscapeCodes.html#ConEmu_specific_OSC
import type { TabProgress } from '../../core/app/tabProgress.js';

const STATES: Readonly<Record<TabProgress['state'], number>> = { running: 1, failed: 2, paused: 4 };
const osc = (words: string): string => `\u001b]9;4;${words}\u001b\\`;
export const TAB_CLEAR = osc('0;0');
/** First versions that support OSC 9;4. Earlier iTerm2 and WezTerm show it as a notification. */
const SINCE: Readonly<Record<string, string>> = { 'iTerm.app': '3.6.0', WezTerm: '20250301', ghostty: '1.2.0' };
/** GNOME's terminal library, 0.80. */
const VTE_SINCE = 8000;

/** Whether the terminal of this environment is known to show it; a multiplexer does not pass it on. */
export function hasTabProgress(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { TMUX, STY, WT_SESSION, ConEmuANSI, VTE_VERSION = '' } = environment;
  const { TERM_PROGRAM = '', TERM_PROGRAM_VERSION = '' } = environment;
  if (TMUX !== undefined || STY !== undefined) return false;
  if (WT_SESSION !== undefined || ConEmuANSI === 'ON' || Number(VTE_VERSION) >= VTE_SINCE) return true;
  const since = SINCE[TERM_PROGRAM];
  return since !== undefined && notBefore(TERM_PROGRAM_VERSION, since);
}

const numbers = (version: string): number[] => version.split(/\D+/).map(Number);

function notBefore(version: string, since: string): boolean {
  if (version === '') return false;
  const [have, need] = [numbers(version), numbers(since)];
  for (const [i, least] of need.entries()) {
    const part = have[i] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** The sequence that shows the progress; null clears it. An equal sequence need not be sent again. */
export const tabProgress = (progress: TabProgress | null): string =>
  progress === null ? TAB_CLEAR : osc(`${STATES[progress.state]};${Math.round(100 * progress.fraction)}`);
