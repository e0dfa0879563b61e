// `gradtop watch`: its flags.
import type { CommandModule } from 'yargs';
import type { LayerGrouping } from '../../core/app/state.js';
import { lossAmong } from '../../core/run/scalars/names.js';
import { NO_FLAGS, type ScalarFlags } from '../../core/run/scalars/scalarRun.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { messageOf, UserError } from '../../core/userError.js';
import { STDIN } from '../../runtime/log/logName.js';
import type { ReadingFlags } from '../../runtime/log/reader.js';
import { isOn, lookOfScreen, STDIN_FILE, text, type Arguments, type Finish } from '../arguments.js';
import type { FailOn } from '../failOn.js';
import { withLayout, withScreen } from '../options.js';
import { columnsOf, shown, tell } from '../output.js';
import { allPresets } from '../presets.js';

export const watchCommand = (finish: Finish): CommandModule => ({
  command: 'watch [paths..]',
  describe: 'watch training that runs elsewhere, from its log: run log, TensorBoard, CSV, JSON Lines, text',
  builder: (y) =>
    withLayout(withScreen(y))
      .positional('paths', {
        type: 'string',
        array: true,
        description: 'files, folders, host:FILE, or -: standard input; none: the latest live run',
      })
      .option('once', { type: 'boolean', description: 'read once and print; no screen', default: false })
      .option('json', { type: 'boolean', description: 'with --once: one JSON object a run', default: false })
      .option('format', {
        type: 'string',
        requiresArg: true,
        description: 'read the logs as this format instead of detecting it',
      })
      .option('loss', { type: 'string', requiresArg: true, description: 'name of the figure that is the loss' })
      .option('metrics', { type: 'string', requiresArg: true, description: 'figures to keep, as a pattern: val/*' })
      .option('regex', {
        type: 'string',
        requiresArg: true,
        description: 'read lines of text by named groups: (?<step>\\d+).*loss=(?<loss>\\S+)',
      })
      .option('group', {
        choices: ['module', 'none'] as const,
        requiresArg: true,
        description: 'group layers by module, or not at all (default: by module from 65 layers on)',
      })
      .option('until-end', { type: 'boolean', description: 'end when all runs have ended', default: false })
      .option('fail-on', {
        type: 'string',
        requiresArg: true,
        description:
          'exit with 1 if one of these rules is active at the end or raised an alarm: vanishing,exploding,diverged,...',
      }),
  handler: async (args) => {
    const [{ latestLive }, { readerNamed }] = await Promise.all([
      import('../runs.js'),
      import('../../runtime/log/locate.js'),
    ]);
    const given = Array.isArray(args['paths']) ? args['paths'].map(String) : [];
    const paths = given.length > 0 ? given.map((one) => (one === STDIN_FILE ? STDIN : one)) : [latestLive()];
    const format = text(args, 'format') ?? (text(args, 'regex') === null ? null : 'text');
    // Report a wrong flag before a missing terminal.
    if (format !== null) readerNamed(format);
    finish(await (isOn(args, 'once') ? once(args, paths, format) : live(args, paths, format)));
  },
});

async function once(args: Arguments, paths: readonly string[], format: string | null): Promise<number> {
  const { watchOnce } = await import('../watchOnce.js');
  const { reading, note } = readingFlags(args);
  if (note !== null) tell(note);
  return watchOnce(
    {
      paths,
      json: isOn(args, 'json'),
      format,
      ...reading,
      failOn: await failOnIn(args),
      now: Date.now(),
      columns: columnsOf(process.stdout),
    },
    (lines) => void process.stdout.write(shown(lines, process.stdout)),
  );
}

async function live(args: Arguments, paths: readonly string[], format: string | null): Promise<number> {
  if (isOn(args, 'json')) throw new UserError(['watch: --json needs --once']);
  const { watchCommand } = await import('../watchLive.js');
  return watchCommand({
    paths,
    format,
    ...readingFlags(args),
    failOn: await failOnIn(args),
    untilEnd: isOn(args, 'until-end'),
    group: groupIn(args),
    ...lookOfScreen(args),
    presets: allPresets(),
  });
}

/** @throws UserError */
async function failOnIn(args: Arguments): Promise<FailOn[]> {
  const { ANY_RULE, parseFailOn } = await import('../failOn.js');
  const failOn = text(args, 'fail-on');
  return failOn === null ? [] : parseFailOn(failOn, ANY_RULE);
}

function groupIn(args: Arguments): LayerGrouping {
  const given = text(args, 'group');
  return given === 'module' || given === 'none' ? given : 'auto';
}

/** The flags about reading. `note` warns if each line counts as a step. @throws UserError */
function readingFlags(args: Arguments): { readonly reading: ReadingFlags; readonly note: string | null } {
  const [lossTag = null, metrics = null, source = null] = ['loss', 'metrics', 'regex'].map((flag) => text(args, flag));
  const flags: ScalarFlags = { ...NO_FLAGS, lossTag, metrics: metrics === null ? null : matching(metrics) };
  if (source === null) return { reading: { flags, regex: null }, note: null };
  const { regex, counts } = parsedRegex(source, lossTag);
  return {
    reading: { flags, regex },
    note: counts ? '--regex: no group is named step or epoch; each matching line counts as a step' : null,
  };
}

/** `*` is any part of a name, `?` one character; several patterns are separated by commas. */
function matching(patterns: string): (tag: string) => boolean {
  const escaped = (one: string): string =>
    one
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
  const any = new RegExp(
    `^(?:${patterns
      .split(',')
      .map((one) => escaped(one.trim()))
      .join('|')})$`,
  );
  return (tag) => any.test(tag);
}

/** `counts`: the lines have no step. @throws UserError */
function parsedRegex(source: string, lossTag: string | null): { readonly regex: RegExp; readonly counts: boolean } {
  try {
    // Python's syntax for named groups works too.
    const regex = new RegExp(source.replaceAll('(?P<', '(?<'));
    const groups = [...regex.source.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map(([, name = '']) => name);
    if (groups.length === 0) throw new Error('it has no named group');
    if (lossTag === null ? lossAmong(groups) === null : !groups.includes(lossTag))
      throw new Error(
        lossTag === null ? 'it has no group for the loss' : `it has no group ${lossTag}, which --loss names`,
      );
    return { regex, counts: !groups.includes('step') && !groups.includes('epoch') };
  } catch (error) {
    throw new UserError(
      `--regex: ${JSON.stringify(sanitizeLine(source, 80))} cannot be used: ${messageOf(error)}; allowed: an expression with named groups, such as (?<step>\\d+) (?<loss>\\S+); --loss NAME takes another group as the loss`,
    );
  }
}
