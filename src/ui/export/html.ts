// A run as one self-contained HTML page: picture, verdict with receipts, configuration, layers, series.
import { receiptRows, remedyInWords } from '../../core/diagnosis/explain.js';
import { RULES } from '../../core/diagnosis/rules/index.js';
import { depthFitAt, verdict } from '../../core/diagnosis/verdict.js';
import { difference } from '../../core/compare/differ.js';
import { accuracyAt, lossAt } from '../../core/run/lookup.js';
import { formatAccuracy, formatLoss, formatSetting, formatSmall } from '../../core/format.js';
import type { FindingEvent } from '../../core/run/events.js';
import { layersTold, type RunState } from '../../core/run/runState.js';
import type { Series } from '../../core/run/series.js';
import { escapeMarkup as escape } from './markup.js';

type Cell = string | number | null | undefined;
function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (tag: string, value: Cell): string => `<${tag}>${escape(String(value ?? ''))}</${tag}>`;
  const line = (tag: string, cells: readonly Cell[]): string => `<tr>${cells.map((c) => cell(tag, c)).join('')}</tr>`;
  return `<table>\n${line('th', head)}\n${rows.map((cells) => line('td', cells)).join('\n')}\n</table>`;
}

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2em auto;padding:0 1em}
svg{max-width:100%;height:auto}table{display:block;overflow-x:auto;border-collapse:collapse;margin:.5em 0 1.5em;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.15em 1em .15em 0;border-bottom:1px solid #8884}.alarm{color:#c02a1c}.warning{color:#9a6200}.good{color:#00784f}
@media(prefers-color-scheme:dark){.alarm{color:#ff6b5e}.warning{color:#f0b93a}.good{color:#4ec98f}}`;

export interface ReportRun {
  readonly label: string;
  readonly state: RunState;
}

/** The whole page; `svg` is its picture. Several runs are compared first. */
export function htmlPage(runs: readonly ReportRun[], svg: string, title: string): string {
  const [first] = runs;
  const alone = runs.length === 1 && first !== undefined;
  const said = alone ? verdict(first.state) : null;
  const parts = [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>`,
    `<style>${STYLE}</style></head><body>`,
    `<h1>${escape(title)}</h1>`,
    said === null ? '' : `<p class="${said.tone}"><strong>${escape(said.text)}</strong></p>`,
    svg.trim(),
    ...(alone ? [] : ['<h2>Runs</h2>', comparison(runs)]),
    ...runs.flatMap((run) => [alone ? '' : `<h2>${escape(run.label)}</h2>`, ...section(run.state, alone ? 2 : 3)]),
    '</body></html>',
  ];
  return parts.filter((part) => part !== '').join('\n') + '\n';
}

function section(run: RunState, level: number): string[] {
  const head = (words: string): string => `<h${level}>${words}</h${level}>`;
  return [
    head('Findings'),
    ...findings(run),
    head('Series'),
    seriesTable(run),
    head('Layers'),
    layerTable(run),
    head('Configuration'),
    configuration(run),
  ];
}

/** A row for each run; what it changes is against the first. */
function comparison(runs: readonly ReportRun[]): string {
  const [first] = runs;
  return table(
    ['run', 'against the first', 'step', 'loss', 'accuracy', 'R', 'decades a layer', 'verdict'],
    runs.map(({ label, state }) => {
      const fit = depthFitAt(state, null);
      const loss = lossAt(state, null);
      const accuracy = accuracyAt(state, null);
      return [
        label,
        first === undefined || first.state === state ? '' : (difference(first.state, state).settings ?? ''),
        state.step,
        loss === undefined ? '' : formatLoss(loss),
        accuracy === undefined ? '' : formatAccuracy(accuracy),
        fit === null ? '' : formatSmall(fit.R),
        fit === null ? '' : fit.slope.toFixed(2),
        verdict(state).text,
      ];
    }),
  );
}

/** Active findings with receipt and explanation, then all changes of findings. */
function findings(run: RunState): string[] {
  const holding = [...run.active.values()].flatMap(findingSection);
  if (run.findings.length === 0) return ['<p>No findings.</p>'];
  const history = table(
    ['step', 'rule', 'level', 'message'],
    run.findings.map((finding) => [finding.step, finding.rule, finding.level, finding.message]),
  );
  return [...holding, '<h3>In order</h3>', history];
}

function findingSection(finding: FindingEvent): string[] {
  const explanation = RULES[finding.rule];
  const remedy = remedyInWords(finding);
  return [
    `<h3 class="${finding.level}">${escape(explanation?.title ?? finding.rule)}, step ${finding.step}</h3>`,
    `<p>${escape(finding.message)}</p>`,
    table(
      ['measured', 'value', '', 'limit', 'met'],
      receiptRows(finding).map((row) => [
        row.name,
        row.value,
        row.comparison,
        row.limit,
        row.met === null ? '' : row.met ? 'yes' : 'no',
      ]),
    ),
    `<p>${escape((explanation?.lines ?? []).join(' '))}</p>`,
    remedy === null ? '' : `<p class="good">suggested: ${escape(remedy)}</p>`,
  ].filter((line) => line !== '');
}

function seriesTable(run: RunState): string {
  const rows: readonly [string, Series, (value: number) => string][] = [
    ['loss', run.loss, formatLoss],
    ['accuracy', run.accuracy, formatAccuracy],
    ['gradient norm', run.gradNorm, formatSmall],
    ['validation loss', run.valLoss, formatLoss],
  ];
  return table(
    ['series', 'samples', 'smallest', 'largest', 'last', 'not finite'],
    rows
      .filter(([, series]) => series.length > 0)
      .map(([name, series, format]) => {
        const { low, high, nonFinite } = describe(series);
        return [name, series.total, format(low), format(high), format(series.latest ?? NaN), nonFinite];
      }),
  );
}

/** Extremes of the finite samples (NaN if none), and the number of non-finite samples. */
function describe(series: Series): { low: number; high: number; nonFinite: number } {
  let low = NaN;
  let high = NaN;
  let nonFinite = 0;
  for (let index = 0; index < series.length; index += 1) {
    const bucket = series.bucket(index);
    if (bucket === undefined) continue;
    nonFinite += bucket.nonFinite;
    if (bucket.count === 0) continue;
    if (!(low <= bucket.min)) low = bucket.min;
    if (!(high >= bucket.max)) high = bucket.max;
  }
  return { low, high, nonFinite };
}

function layerTable(run: RunState): string {
  const count = layersTold(run);
  if (count === 0) return '<p>The log has no values per layer.</p>';
  const latest = (series: readonly Series[], layer: number): string => {
    const value = series[layer]?.latest;
    return value === undefined ? '' : formatSmall(value);
  };
  return table(
    [
      'layer',
      'name',
      'activation',
      'units',
      'parameters',
      'gradient RMS',
      'update RMS',
      'weight RMS',
      'saturated',
      'dead',
    ],
    Array.from({ length: count }, (_, layer) => {
      const known = run.run?.layers?.[layer];
      const { gradRms, updateRms, weightRms, saturated, dead } = run.layers;
      return [
        layer,
        known?.name,
        known?.activation,
        known?.units,
        known?.parameterCount,
        ...[gradRms, updateRms, weightRms, saturated, dead].map((series) => latest(series, layer)),
      ];
    }),
  );
}

function configuration(run: RunState): string {
  if (run.config === null) return '<p>The log has no configuration.</p>';
  const engine = run.run?.engine;
  return table(
    ['field', 'value'],
    [
      ...Object.entries(run.run?.config ?? run.config).map(([field, value]): [string, string] => [
        field,
        Array.isArray(value) ? value.join(', ') : formatSetting(value as string | number | boolean | null),
      ]),
      ...(engine?.backend === undefined ? [] : [['backend', engine.backend] as [string, string]]),
    ],
  );
}
