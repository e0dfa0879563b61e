// The common parts of the PyTorch and the Keras script: header, arrays, and the order of the samples.
import { isScheduled } from '../config/schedule.js';
import type { ResolvedConfig } from '../config/schema.js';
import type { NetworkLayout } from '../network/layout.js';
import { rngState } from '../random/rng.js';
import { sanitizeLine } from '../text/sanitize.js';

/** A scaled column: value = mean + deviation × scaled value. */
export interface ScaledName {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

export interface ScriptNetwork {
  readonly config: ResolvedConfig;
  readonly layout: NetworkLayout;
  readonly features: readonly ScaledName[];
  readonly timesteps: number;
  /** Names of the classes; empty for regression. */
  readonly classes: readonly string[];
  readonly outputs: number;
  readonly target: ScaledName | null;
  readonly hasValidation: boolean;
  /** Training samples, without those held out. */
  readonly samples: number;
  /** Loss over all training samples that the recorded run ended with. */
  readonly reached: number | null;
  /** Name of the file with initial weights and data, in the folder of the script. */
  readonly arrays: string;
}

export const string = (text: string): string => JSON.stringify(text);
export const number = (value: number): string => (Number.isFinite(value) ? String(value) : `float("${value}")`);
const tuples = (names: readonly ScaledName[]): string =>
  names.map(({ name, mean, deviation }) => `    (${string(name)}, ${number(mean)}, ${number(deviation)}),`).join('\n');

/** The name of a layer's value in the script. */
export const valueOf = (layer: number): string => (layer < 0 ? 'x' : `h${layer + 1}`);

/** Whether loss and output activation are one function of the logits, which loses no digits. */
export const fromLogits = ({ outputActivation, loss }: ResolvedConfig): boolean =>
  (outputActivation === 'sigmoid' && loss === 'binaryCrossentropy') ||
  (outputActivation === 'softmax' && loss === 'categoricalCrossentropy');

export function beginning(network: ScriptNetwork, framework: string, imports: readonly string[]): string {
  const { config, features, target, reached, arrays, classes } = network;
  return `# ${sanitizeLine(config.name)}: network and training of a gradtop run, in ${framework}.
# It starts from the same weights and sees the same batches as the run. --weights FILE starts from other weights, such as those
# of \`gradtop export LOG --weights FILE\`; --epochs 0 trains nothing and prints the result.
${differences(config)}import argparse
import json
${isScheduled(config) ? 'import math\n' : ''}from pathlib import Path

import numpy as np
${imports.join('\n')}

ARRAYS = Path(__file__).with_name(${string(arrays)})
EPOCHS = ${config.epochs}
BATCH_SIZE = ${config.batchSize * config.accumulate}
LEARNING_RATE = ${number(config.learningRate)}
${rateFunction(network)}
# Name, mean and deviation of each feature: the network gets (value - mean) / deviation.
FEATURES = [
${tuples(features)}
]
${target === null ? '' : `# Of the target: value = mean + deviation * output.\nTARGET = (${string(target.name)}, ${number(target.mean)}, ${number(target.deviation)})\n`}${
    classes.length === 0 ? '' : `CLASSES = [${classes.map(string).join(', ')}]\n`
  }${reached === null ? '' : `# Loss over all training samples where gradtop ended.\nGRADTOP_LOSS = ${number(reached)}\n`}
${READER}

${shuffle(config.seed)}
`;
}

/** What the script does in another way than the run. */
function differences({ dropout, stop }: ResolvedConfig): string {
  return [
    ...(dropout > 0 ? ['# Dropout draws other units than the run did.\n'] : []),
    ...(stop === 'never' ? [] : [`# The run had --stop ${stop}; the script trains all epochs.\n`]),
  ].join('');
}

