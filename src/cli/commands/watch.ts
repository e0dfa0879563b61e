// `gradtop watch`: its flags.
import type { CommandModule } from 'yargs';
import { NO_FLAGS, type ScalarFlags } from '../../core/run/scalars/scalarRun.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { messageOf, UserError } from '../../core/userError.js';
import { STDIN } from '../../runtime/log/logName.js';
import type { ReadingFlags } from '../../runtime/log/reader.js';
import { isOn, text, type Arguments, type Finish } from '../arguments.js';
import { columnsOf } from '../output.js';

export const watchCommandModule = (finish: Finish): CommandModule => ({
  command: 'watch <paths..>',
  describe: 'read training that runs elsewhere: run logs, TensorBoard, CSV, JSON Lines, text',
  builder: (y) =>
    y
      .positional('paths', { type: 'string', array: true, description: 'files or folders, or -: standard input' })
      .option('once', { type: 'boolean', description: 'read once and print; no screen', default: false })
      .option('json', { type: 'boolean', description: 'with --once: an object a run, a line each', default: false })
      .option('format', {
        type: 'string',
        requiresArg: true,
        description: 'read as this format, whatever the content says',
      })
      .option('loss', { type: 'string', requiresArg: true, description: 'name of the figure that is the loss' })
      .option('metrics', { type: 'string', requiresArg: true, description: 'figures to keep, as a pattern: val/*' })
      .option('regex', {
        type: 'string',
        requiresArg: true,
        description: 'lines of text by named groups: (?<step>\\d+).*loss=(?<loss>\\S+)',
      }),
  handler: async (args) => {
    const paths = Array.isArray(args['paths']) ? args['paths'].map((one) => (one === '' ? STDIN : String(one))) : [];
    if (!isOn(args, 'once')) throw new UserError('watch: the live screen is not there yet; add --once');
    const { watchOnce } = await import('../watchOnce.js');
    finish(
      watchOnce(
        {
          paths,
          json: isOn(args, 'json'),
          format: text(args, 'format') ?? (text(args, 'regex') === null ? null : 'text'),
          ...readingFlags(args),
          now: Date.now(),
          columns: columnsOf(process.stdout),
        },
        (lines) => void process.stdout.write(lines),
      ),
    );
  },
});

/** What the user says about reading. @throws UserError */
export function readingFlags(args: Arguments): ReadingFlags {
  const [lossTag, metrics, regex] = ['loss', 'metrics', 'regex'].map((flag) => text(args, flag));
  const flags: ScalarFlags = {
    ...NO_FLAGS,
    lossTag: lossTag ?? null,
    metrics: metrics === null || metrics === undefined ? null : matching(metrics),
  };
  return { flags, regex: regex === null || regex === undefined ? null : parsedRegex(regex) };
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

/** @throws UserError */
function parsedRegex(source: string): RegExp {
  try {
    // As Python writes them, too.
    const regex = new RegExp(source.replaceAll('(?P<', '(?<'));
    if (!/\(\?<\w+>/.test(regex.source)) throw new Error('it has no named group');
    return regex;
  } catch (error) {
    throw new UserError(
      `--regex: ${JSON.stringify(sanitizeLine(source, 80))} cannot be used: ${messageOf(error)}; allowed: an expression with named groups, such as (?<step>\\d+) (?<loss>\\S+)`,
    );
  }
}
