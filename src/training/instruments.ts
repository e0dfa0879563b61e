// What the instruments add to the events of a run.
import { rmsOf } from '../core/rms.js';
import type { LossStep, ProbeEvent } from '../core/run/events.js';
import { declinedPart } from '../core/run/declined.js';
import { probesPerStep } from './cadence.js';
import { stepNs } from './costs.js';
import { jacobianNs, noJacobian } from './jacobian.js';
import { noNoiseScale } from './noiseScale.js';
import type { Prepared } from './prepare.js';

type Figures = Readonly<Record<string, number>> | null;

/** Share of the training time for the Jacobian; below the 15 % that the documentation promises, because the costs are estimates. */
const JACOBIAN_SHARE = 0.08;

/**
 * Whether a probe measures the Jacobian, asked once for each probe; null: none does. The costs are estimates, so that a configuration is
 * always measured at the same steps: the first probe, the last one, and every 2^n-th between them, because histories drop every second one
 * when they are full. A run too short for two measurements has the first one only.
 */
export function jacobianCadence(prepared: Prepared, perEpoch: number): ((step: number) => boolean) | null {
  const { config, layout, dataset } = prepared;
  if (config.jacobian === 'off' || noJacobian(layout) !== null) return null;
  const total = perEpoch * config.epochs;
  const affordable = (JACOBIAN_SHARE * total * stepNs(prepared, perEpoch)) / jacobianNs(layout, dataset.samples);
  const probeShare = probesPerStep(perEpoch, total, Math.min(dataset.samples, config.batchSize * config.accumulate));
  const every = affordable < 2 ? Infinity : 2 ** Math.ceil(Math.log2((total * probeShare) / (affordable - 1)));
  let probes = 0;
  return (step) => {
    const due = probes === 0 || (every < Infinity && (probes % Math.max(1, every) === 0 || step === total));
    probes += 1;
    return due;
  };
}

/** Instruments that the user asked for and that the network or its engine does not have, as part of `engine.why`. */
export function declined(prepared: Prepared, sharpness: unknown): string {
  const { config, layout } = prepared;
  return declinedPart({
    sharpness: typeof sharpness === 'string' ? sharpness : null,
    noiseScale: config.noiseScale === 'on' ? noNoiseScale(prepared) : null,
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
