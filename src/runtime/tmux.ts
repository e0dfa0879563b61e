// What tmux tells about the terminal that shows it.
import { spawnSync } from 'node:child_process';
import { findProgram } from './program.js';

type Environment = Readonly<Record<string, string | undefined>>;

const ASK_MS = 500;
const QUESTION = '#{allow-passthrough} #{client_termtype}';

/** Name and version of the terminal by its answer to XTVERSION, which tmux asks; null: unknown, or tmux passes nothing on. */
export function tmuxClient(environment: Environment, platform: NodeJS.Platform = process.platform): string | null {
  const program = findProgram('tmux', environment, platform);
  if (program === null || environment['TMUX'] === undefined) return null;
  const { TMUX_PANE: pane } = environment;
  const target = pane === undefined ? [] : ['-t', pane];
  const { stdout } = spawnSync(program, ['display-message', '-p', ...target, QUESTION], {
    encoding: 'utf8',
    timeout: ASK_MS,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return /^(?:1|2|on|all) (.+)\n$/.exec(stdout ?? '')?.[1] ?? null;
}
