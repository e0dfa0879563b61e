// `gradtop completion [bash|zsh|fish]`: yargs writes the scripts for bash and zsh, this module the one for fish.
import { didYouMean } from '../core/config/suggest.js';
import { UserError } from '../core/userError.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const FISH = `# completions of gradtop for fish; installation: gradtop completion fish > ~/.config/fish/completions/gradtop.fish
function __gradtop_complete
    set -l found (gradtop --get-yargs-completions (commandline -opc) (commandline -ct))
    if set -q found[1]
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c gradtop -f -a '(__gradtop_complete)'
`;

/**
 * Prepares `env` for the shell that `argv` names, and returns the script if yargs does not write it; null otherwise.
 * @throws UserError for an unknown shell
 */
export function completionScript(argv: readonly string[], env: NodeJS.ProcessEnv): string | null {
  const shell = argv[1];
  if (shell === undefined || shell.startsWith('-')) return null;
  if (shell === 'fish') return FISH;
  if (shell !== 'bash' && shell !== 'zsh')
    throw new UserError(
      `completion: unknown shell "${shell}"${didYouMean(shell, SHELLS)}; allowed: ${SHELLS.join(', ')}`,
    );
  env['SHELL'] = `/bin/${shell}`;
  delete env['ZSH_NAME'];
  return null;
}
