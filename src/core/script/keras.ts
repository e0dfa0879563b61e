// A Keras 3 script that rebuilds and trains a network.
import { ACTIVATIONS, LEAKY_SLOPE, type Activation, type ActivationName } from '../config/activations.js';
import { isRecurrent, type CellName } from '../config/cells.js';
import { isScheduled } from '../config/schedule.js';
import type { LossName, OptimizerName } from '../config/names.js';
import type { ResolvedConfig } from '../config/schema.js';
import { KERNEL_SIDE, type LayerInfo } from '../network/layout.js';
import { UserError } from '../userError.js';
import { beginning, ending, fromLogits, number, valueOf, type ScriptNetwork } from './python.js';

const LOSSES: Readonly<Record<LossName, string>> = {
  binaryCrossentropy: 'BinaryCrossentropy',
  categoricalCrossentropy: 'CategoricalCrossentropy',
  meanSquaredError: 'MeanSquaredError',
  meanAbsoluteError: 'MeanAbsoluteError',
  huber: 'Huber',
};

const LAYERS: Readonly<Record<CellName, string>> = {
  dense: 'Dense',
  conv: 'Conv2D',
  simpleRnn: 'SimpleRNN',
  lstm: 'LSTM',
  gru: 'GRU',
};

const OPTIMIZERS: Readonly<Record<OptimizerName, (config: ResolvedConfig) => string>> = {
  sgd: () => 'SGD(LEARNING_RATE',
  momentum: ({ momentum }) => `SGD(LEARNING_RATE, momentum=${number(momentum)}`,
  nesterov: ({ momentum }) => `SGD(LEARNING_RATE, momentum=${number(momentum)}, nesterov=True`,
  rmsprop: () => 'RMSprop(LEARNING_RATE, rho=0.9, epsilon=1e-7',
  adagrad: () => 'Adagrad(LEARNING_RATE, initial_accumulator_value=0.1, epsilon=1e-7',
  adam: () => 'Adam(LEARNING_RATE, epsilon=1e-7',
};

const SCHEDULE = `

class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    RATES = np.array([rate(step + 1) for step in range(EPOCHS * STEPS_PER_EPOCH)], "float32")

    def __call__(self, step):
        last = len(self.RATES) - 1
        return keras.ops.take(self.RATES, keras.ops.minimum(keras.ops.cast(step, "int32"), last))


`;

const optimizerCall = (config: ResolvedConfig): string =>
  OPTIMIZERS[config.optimizer](config).replace('LEARNING_RATE', isScheduled(config) ? 'Schedule()' : 'LEARNING_RATE');

/** @throws UserError for what Keras has no layer or option for */
export function kerasScript(network: ScriptNetwork): string {
  const { config, layout, features, timesteps } = network;
  const hidden = layout.layers.slice(0, -1);
  if (config.clipNorm !== null && config.clipValue !== null)
    throw new UserError('--keras: Keras clips by norm or by value, and this run has both; --pytorch takes it');
  if (isRecurrent(config.cell) && hidden.some(({ activation }) => activation === 'prelu'))
    throw new UserError(`--keras: ${LAYERS[config.cell]} of Keras has no trained slopes (prelu); --pytorch takes it`);
  const shape = timesteps === 1 ? `${features.length},` : `${timesteps}, ${features.length}`;
  const logits = fromLogits(config);
  return [
    beginning(network, 'Keras 3', ['import keras', 'from keras import layers']),
    `

x = keras.Input((${shape}))
inputs = x
${images(layout)}${layout.layers.flatMap((layer, i) => layerLines(network, layer, i)).join('\n')}
model = keras.Model(inputs, ${valueOf(hidden.length)})
${isScheduled(config) ? SCHEDULE : ''}model.compile(
    optimizer=keras.optimizers.${optimizerCall(config)}${clipping(config)}${decay(config)}),
    loss=keras.losses.${LOSSES[config.loss]}(${logits ? 'from_logits=True' : ''}),
)


def set_weights(arrays):
${setters(network).join('\n')}


def epoch(x, y, order):
    model.fit(x[order], y[order], batch_size=BATCH_SIZE, epochs=1, shuffle=False, verbose=0)


def predict(x):
    """Answers of the network for rows of features that are scaled as FEATURES says."""
    answers = model.predict(x, batch_size=1024, verbose=0)
    return ${logits ? `np.asarray(keras.ops.${config.outputActivation}(answers))` : 'answers'}


def score(x, y):
    text = f"loss {float(model.evaluate(x, y, batch_size=1024, verbose=0))${config.l2 > 0 ? ' - float(sum(model.losses))' : ''}:.6f}"
${accuracy(network)}    return text
`,
    ending(network),
  ].join('');
}

