// A PyTorch script that rebuilds and trains a network.
import { ACTIVATIONS, LEAKY_SLOPE, type Activation, type ActivationName } from '../config/activations.js';
import { CELLS, isConv, isRecurrent } from '../config/cells.js';
import { isScheduled } from '../config/schedule.js';
import type { LossName, OptimizerName, OutputActivationName } from '../config/names.js';
import type { ResolvedConfig } from '../config/schema.js';
import { KERNEL_SIDE, type LayerInfo } from '../network/layout.js';
import { batchNormClass, CELL_CLASSES, OWN_OPTIMIZERS } from './pytorchClasses.js';
import { beginning, ending, fromLogits, number, valueOf, type ScriptNetwork } from './python.js';

const OUTPUTS: Readonly<Record<OutputActivationName, string>> = {
  sigmoid: 'torch.sigmoid(z)',
  softmax: 'torch.softmax(z, 1)',
  linear: 'z',
  tanh: 'torch.tanh(z)',
  relu: 'torch.relu(z)',
};

const LOSSES: Readonly<Record<LossName, string>> = {
  binaryCrossentropy: 'F.binary_cross_entropy(a.clamp(1e-7, 1 - 1e-7), y)',
  categoricalCrossentropy: '-(y * (a / a.sum(1, keepdim=True)).clamp(1e-7, 1 - 1e-7).log()).sum(1).mean()',
  meanSquaredError: 'F.mse_loss(a, y)',
  meanAbsoluteError: 'F.l1_loss(a, y)',
  huber: 'F.huber_loss(a, y)',
};

const OPTIMIZERS: Readonly<Record<OptimizerName, (config: ResolvedConfig) => string>> = {
  nesterov: ({ momentum }) => `Momentum(model.parameters(), {"lr": LEARNING_RATE, "momentum": ${number(momentum)}})`,
  sgd: () => 'torch.optim.SGD(model.parameters(), LEARNING_RATE)',
  momentum: (config) =>
    isScheduled(config)
      ? `Momentum(model.parameters(), {"lr": LEARNING_RATE, "momentum": ${number(config.momentum)}})`
      : `torch.optim.SGD(model.parameters(), LEARNING_RATE, momentum=${number(config.momentum)})`,
  rmsprop: () => 'RMSprop(model.parameters(), {"lr": LEARNING_RATE})',
  adagrad: () => 'torch.optim.Adagrad(model.parameters(), LEARNING_RATE, initial_accumulator_value=0.1, eps=1e-7)',
  adam: () => 'Adam(model.parameters(), {"lr": LEARNING_RATE})',
};

/** f(z) of a layer; a PReLU is a module with slopes. */
function activated({ activation, slope, name }: LayerInfo, z: string): string {
  if (activation === 'prelu') return `self.${name}_slopes(${z})`;
  if (activation === 'leakyRelu') return `F.leaky_relu(${z}, ${number(slope ?? LEAKY_SLOPE)})`;
  const { python }: Activation = ACTIVATIONS[activation as ActivationName];
  return python?.pytorch(z) ?? z;
}

export function pytorchScript(network: ScriptNetwork): string {
  const { config, layout } = network;
  const parts = [
    beginning(network, 'PyTorch', ['import torch', 'import torch.nn.functional as F', 'from torch import nn']),
    layout.layers.some(({ batchNorm }) => batchNorm !== 'none') ? batchNormClass(isConv(config.cell)) : '',
    CELL_CLASSES[config.cell]?.code ?? '',
    ownOptimizer(config),
    networkClass(network),
    training(network),
    ending(network),
  ];
  return parts.filter((part) => part !== '').join('');
}

function ownOptimizer(config: ResolvedConfig): string {
  const { optimizer } = config;
  if (optimizer === 'momentum' && !isScheduled(config)) return '';
  return OWN_OPTIMIZERS[optimizer] ?? '';
}

/** What the output layer reads of the last hidden one: the last state, or the mean of each channel. */
const READ = { rows: '', images: '.mean((2, 3))', sequences: '[:, -1]' } as const;

/** The features of a sample as an image, for convolutions. */
function images({ inputs, image }: LayerInfo): string {
  if (image === undefined) return '';
  return `        x = x.reshape(-1, ${image.height}, ${image.width}, ${inputs}).permute(0, 3, 1, 2)\n`;
}

function networkClass({ config, layout }: ScriptNetwork): string {
  const hidden = layout.layers.slice(0, -1);
  const output = layout.layers.at(-1)!;
  return `

class Network(nn.Module):
    def __init__(self):
        super().__init__()
${layout.layers.flatMap(modules).join('\n')}

    def forward(self, x):
        """Answers before the output activation."""
${images(layout.layers[0]!)}${hidden.flatMap((layer, i) => forward(layer, i, config.dropout)).join('\n')}
        return self.${output.name}(${valueOf(hidden.length - 1)}${hidden.length > 0 ? READ[CELLS[config.cell].reads] : ''})


def answers(z):
    return ${OUTPUTS[config.outputActivation]}


def loss_of(z, y):
${lossLines(config).join('\n')}
`;
}

/** The loss of a batch; the penalty is that of the kernels. */
const lossCall = ({ l2, cell }: ResolvedConfig): string => {
  const loss = 'loss_of(model(x[start : start + BATCH_SIZE]), y[start : start + BATCH_SIZE])';
  if (l2 === 0) return loss;
  return `(${loss} + ${number(l2)} * sum(p.square().sum() for p in model.parameters() if p.ndim ${isConv(cell) ? '>=' : '=='} 2))`;
};

const decay = (config: ResolvedConfig): string =>
  config.weightDecay === 0
    ? ''
    : `        with torch.no_grad():
            for p in model.parameters():
                p.sub_(p * (${isScheduled(config) ? 'rate(steps_done)' : 'LEARNING_RATE'} * ${number(config.weightDecay)}))
`;

