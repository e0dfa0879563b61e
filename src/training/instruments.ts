// What the instruments add to the events of a run.
import type { LossStep, ProbeEvent } from '../core/run/events.js';
import { declinedPart } from '../core/run/declined.js';
import { probeCadence } from './cadence.js';
import { jacobianNs, noJacobian } from './jacobian.js';
import type { Prepared } from './prepare.js';

type Figures = Readonly<Record<string, number>> | null;

/** Share of the training time for the Jacobian, and measurements that a run has at least, even if they take a larger share. */
const JACOBIAN_SHARE = 0.15;
const LEAST_JACOBIANS = 10;
/** Nanoseconds of a step, of a multiplication in vector code (forward and twice backward), measured on a machine of 2026. */
const STEP_NS = 15_000;
const PRODUCT_NS = 0.1;

/**
 * Whether a probe measures the Jacobian, asked once for each probe; null: none does. The costs are estimates, so that a configuration is
 * always measured at the same steps. Every 2^n-th probe: histories drop every second one when they are full.
 */
export function jacobianCadence(
  { config, layout, dataset }: Prepared,
  perEpoch: number,
): ((step: number) => boolean) | null {
  if (config.jacobian === 'off' || noJacobian(layout) !== null) return null;
  const total = perEpoch * config.epochs;
  const batch = Math.min(dataset.samples, config.batchSize * config.accumulate);
  const probeAfter = probeCadence(perEpoch, total, batch);
  let apart = 1;
  while (apart < total && !probeAfter(apart)) apart += 1;
  const stepNs = STEP_NS + 3 * PRODUCT_NS * layout.parameterCount * batch;
  const wanted = Math.min(total / LEAST_JACOBIANS, jacobianNs(layout, dataset.samples) / (JACOBIAN_SHARE * stepNs));
  const every = 2 ** Math.max(0, Math.round(Math.log2(wanted / apart)));
  let probes = 0;
  return (step) => {
    const due = probes % every === 0 || step === total;
    probes += 1;
    return due;
  };
}

/** Instruments that the user asked for and that the network or its engine does not have, as part of `engine.why`. */
export function declined({ config, layout }: Prepared, sharpness: unknown): string {
  return declinedPart({
    sharpness: typeof sharpness === 'string' ? sharpness : null,
    jacobian: config.jacobian === 'on' ? noJacobian(layout) : null,
  });
}

/** A step with the figures that were measured in it; the same event without any. */
export function withFigures(event: LossStep, noise: Figures, sharp: Figures, probe: ProbeEvent | null): LossStep {
  const jacobian = probe === null ? null : jacobianFigures(probe);
  if (noise === null && sharp === null && jacobian === null) return event;
  return { ...event, scalars: { ...noise, ...sharp, ...jacobian } };
}

/** Null: not measured. */
function jacobianFigures({ singularValues: hidden, outputSingularValues: whole }: ProbeEvent): Figures {
  if (hidden === undefined) return null;
  return {
    jacobianLargest: hidden[0] ?? NaN,
    jacobianRms: rmsOf(hidden),
    ...(whole === undefined ? {} : { outputJacobianLargest: whole[0] ?? NaN, outputJacobianRms: rmsOf(whole) }),
  };
}

function rmsOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
}