/** What `rate(step)` returns in `src/core/config/schedule.ts`, in Python; nothing where the rate stays. */
function rateFunction({ config, samples }: ScriptNetwork): string {
  if (!isScheduled(config)) return '';
  const { schedule, decayEpochs, decayFactor } = config;
  const warm = schedule === 'oneCycle' ? 0 : config.warmupSteps;
  const lines = {
    constant: ['    return LEARNING_RATE'],
    step: [`    return LEARNING_RATE * ${number(decayFactor)} ** (at // (${decayEpochs} * STEPS_PER_EPOCH))`],
    cosine: ['    return along_cosine(LEARNING_RATE, 0.0, at / length)'],
    oneCycle: [
      '    top, start = 0.3 * length - 1, LEARNING_RATE / 25',
      '    if at <= top:',
      '        return along_cosine(start, LEARNING_RATE, at / top)',
      '    return along_cosine(LEARNING_RATE, start / 1e4, (at - top) / (length - 1 - top))',
    ],
  }[schedule];
  return `STEPS_PER_EPOCH = ${Math.ceil(samples / Math.min(samples, config.batchSize * config.accumulate))}


def along_cosine(first, last, share):
    return last + (first - last) / 2 * (1 + math.cos(math.pi * min(share, 1.0)))


def rate(step):
    """Learning rate of each step, from 1."""
    warm = ${warm}
    if step <= warm:
        return LEARNING_RATE * step / warm
    at, length = step - 1 - warm, max(1, EPOCHS * STEPS_PER_EPOCH - warm)
${lines.join('\n')}

`;
}

const READER = `
def read(file):
    """Arrays of a safetensors file by name. Raises OSError, or ValueError for what is no such file."""
    data = Path(file).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    arrays = {}
    try:
        for name, entry in json.loads(data[8:start]).items():
            if name == "__metadata__":
                continue
            if entry["dtype"] != "F32":
                raise ValueError(f"{name} is {entry['dtype']}, expected F32")
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[start + begin : start + end], "<f4")
            arrays[name] = values.reshape(entry["shape"]).copy()
    except (AttributeError, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError("not a whole safetensors file") from error
    return arrays


def weights_in(file, initial):
    """The weights of a file, with the names and shapes of the initial ones. Raises as read() does."""
    arrays = read(file)
    for name, array in initial.items():
        if name.endswith(("_train", "_validation")):
            continue
        if name not in arrays:
            raise ValueError(f"has no {name}")
        if arrays[name].shape != array.shape:
            raise ValueError(f"{name} has the shape {arrays[name].shape}, expected {array.shape}")
    return arrays


def count(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not allowed; allowed: 0 or more")
    return int(text)
`.trimEnd();

/** gradtop's generator (sfc32) and shuffle (Fisher-Yates), from the state that the seed gives. */
const shuffle = (seed: number): string =>
  `
def orders(count):
    """The order of the samples in each epoch."""
    a, b, c, d = ${rngState(seed, 'batches').join(', ')}
    while True:
        order = np.arange(count)
        for i in range(count - 1, 0, -1):
            draws = []
            for _ in range(2):
                t = (a + b + d) & 0xFFFFFFFF
                d = (d + 1) & 0xFFFFFFFF
                a = b ^ (b >> 9)
                b = (c + (c << 3)) & 0xFFFFFFFF
                c = (((c << 21) | (c >> 11)) + t) & 0xFFFFFFFF
                draws.append(t)
            j = int(((draws[0] >> 5) * 67108864 + (draws[1] >> 6)) / 9007199254740992 * (i + 1))
            order[i], order[j] = order[j], order[i]
        yield order
`.trim();

/** Loads arrays and weights, trains, and prints the result; the framework supplies `model`, `set_weights`, `epoch` and `score`. */
export const ending = ({ hasValidation, reached }: ScriptNetwork): string => `

def main():
    parser = argparse.ArgumentParser(description="Train the network of a gradtop run.")
    parser.add_argument("--weights", metavar="FILE", help="start from these weights (safetensors)")
    parser.add_argument("--epochs", type=count, default=EPOCHS, metavar="N", help="default: %(default)s")
    options = parser.parse_args()
    file = ARRAYS
    try:
        arrays = weights = read(file)
        if options.weights:
            file = options.weights
            weights = weights_in(file, arrays)
    except OSError as error:
        parser.error(f"{file}: {error.strerror}")
    except ValueError as error:
        parser.error(f"{file}: {error}")
    set_weights(weights)
    x, y = arrays["x_train"], arrays["y_train"]
    order = orders(len(x))
    for _ in range(options.epochs):
        epoch(x, y, next(order))
    print("training", score(x, y))
${hasValidation ? '    print("validation", score(arrays["x_validation"], arrays["y_validation"]))\n' : ''}${
  reached === null ? '' : '    print(f"gradtop: training loss {GRADTOP_LOSS:.6f}")\n'
}

if __name__ == "__main__":
    main()
`;
