// A run as one object for scripts: `gradtop watch --once --json`. docs/watch.md describes the fields.
import { isComplete, QUIET_S } from '../run/quiet.js';
import { isForeign, judgeForeign, type ForeignVerdict } from '../diagnosis/foreign/index.js';
import type { Hparams } from '../run/hparams.js';
import { isGradNorm } from '../run/scalars/names.js';
import { roleOf, type LayerRole } from '../run/layerRoles.js';
import { rolesOf } from '../run/rolesOf.js';
import { layersTold, type RunState } from '../run/runState.js';
import { BUCKET, type Series } from '../run/series.js';

/** JSON has no NaN: as in the run log, it is a string. */
type Figure = number | string | null;

export interface RunReport {
  readonly name: string;
  readonly format: string;
  readonly steps: number;
  readonly lastStep: number | null;
  /** How the run ended, or `waiting` (no step yet), `running`, `quiet` (no end, and nothing new for a while). */
  readonly status: string;
  readonly loss: { readonly first: Figure; readonly last: Figure; readonly min: Figure };
  readonly scalars: Readonly<Record<string, { readonly count: number; readonly last: Figure }>>;
  readonly layers: readonly { readonly name: string; readonly role: LayerRole; readonly gradRms: Figure }[];
  /** Hyperparameters by name; empty if the log has none. */
  readonly hparams: Hparams;
  /** Records that could not be read. */
  readonly damaged: number;
  /** Updates that the loss scaler skipped. */
  readonly skipped: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly level: string;
    readonly layer: number;
    readonly message: string;
  }[];
  readonly notJudged: readonly { readonly rule: string; readonly why: string }[];
}

export interface ReadFrom {
  /** The name to use if the log has none. */
  readonly name: string;
  readonly format: string;
  readonly damaged: number;
  /** Milliseconds since the last write; null: not known, as for a stream. */
  readonly silentMs: number | null;
}

/** Milliseconds without a write after which a run is quiet. */
export const QUIET_MS = 1000 * QUIET_S;

export function reportOf(run: RunState, from: ReadFrom): RunReport {
  const { loss } = run;
  const known = loss.length > 0;
  const status = statusOf(run, from.silentMs);
  const { findings, notJudged } = verdictOf(run);
  return {
    name: run.run?.name ?? from.name,
    format: from.format,
    steps: known ? loss.total : run.steps,
    lastStep: known ? loss.field(loss.length - 1, BUCKET.lastStep) : run.steps > 0 ? run.step : null,
    status,
    loss: {
      first: figure(known ? (run.opening.find((mark) => mark.loss !== undefined)?.loss ?? loss.bucket(0)?.last) : null),
      last: figure(loss.latest),
      min: figure(minOf(loss)),
    },
    scalars: scalarsOf(run),
    layers: layersOf(run),
    hparams: run.run?.hparams ?? {},
    damaged: from.damaged,
    skipped: run.skipped,
    findings,
    notJudged,
  };
}

const figure = (value: number | null | undefined): Figure =>
  value === undefined || value === null ? null : Number.isFinite(value) ? value : String(value);

function minOf(series: Series): number | null {
  let min = Infinity;
  for (let index = 0; index < series.length; index += 1) {
    const one = series.field(index, BUCKET.min);
    if (one < min) min = one;
  }
  return min === Infinity ? null : min;
}

/** `silentMs`: null for a stream, which has been read to its end, and for a run that another one follows. */
function statusOf(run: RunState, silentMs: number | null): string {
  if (run.end !== null) return run.end.reason ?? 'ended';
  if (run.steps > 0 && isComplete(run)) return 'completed';
  if (silentMs === null) return 'ended';
  if (silentMs >= QUIET_MS) return 'quiet';
  return run.steps === 0 ? 'waiting' : 'running';
}

/** The figures of a run by their names in the log. */
export function scalarsOf(run: RunState): RunReport['scalars'] {
  const named: [string, Series][] = [
    ['loss', run.loss],
    ['accuracy', run.accuracy],
    ['gradNorm', run.gradNorm],
    ['valLoss', run.valLoss],
  ];
  // A figure that repeats a scalar is listed only under its own name.
  const repeats = (name: string): boolean =>
    (name === 'loss' && run.run?.lossTag !== undefined) ||
    (name === 'gradNorm' && [...run.scalars.keys()].some(isGradNorm));
  const own = named.filter(([name, { length }]) => length > 0 && !repeats(name));
  return Object.fromEntries(
    [...own, ...run.scalars].map(([name, series]) => [name, { count: series.total, last: figure(series.latest) }]),
  );
}

function layersOf(run: RunState): RunReport['layers'] {
  const roles = rolesOf(run.run);
  return Array.from({ length: layersTold(run) }, (_, index) => {
    const name = run.run?.layers?.[index]?.name ?? `layer ${index + 1}`;
    return { name, role: roles[index] ?? roleOf(name, undefined), gradRms: figure(run.layers.gradRms[index]?.latest) };
  });
}

function verdictOf(run: RunState): Pick<RunReport, 'findings' | 'notJudged'> {
  const logged = [...run.active.values()].map(({ rule, level, layer, message }) => ({ rule, level, layer, message }));
  if (!isForeign(run)) return { findings: logged, notJudged: [] };
  const { findings, notJudged }: ForeignVerdict = judgeForeign(run);
  const own = findings.map(({ rule, level, layer, message, remedy }) => ({
    rule,
    level,
    layer,
    message: remedy === '' ? message : `${message}; try: ${remedy}`,
  }));
  return { findings: [...own, ...logged], notJudged };
}
