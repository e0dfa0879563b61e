// Generates the man page and the completion files of the package. `UPDATE_DOCS=1 npx vitest run tests/docs` writes them.
import yargs, { type CommandModule } from 'yargs';
import { dashboardCommand } from '../src/cli/commands/dashboard.js';
import { COMMANDS } from '../src/cli/commands/index.js';
import { FLAGS } from '../src/core/config/flags.js';

const ignore = (): void => undefined;
const MODULES = [dashboardCommand(ignore, []), ...COMMANDS.map((command) => command(ignore))];

interface DeclaredFlag {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
}

/** The flags that a command declares, without the settings and yargs' own. */
function flagsOf(module: CommandModule): DeclaredFlag[] {
  const probe = yargs([]);
  if (typeof module.builder === 'function') void module.builder(probe);
  const inside = probe as unknown as {
    getOptions(): { key: object; boolean: string[] };
    getInternalMethods(): { getUsageInstance(): { getDescriptions(): Record<string, string> } };
  };
  const { key, boolean } = inside.getOptions();
  const descriptions = inside.getInternalMethods().getUsageInstance().getDescriptions();
  const positionals = new Set(String(module.command).match(/[a-z]+(?=\.*[\]>])/g) ?? []);
  const settings = new Set(FLAGS.map((flag) => flag.name));
  return Object.keys(key)
    .filter((name) => !['help', 'version'].includes(name) && !positionals.has(name) && !settings.has(name))
    .map((name) => ({ name, description: descriptions[name] ?? '', takesValue: !boolean.includes(name) }));
}

const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
const item = (term: string, text: string): string => `.TP\n.B ${roff(term)}\n${roff(text)}`;

/** gradtop(1) in man(7) macros. */
export function manPage(version: string): string {
  const settings = FLAGS.map((flag) => item(`--${flag.name}`, `${flag.description}; allowed: ${flag.allowed}`));
  const commands = MODULES.flatMap((module) => {
    const usage = `gradtop ${String(module.command).replace('$0 ', '')}`;
    const flags = flagsOf(module).map((flag) =>
      item(`--${flag.name}${flag.takesValue ? ' VALUE' : ''}`, flag.description),
    );
    return [`.SS ${roff(usage)}`, roff(String(module.describe)), ...flags];
  });
  return `${[
    `.TH GRADTOP 1 "" "gradtop ${version}"`,
    '.SH NAME',
    roff('gradtop - watch a neural network learn, fail and get cured, live in the terminal'),
    '.SH SYNOPSIS',
    '.B gradtop',
    roff('[command] [preset] [flags]'),
    '.SH DESCRIPTION',
    roff('gradtop trains a small neural network and shows the gradient of each layer over time.'),
    roff('When the network does not learn, it names the cause, shows the evidence and suggests one change.'),
    roff('? in the dashboard lists all keys.'),
    '.SH COMMANDS',
    ...commands,
    '.SH SETTINGS',
    roff('Flags of every command that trains. A preset file has the same fields in camelCase.'),
    ...settings,
    '.SH EXIT STATUS',
    ...[
      ['0', 'fine'],
      ['1', 'failed: diverged, --fail-on met, or a file could not be written'],
      ['2', 'wrong usage'],
      ['130', 'Ctrl+C'],
    ].map(([code = '', meaning = '']) => item(code, meaning)),
    '.SH ENVIRONMENT',
    ...[
      ['NO_COLOR, FORCE_COLOR, COLORTERM, TERM', 'decide the colours'],
      ['LC_ALL, LC_CTYPE, LANG', 'decide between Unicode and ASCII characters'],
      ['XDG_DATA_HOME', 'folder of the recordings'],
      ['GRADTOP_DEBUG', 'file for a debug log of actions, commands and frame times'],
    ].map(([name = '', meaning = '']) => item(name, meaning)),
  ].join('\n')}\n`;
}
