// The runs that `gradtop watch --once` read, as a table.
import { formatLoss } from '../core/format.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { fitText, textWidth } from '../core/text/width.js';
import type { RunReport } from '../core/watch/report.js';

export function onceTable(reports: readonly RunReport[], columns: number): string {
  const rows = reports.map((report) => [
    sanitizeLine(report.name, 40),
    report.format,
    report.status,
    report.lastStep === null ? '-' : String(report.lastStep),
    lossText(report),
    String(report.layers.length),
    [
      ...(report.damaged > 0 ? [`${report.damaged} damaged`] : []),
      ...(report.skipped > 0 ? [`${report.skipped} skipped`] : []),
      ...report.findings.map(({ rule, level }) => `${level}: ${rule}`),
    ].join(', ') || (report.steps === 0 ? '-' : 'no finding'),
  ]);
  const head = ['run', 'format', 'status', 'step', 'loss', 'layers', 'findings'];
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => textWidth(row[at] ?? ''))));
  const line = (row: readonly string[]): string =>
    fitText(
      row
        .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(cell))))
        .join('  ')
        .trimEnd(),
      columns,
    );
  const details = reports.flatMap(({ name, findings, notJudged }) => [
    ...findings.map(({ level, message }) => fitText(`${sanitizeLine(name, 40)}: ${level}: ${message}`, columns)),
    ...(notJudged.length === 0
      ? []
      : [
          fitText(
            `${sanitizeLine(name, 40)}: not judged: ${notJudged.map(({ rule }) => rule).join(', ')}; --json says why`,
            columns,
          ),
        ]),
  ]);
  return [...all.map(line), '', ...details].map((text) => `${text}\n`).join('');
}

const lossText = ({ loss, steps }: RunReport): string => {
  const text = (value: number | string | null): string => formatLoss(typeof value === 'string' ? Number(value) : value);
  return steps === 0 || loss.last === null ? '-' : `${text(loss.first)} > ${text(loss.last)}`;
};
