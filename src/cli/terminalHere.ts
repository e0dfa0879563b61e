// The terminal of this process, also through tmux, and progress in its tab for commands without a screen.
import type { TabProgress } from '../core/app/tabProgress.js';
import { beyondTmux, terminalOf, type KnownTerminal } from '../runtime/terminal/identity.js';
import { tabProgressIn } from '../runtime/terminal/tabProgress.js';
import { tmuxClient } from '../runtime/tmux.js';
import { canRedraw } from './output.js';

/** The terminal of the environment; inside tmux with what tmux passes on to its terminal. */
export function terminalIn(environment: NodeJS.ProcessEnv): KnownTerminal {
  const terminal = terminalOf(environment);
  const client = terminal.name === 'tmux' ? tmuxClient(environment) : null;
  return client === null ? terminal : beyondTmux(terminal, client);
}

let known: KnownTerminal | null = null;

/** That of this process, which asks tmux once. */
export const terminalHere = (): KnownTerminal => (known ??= terminalIn(process.env));

/** Shows progress in the tab of the terminal, `busy` without a measure; null clears it. */
export type Tab = (progress: TabProgress | 'busy' | null) => void;
export const NO_TAB: Tab = () => undefined;

/** The tab of this stream's terminal; does nothing where progress is not known, and for a screen reader. */
export function tabOf(output: NodeJS.WriteStream): Tab {
  if (!canRedraw(output) || !terminalHere().progress) return NO_TAB;
  let last = '';
  return (progress) => {
    const sequence = tabProgressIn(terminalHere(), progress);
    if (sequence === last || (last === '' && progress === null)) return;
    last = progress === null ? '' : sequence;
    output.write(sequence);
  };
}
