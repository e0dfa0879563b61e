// `gradtop export SWEEP.jsonl`: a map as a figure or a table.
import { criticalLine } from '../core/sweep/critical.js';
import { sweepCsv } from '../core/sweep/export.js';
import { metricOf, type SweepMetric } from '../core/sweep/metrics.js';
import { UserError } from '../core/userError.js';
import { sweepSvg } from '../ui/export/sweepSvg.js';
import { themeOf } from '../ui/themes/index.js';
import type { PictureLook } from './export.js';
import { loadRaster } from './loadRaster.js';
import { writeFile, writeTexts } from './output.js';
import { baseOf } from './sweepMerge.js';
import { readSweep, requireMetric } from './sweepRead.js';
import { wholeMap } from './sweepScreen.js';

export const SWEEP_FORMATS = ['svg', 'png', 'txt', 'csv'] as const;

export interface ExportSweepArguments extends Omit<PictureLook, 'keys'> {
  readonly log: string;
  readonly files: ReadonlyMap<string, string>;
  readonly metric: SweepMetric;
  readonly theme: string;
  readonly ascii: boolean;
}

/** @throws UserError */
export async function exportSweep(args: ExportSweepArguments): Promise<void> {
  const other = [...args.files.keys()].find((format) => !SWEEP_FORMATS.some((one) => one === format));
  if (other !== undefined)
    throw new UserError(
      `--${other}: not available for the log of a sweep; allowed: ${SWEEP_FORMATS.map((one) => `--${one}`).join(', ')}`,
    );
  const map = readSweep([args.log]);
  const { plan } = map;
  const { metric, theme } = args;
  requireMetric(plan, metric);
  const [run] = map.cells.values().next().value?.seeds ?? [];
  if (
    run !== undefined &&
    metricOf(metric)
      .ends(run, null)
      .some((end) => end.startsWith('NaN'))
  )
    throw new UserError(`log ${args.log}: its cells have no number labelEntropy, which the scale of ${metric} needs`);
  const critical = criticalLine(plan);
  const title = args.title ?? `gradtop: ${metricOf(metric).words} of ${plan.config.name}`;
  const colours = themeOf(theme);
  const figure = { metric, critical, title, theme: colours, transparent: args.transparent, ...colours.paper };
  for (const [format, file] of args.files)
    if (format === 'svg') writeFile(file, sweepSvg(map, { ...figure, svgWidth: args.svgWidth }));
    else if (format === 'png') {
      const raster = await loadRaster(args.scale);
      writeFile(file, raster.png(sweepSvg(map, { ...figure, svgWidth: null })));
    } else if (format === 'csv') await writeTexts(file, sweepCsv(map, baseOf(plan.preset) ?? plan.config));
    else writeFile(file, `${textOf(args, map, critical).join('\n')}\n`);
}

/** Without a terminal, so that the lines have no colours and no limit of width. */
const textOf = (
  { metric, ascii }: ExportSweepArguments,
  ...[map, critical]: [Parameters<typeof wholeMap>[0], ReturnType<typeof criticalLine>]
) => wholeMap(map, { metric, critical, ascii, theme: 'none', depth: 'none' }, { isTTY: false } as NodeJS.WriteStream);
