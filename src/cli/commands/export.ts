// `gradtop export`: its flags and output files.
import path from 'node:path';
import type { CommandModule } from 'yargs';
import { isOn, lookOfFile, last, paceOf, parseCount, text, word, type Arguments, type Finish } from '../arguments.js';
import { LOG_ENDING, STDIN } from '../../runtime/log/logName.js';
import { withExportFlags } from '../exportFlags.js';
import { tellFiles } from '../links.js';
import { allPresets } from '../presets.js';
import { refuseSame } from '../sameFile.js';
import { sanitizeLine } from '../../core/text/sanitize.js';
import { UserError } from '../../core/userError.js';
import type { Config } from '../../core/config/schema.js';
import type { PictureLook } from '../export.js';
import type { Size } from '../size.js';
import { PLAIN_FILM } from '../tapeHead.js';

export const exportCommand = (finish: Finish): CommandModule => ({
  command: 'export <log>',
  describe: 'write pictures, films, reports, numbers, weights or scripts of a recorded log',
  // The default theme depends on --transparent: without a background, dark colours suit only dark slides.
  builder: (y) => withExportFlags(y).default('theme', undefined),
  handler: async (args) => {
    const [{ ENDINGS, exportCommand, FORMATS, parsePanel }, video, { logNamed }, { parseScale, parseSize }, network] =
      await Promise.all([
        import('../export.js'),
        import('../video.js'),
        import('../runs.js'),
        import('../size.js'),
        import('../exportNetwork.js'),
      ]);
    const what = word(args, 'log') ?? '';
    const log = logNamed(what);
    const files = filesFor(args, FORMATS, log, ENDINGS);
    if ((await import('../sweepRead.js')).isSweepLog(log)) return finish(await exportMap(args, log));
    const films = filesFor(args, video.VIDEO_FORMATS, log);
    const networks = filesFor(args, network.NETWORK_FORMATS, log, network.NETWORK_ENDINGS);
    const lab = fileFor(args, 'lab', log, 'lab.html');
    const formats = [...FORMATS, 'lab', ...video.VIDEO_FORMATS, ...network.NETWORK_FORMATS];
    if (files.size + films.size + networks.size === 0 && lab === null)
      throw new UserError([
        `export: missing format; expected ${formats.map((f) => `--${f}`).join(', ')}, each with a FILE or alone`,
      ]);
    const outputs = [
      ...[...files, ...films].map(([format, file]) => ({ what: `--${format}`, file })),
      ...network.networkOutputs(networks),
      ...(lab === null ? [] : [{ what: '--lab', file: lab }]),
    ];
    if (files.size + films.size > 0) network.refusePreset(what);
    const run = parseCount('run', text(args, 'run'), 1);
    const step = parseCount('step', text(args, 'step'), 0);
    const inputs = [{ what: 'the log', file: log }];
    if (networks.size > 0 || lab !== null) {
      const pictures = files.size + films.size > 0;
      const recorded = pictures ? network.recordedRun(log, run) : network.recordedOrPreset(what, log, run);
      inputs.push({ what: 'the data', file: recorded.config.data ?? '-' });
      refuseSame(outputs, inputs);
      await network.exportNetwork(recorded, networks, step);
      if (lab !== null) await writeLab(lab, recorded.config, args);
    } else refuseSame(outputs, inputs);
    const panel = text(args, 'panel');
    const size = parseSize(text(args, 'size') ?? '');
    const scale = text(args, 'scale');
    const look = { log, size, ...lookOfFile({ ...args, theme: themeFor(args) }), presets: allPresets() };
    refuseForFilms(films, args);
    refuseIdle(files, args);
    const pictures = { files, step, run, panel: panel === null ? null : parsePanel(panel) };
    const code = await exportCommand({ ...look, ...pictures, ...(await lookOfPicture(args, size)) });
    const rest = { config: null, inputs, backend: 'auto', ...PLAIN_FILM, version: 2, pace: paceOf(args) } as const;
    for (const [format, output] of films)
      if (code === 0) await video.videoCommand({ ...look, ...rest, output }, format, parseScale(scale ?? '1', size));
    if (code === 0) tellWritten(outputs);
    finish(code);
  },
});

/** Reports the files, without standard output. */
function tellWritten(outputs: readonly { readonly file: string }[]): void {
  const written = outputs.flatMap(({ file }) => (file === '-' ? [] : [file]));
  if (written.length > 0) tellFiles('wrote ', written);
}