const SET_RATE = `        steps_done += 1
        for group in optimizer.param_groups:
            group["lr"] = rate(steps_done)
`;

const training = (network: ScriptNetwork): string => `

model = Network()
optimizer = ${OPTIMIZERS[network.config.optimizer](network.config)}
${isScheduled(network.config) ? 'steps_done = 0\n' : ''}

def set_weights(arrays):
    with torch.no_grad():
${setters(network).join('\n')}


def epoch(x, y, order):
${isScheduled(network.config) ? '    global steps_done\n' : ''}    model.train()
    x, y = torch.from_numpy(x[order]), torch.from_numpy(y[order])
    for start in range(0, len(x), BATCH_SIZE):
${isScheduled(network.config) ? SET_RATE : ''}        optimizer.zero_grad()
        ${lossCall(network.config)}.backward()
${clipping(network.config).join('')}${decay(network.config)}        optimizer.step()


def predict(x):
    """Answers of the network for rows of features that are scaled as FEATURES says."""
    model.eval()
    with torch.no_grad():
        return answers(model(torch.from_numpy(x))).numpy()


def score(x, y):
    model.eval()
    with torch.no_grad():
        y = torch.from_numpy(y)
        z = model(torch.from_numpy(x))
        text = f"loss {loss_of(z, y).item():.6f}"
${accuracy(network)}        return text
`;

function modules({ name, kind, inputs, units, batchNorm, activation, image }: LayerInfo): string[] {
  const made =
    image === undefined
      ? `${CELL_CLASSES[kind]?.name ?? 'nn.Linear'}(${inputs}, ${units})`
      : `nn.Conv2d(${inputs}, ${units}, ${KERNEL_SIDE}, padding=${(KERNEL_SIDE - 1) / 2})`;
  const lines = [`        self.${name} = ${made}`];
  if (batchNorm !== 'none') lines.push(`        self.${name}_norm = BatchNorm(${units})`);
  if (activation === 'prelu') lines.push(`        self.${name}_slopes = nn.PReLU(${units})`);
  return lines;
}

function forward(layer: LayerInfo, i: number, dropout: number): string[] {
  const { name, kind, batchNorm, skipFrom } = layer;
  const [from, to] = [valueOf(i - 1), valueOf(i)];
  if (isRecurrent(kind)) return [`        ${to} = self.${name}(${from}, lambda z: ${activated(layer, 'z')})`];
  const norm = (value: string): string => `self.${name}_norm(${value})`;
  const pre = batchNorm === 'before' ? norm(`self.${name}(${from})`) : `self.${name}(${from})`;
  const whole = batchNorm === 'after' ? norm(activated(layer, pre)) : activated(layer, pre);
  const post = dropout > 0 ? `F.dropout(${whole}, ${number(dropout)}, self.training)` : whole;
  return [`        ${to} = ${post}${skipFrom === null ? '' : ` + ${valueOf(skipFrom)}`}`];
}

function lossLines(config: ResolvedConfig): string[] {
  if (!fromLogits(config)) return ['    a = answers(z)', `    return ${LOSSES[config.loss]}`];
  return [
    config.outputActivation === 'sigmoid'
      ? '    return F.binary_cross_entropy_with_logits(z, y)'
      : '    return F.cross_entropy(z, y)',
  ];
}

function setters({ layout }: ScriptNetwork): string[] {
  const set = (module: string, array: string, end = ''): string =>
    `        model.${module}.copy_(torch.from_numpy(arrays["${array}"]${end}))`;
  const lines = layout.parameters.map(({ name, kind, layer }) => {
    const at = layout.layers[layer]!.name;
    const cell = layout.layers[layer]!.kind;
    const recurrent = isRecurrent(cell);
    if (kind === 'kernel' && isConv(cell)) return set(`${at}.weight`, name, '.transpose(3, 2, 0, 1)');
    if (kind === 'kernel') return set(`${at}${recurrent ? '.kernel' : ''}.weight`, name, '.T');
    if (kind === 'recurrentKernel') return set(`${at}.recurrent.weight`, name, '.T');
    if (kind === 'bias' && cell === 'gru')
      return `${set(`${at}.kernel.bias`, name, '[0]')}\n${set(`${at}.recurrent.bias`, name, '[1]')}`;
    if (kind === 'bias') return set(`${at}${recurrent ? '.kernel' : ''}.bias`, name);
    return set(`${at}_${{ gamma: 'norm.gamma', beta: 'norm.beta', alpha: 'slopes.weight' }[kind]}`, name);
  });
  const moving = layout.layers
    .filter(({ batchNorm }) => batchNorm !== 'none')
    .flatMap(({ name }) => [
      set(`${name}_norm.mean`, `${name}/moving_mean`),
      set(`${name}_norm.variance`, `${name}/moving_variance`),
    ]);
  return [...lines, ...moving];
}

function clipping({ clipValue, clipNorm }: ResolvedConfig): string[] {
  const call = (name: string, value: number): string =>
    `        nn.utils.${name}(model.parameters(), ${number(value)})\n`;
  return [
    ...(clipValue === null ? [] : [call('clip_grad_value_', clipValue)]),
    ...(clipNorm === null ? [] : [call('clip_grad_norm_', clipNorm)]),
  ];
}

const accuracy = ({ classes, outputs }: ScriptNetwork): string =>
  classes.length === 0
    ? ''
    : `        right = ${outputs === 1 ? '(answers(z) > 0.5) == (y > 0.5)' : 'z.argmax(1) == y.argmax(1)'}
        text += f"  accuracy {right.float().mean().item():.4f}"
`;