/** The features of a sample as an image, for convolutions. */
function images({ layers: [first] }: ScriptNetwork['layout']): string {
  if (first?.image === undefined) return '';
  const { height, width } = first.image;
  return `x = layers.Reshape((${height}, ${width}, ${first.inputs}))(x)\n`;
}

function layerLines({ config, layout }: ScriptNetwork, layer: LayerInfo, i: number): string[] {
  const { name, kind, units, activation, batchNorm, skipFrom, slope } = layer;
  const [from, to] = [valueOf(i - 1), valueOf(i)];
  const square = `keras.regularizers.L2(${number(config.l2)})`;
  const recurrence = isRecurrent(kind) ? `, recurrent_regularizer=${square}` : '';
  const penalty = config.l2 > 0 ? `, kernel_regularizer=${square}${recurrence}` : '';
  if (i === layout.layers.length - 1) {
    const ends = fromLogits(config) || activation === 'linear' ? '' : `, activation="${activation}"`;
    const read = layout.layers[i - 1]?.image === undefined ? from : `layers.GlobalAveragePooling2D()(${from})`;
    return [`${to} = layers.Dense(${units}${ends}${penalty}, name="${name}")(${read})`];
  }
  const plain =
    activation === 'leakyRelu'
      ? `layers.LeakyReLU(negative_slope=${number(slope ?? LEAKY_SLOPE)})`
      : (ACTIVATIONS[activation as ActivationName] as Activation).python?.keras;
  if (isRecurrent(kind)) {
    const sequences = i < layout.layers.length - 2 ? ', return_sequences=True' : '';
    return [
      `${to} = layers.${LAYERS[kind]}(${units}, activation=${plain}${sequences}${penalty}, name="${name}")(${from})`,
    ];
  }
  const norm = `${to} = layers.BatchNormalization(momentum=0.99, epsilon=0.001, name="${name}_norm")(${to})`;
  const size = layer.image === undefined ? units : `${units}, ${KERNEL_SIDE}, padding="same"`;
  const lines = [`${to} = layers.${LAYERS[kind]}(${size}${penalty}, name="${name}")(${from})`];
  if (batchNorm === 'before') lines.push(norm);
  if (activation === 'prelu')
    lines.push(
      `${to} = layers.PReLU(${layer.image === undefined ? '' : 'shared_axes=[1, 2], '}name="${name}_slopes")(${to})`,
    );
  else if (activation === 'leakyRelu') lines.push(`${to} = ${plain}(${to})`);
  else if (activation !== 'linear') lines.push(`${to} = layers.Activation(${plain})(${to})`);
  if (batchNorm === 'after') lines.push(norm);
  if (config.dropout > 0) lines.push(`${to} = layers.Dropout(${number(config.dropout)})(${to})`);
  if (skipFrom !== null) lines.push(`${to} = layers.Add()([${to}, ${valueOf(skipFrom)}])`);
  return lines;
}

const decay = ({ weightDecay }: ResolvedConfig): string =>
  weightDecay > 0 ? `, weight_decay=${number(weightDecay)}` : '';

const clipping = ({ clipNorm, clipValue }: ResolvedConfig): string =>
  clipNorm !== null
    ? `, global_clipnorm=${number(clipNorm)}`
    : clipValue !== null
      ? `, clipvalue=${number(clipValue)}`
      : '';

function setters({ layout }: ScriptNetwork): string[] {
  return layout.layers.flatMap(({ name, batchNorm, activation, image }, layer) => {
    const own = layout.parameters.filter((one) => one.layer === layer);
    const arrays = (kinds: readonly string[]): string[] =>
      own.filter(({ kind }) => kinds.includes(kind)).map((one) => `arrays["${one.name}"]`);
    const set = (to: string, from: readonly string[]): string =>
      `    model.get_layer("${to}").set_weights([${from.join(', ')}])`;
    const moving = ['moving_mean', 'moving_variance'].map((what) => `arrays["${name}/${what}"]`);
    return [
      set(name, arrays(['kernel', 'recurrentKernel', 'bias'])),
      ...(batchNorm === 'none' ? [] : [set(`${name}_norm`, [...arrays(['gamma', 'beta']), ...moving])]),
      ...(activation === 'prelu'
        ? [
            set(
              `${name}_slopes`,
              arrays(['alpha']).map((one) => (image === undefined ? one : `${one}[None, None]`)),
            ),
          ]
        : []),
    ];
  });
}

const accuracy = ({ classes, outputs }: ScriptNetwork): string =>
  classes.length === 0
    ? ''
    : `    answers = predict(x)
    right = ${outputs === 1 ? '(answers > 0.5) == (y > 0.5)' : 'answers.argmax(1) == y.argmax(1)'}
    text += f"  accuracy {right.mean():.4f}"
`;