/** A log of a sweep. @throws UserError */
async function exportMap(args: Arguments, log: string): Promise<number> {
  const [{ exportSweep, SWEEP_FORMATS }, { metricFrom }, { ENDINGS, FORMATS }, video, network, { parseSize }] =
    await Promise.all([
      import('../exportSweep.js'),
      import('../sweep.js'),
      import('../export.js'),
      import('../video.js'),
      import('../exportNetwork.js'),
      import('../size.js'),
    ]);
  const formats = [...FORMATS, 'lab', ...video.VIDEO_FORMATS, ...network.NETWORK_FORMATS] as const;
  const endings = { ...ENDINGS, lab: 'lab.html', gif: 'gif', mp4: 'mp4', ...network.NETWORK_ENDINGS };
  const files = filesFor(args, formats, log, endings);
  if (files.size === 0)
    throw new UserError(`export: missing format; expected ${SWEEP_FORMATS.map((f) => `--${f}`).join(', ')}`);
  const outputs = [...files].map(([format, file]) => ({ what: `--${format}`, file }));
  refuseSame(outputs, [{ what: 'the log', file: log }]);
  refuseIdle(files, args);
  const idle = ['panel', 'step', 'run'].find((name) => args[name] !== undefined);
  if (idle !== undefined) throw new UserError(`--${idle}: not available for the log of a sweep, which is one map`);
  const size = parseSize(text(args, 'size') ?? '');
  const look = { ...(await lookOfPicture(args, size)), ...lookOfFile({ ...args, theme: themeFor(args) }) };
  await exportSweep({ ...look, log, files, metric: metricFrom(text(args, 'metric') ?? 'loss') });
  tellWritten(outputs);
  return 0;
}

async function writeLab(file: string, first: Config, args: Arguments): Promise<void> {
  const [{ labOf }, { writeFile }] = await Promise.all([import('../exportPage.js'), import('../output.js')]);
  writeFile(file, labOf(first, allPresets(), themeFor(args), text(args, 'title')));
}

const themeFor = (args: Arguments): string => text(args, 'theme') ?? (isOn(args, 'transparent') ? 'light' : 'dark');

/** Refuses flags of formats that are not written. @throws UserError */
function refuseIdle(files: ReadonlyMap<string, string>, args: Arguments): void {
  if (isOn(args, 'transparent') && !files.has('svg') && !files.has('png'))
    throw new UserError('--transparent: applies to --svg and --png only; an HTML report and text have no background');
  if (isOn(args, 'octants') && !['svg', 'png', 'html', 'page'].some((format) => files.has(format)))
    throw new UserError('--octants: applies to --svg, --png, --html and --page only; text and films have no octants');
  if (text(args, 'svg-width') !== null && !files.has('svg'))
    throw new UserError('--svg-width: applies to --svg only; --size and --scale set the pixels of a PNG');
}

/** @throws UserError */
async function lookOfPicture(args: Arguments, size: Size): Promise<PictureLook> {
  const { parseLength, parseScale } = await import('../size.js');
  const [title, width] = [text(args, 'title'), text(args, 'svg-width')];
  return {
    scale: parseScale(text(args, 'scale') ?? '2', size),
    keys: args['keys'] === true,
    octants: args['octants'] === true,
    title: title === null ? null : sanitizeLine(title, 200),
    transparent: args['transparent'] === true,
    svgWidth: width === null ? null : parseLength(width),
  };
}

/** Refuses flags that select a part of the log: a film shows all of it. @throws UserError */
function refuseForFilms(films: ReadonlyMap<string, string>, args: Arguments): void {
  for (const [format, file] of films) {
    if (file === '-') throw new UserError([`--${format}: a film needs a file name; standard output is not allowed`]);
    const flag = ['step', 'panel', 'run'].find((name) => args[name] !== undefined);
    if (flag !== undefined) throw new UserError([`--${format}: a film plays the whole log; --${flag} is for pictures`]);
  }
}

function filesFor<F extends string>(
  args: Arguments,
  formats: readonly F[],
  log: string,
  endings?: Readonly<Record<F, string>>,
): Map<F, string> {
  const files = new Map<F, string>();
  for (const format of formats) {
    const file = fileFor(args, format, log, endings?.[format]);
    if (file !== null) files.set(format, file);
  }
  return files;
}

/** The endings of formats that only one flag writes. */
const OWN_ENDING = /\.(svg|png|csv|gif|mp4|txt|safetensors|py|html?)$/i;

/** A flag without a value names the file after the log, in the current folder. @throws UserError for another format's ending */
function fileFor(args: Arguments, format: string, log: string, ending = format): string | null {
  if (last(args[format]) === '')
    return `${log === STDIN ? 'stdin' : path.basename(log).replace(LOG_ENDING, '')}.${ending}`;
  const file = text(args, format);
  const given = OWN_ENDING.exec(file ?? '')?.[1]
    ?.toLowerCase()
    .replace(/^htm$/, 'html');
  const own = ending.slice(ending.lastIndexOf('.') + 1);
  if (file !== null && given !== undefined && given !== own)
    throw new UserError(
      `--${format}: expected a file name that ends in .${own}, got ${JSON.stringify(sanitizeLine(file, 200))}`,
    );
  return file;
}
