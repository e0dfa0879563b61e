// The shape of a network: layers, parameters, and the offset of each in the flat vector.
import { LEAKY_SLOPE, type ActivationName } from '../config/activations.js';
import { CELLS, isConv, isRecurrent, type CellName } from '../config/cells.js';
import { activationsOf, skipSource, widthsOf } from '../config/layers.js';
import type { Config } from '../config/schema.js';
import type { OutputActivationName } from '../config/names.js';
import type { ImageShape } from '../data/dataset.js';

export type ParameterKind = 'kernel' | 'recurrentKernel' | 'bias' | 'gamma' | 'beta' | 'alpha';

export interface ParameterInfo {
  /** Keras spelling: `hidden_1/kernel`, `hidden_1/bias`, `hidden_1/gamma`, `output/kernel`. */
  readonly name: string;
  /** Kernel [in, gates units], of a convolution [3, 3, in, units], recurrent kernel [units, gates units], bias [gates units], of GRU [2, 3 units], the others [units]. Row-major. */
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
  /** Features, or channels, that come in and go out. */
  readonly inputs: number;
  readonly units: number;
  /** Pixels of a convolution, in and out. */
  readonly image?: Pick<ImageShape, 'height' | 'width'>;
  readonly parameterCount: number;
  readonly batchNorm: Config['batchNorm'];
  /** Index of the layer whose output is added to this layer's output (after activation and normalization), or null. */
  readonly skipFrom: number | null;
}

/** Values of a sample that go out: the units, of a convolution those of each pixel. */
export const valuesOf = ({ units, image }: Pick<LayerInfo, 'units' | 'image'>): number =>
  units * (image === undefined ? 1 : image.height * image.width);

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

/** Rows and columns of a convolution's kernel. */
export const KERNEL_SIDE = 3;

/** Values that a unit reads and that read a value, by the shape of the kernel (Keras' fan in and fan out). */
export function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const pixels = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  return { fanIn: pixels * (shape.at(-2) ?? 1), fanOut: pixels * (shape.at(-1) ?? 1) };
}

/**
 * Layers from the input (0) to the output (last). Order of a layer's parameters: kernel, recurrentKernel, bias, gamma, beta, alpha.
 * Residual skips as in the reference: with block size 1 a hidden layer's input is added to its output from the second hidden layer on;
 * with block size 2 the blocks are layers (1,2), (3,4), ...; an incomplete last block has no skip. `image`: of data that are images.
 * @throws Error for convolutions of data that are not
 */
export function networkLayout(
  config: LayoutConfig,
  features: number,
  outputs: number,
  image: ImageShape | null = null,
): NetworkLayout {
  if (isConv(config.cell) && image === null) throw new Error('convolutions need images');
  const layers: LayerInfo[] = [];
  const parameters: ParameterInfo[] = [];
  let offset = 0;
  let stateCount = 0;
  const { negativeSlope = LEAKY_SLOPE } = config;
  const widths = widthsOf(config);
  const activations: readonly (ActivationName | undefined)[] = activationsOf(config);
  for (let index = 0; index <= config.depth; index += 1) {
    const isOutput = index === config.depth;
    const convolves = isConv(config.cell) && !isOutput;
    const inputs = widths[index - 1] ?? (convolves ? image?.channels : undefined) ?? features;
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
    add('kernel', 'kernel', convolves ? [KERNEL_SIDE, KERNEL_SIDE, inputs, columns] : [inputs, columns]);
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
      ...(convolves && image !== null ? { image: { height: image.height, width: image.width } } : {}),
      parameterCount: offset - start,
      batchNorm,
      skipFrom: isOutput || recurrent ? null : skipSource(index, config.residual, widths),
    });
  }
  return { layers, parameters, parameterCount: offset, stateCount };
}
