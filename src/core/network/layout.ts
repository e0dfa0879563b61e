// The shape of a network: layers, parameters, and the offset of each in the flat vector.
import { LEAKY_SLOPE, type ActivationName } from '../config/activations.js';
import { CELLS, isRecurrent, type CellName } from '../config/cells.js';
import { activationsOf, widthsOf } from '../config/layers.js';
import type { Config } from '../config/schema.js';
import type { OutputActivationName } from '../config/names.js';

export type ParameterKind = 'kernel' | 'recurrentKernel' | 'bias' | 'gamma' | 'beta' | 'alpha';

export interface ParameterInfo {
  /** Keras spelling: `hidden_1/kernel`, `hidden_1/bias`, `hidden_1/gamma`, `output/kernel`. */
  readonly name: string;
  /** Kernel [in, gates units], recurrent kernel [units, gates units], bias [gates units], of GRU [2, 3 units], the others [units]. Row-major. */
  readonly shape: readonly number[];
  readonly layer: number;
  readonly kind: ParameterKind;
  /** Its first index in the flat vector, and its number of values. */
  readonly offset: number;
  readonly size: number;
}

export interface LayerInfo {
  readonly name: string;
  readonly kind: CellName;
  readonly activation: ActivationName | OutputActivationName;
  /** Slope of a leaky ReLU for negative inputs, if it is not the default. */
  readonly slope?: number;
  readonly inputs: number;
  readonly units: number;
  readonly parameterCount: number;
  readonly batchNorm: Config['batchNorm'];
  /** Index of the layer whose output is added to this layer's output (after activation and normalization), or null. */
  readonly skipFrom: number | null;
}

export interface NetworkLayout {
  readonly layers: readonly LayerInfo[];
  readonly parameters: readonly ParameterInfo[];
  readonly parameterCount: number;
  /** Values of the moving statistics: for each batch-normalised layer in order, mean [units] then variance [units]. */
  readonly stateCount: number;
}

export type LayoutConfig = Pick<Config, 'cell' | 'depth' | 'width' | 'activation' | 'batchNorm' | 'residual'> &
  Partial<Pick<Config, 'layerWidths' | 'layerActivations' | 'negativeSlope'>> & {
    readonly outputActivation: OutputActivationName;
  };

/**
 * Layers from the input (0) to the output (last). Order of a layer's parameters: kernel, recurrentKernel, bias, gamma, beta, alpha.
 * Residual skips as in the reference: with block size 1 a hidden layer's input is added to its output from the second hidden layer on;
 * with block size 2 the blocks are layers (1,2), (3,4), ...; an incomplete last block has no skip.
 */
export function networkLayout(config: LayoutConfig, features: number, outputs: number): NetworkLayout {
  const layers: LayerInfo[] = [];
  const parameters: ParameterInfo[] = [];
  let offset = 0;
  let stateCount = 0;
  const { negativeSlope = LEAKY_SLOPE } = config;
  const widths = widthsOf(config);
  const activations: readonly (ActivationName | undefined)[] = activationsOf(config);
  for (let index = 0; index <= config.depth; index += 1) {
    const isOutput = index === config.depth;
    const inputs = widths[index - 1] ?? features;
    const units = widths[index] ?? outputs;
    const activation = activations[index] ?? config.outputActivation;
    const recurrent = isRecurrent(config.cell) && !isOutput;
    const kind = isOutput ? 'dense' : config.cell;
    const columns = units * CELLS[kind].gates;
    const batchNorm = isOutput || recurrent ? 'none' : config.batchNorm;
    const name = isOutput ? 'output' : `hidden_${index + 1}`;
    const start = offset;
    const add = (kind: ParameterKind, label: string, shape: readonly number[]): void => {
      const size = shape.reduce((product, n) => product * n, 1);
      parameters.push({ name: `${name}/${label}`, shape, layer: index, kind, offset, size });
      offset += size;
    };
    add('kernel', 'kernel', [inputs, columns]);
    if (recurrent) add('recurrentKernel', 'recurrent_kernel', [units, columns]);
    add('bias', 'bias', kind === 'gru' ? [2, columns] : [columns]);
    if (batchNorm !== 'none') {
      add('gamma', 'gamma', [units]);
      add('beta', 'beta', [units]);
      stateCount += 2 * units;
    }
    if (activation === 'prelu') add('alpha', 'alpha', [units]);
    layers.push({
      name,
      kind,
      activation,
      ...(activation === 'leakyRelu' && negativeSlope !== LEAKY_SLOPE ? { slope: negativeSlope } : {}),
      inputs,
      units,
      parameterCount: offset - start,
      batchNorm,
      skipFrom: isOutput || recurrent ? null : skipSource(index, config.residual, widths),
    });
  }
  return { layers, parameters, parameterCount: offset, stateCount };
}

/** A skip joins layers of equal width. */
function skipSource(layer: number, block: number, widths: readonly number[]): number | null {
  if (block === 0 || layer === 0 || layer % block !== 0) return null;
  const from = layer - block;
  return widths[from] === widths[layer] ? from : null;
}
