// The differences between log formats that have a folder with a file for each figure.
import path from 'node:path';
import type { Hparams } from '../../../../core/run/hparams.js';
import { ScalarRun, type ScalarRecord } from '../../../../core/run/scalars/scalarRun.js';
import { oneLine } from '../../../../core/text/sanitize.js';
import { filesBelow } from '../../filesBelow.js';
import type { ReadingFlags } from '../../reader.js';
import { contextOf } from '../../readLog.js';
import type { Source } from '../../source.js';

/** A line of a file; null if it is damaged. */
export type Row = { readonly step: number; readonly value: number } | 'header' | null;

export interface FigureFolder {
  readonly name: string;
  readonly title: string;
  /** The folder of the log and the name of the figure; null for a file of another kind. */
  place(file: string): { readonly root: string; readonly tag: string } | null;
  /** Reads the lines of one file. */
  rows(): (line: string) => Row;
  hparams(root: string): Hparams | undefined;
  /** The name of the run; if undefined, the folder's name. */
  runName?(root: string): string | undefined;
}

export const figureFiles = (format: FigureFolder, source: Source): string[] =>
  source.kind === 'folder' ? filesBelow(source.path).filter((file) => format.place(file) !== null) : [source.path];

/** Reads one file of a figure. */
export function recordsOf(format: FigureFolder, file: string): (line: string) => ScalarRecord | 'header' | null {
  const tag = oneLine((format.place(file)?.tag ?? path.basename(file).replace(/\.\w+$/, '')).replaceAll('\\', '/'));
  const rows = format.rows();
  return (line) => {
    const row = rows(line);
    return row === null || row === 'header' ? row : { step: row.step, scalars: { [tag]: row.value } };
  };
}

export function newRun(format: FigureFolder, source: Source, options: ReadingFlags): ScalarRun {
  const { name, flags, folder } = contextOf(source, options);
  const run = new ScalarRun({ runId: name, name: (folder !== null && format.runName?.(folder)) || name }, flags);
  const hparams = folder === null ? undefined : format.hparams(folder);
  if (hparams !== undefined) run.describe({ hparams });
  return run;
}

export const byStep = (records: readonly ScalarRecord[]): ScalarRecord[] => records.toSorted((a, b) => a.step - b.step);
