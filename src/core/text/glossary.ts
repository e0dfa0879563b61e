// The words on the screen: column heads, abbreviations and figures, each with one meaning. Heads of tables are keys of this record.

export const TERM_GROUPS = {
  figures: 'Header and loss',
  layers: 'Heatmap and layers',
  chain: 'Chain rule and activation',
  weights: 'Weights',
  runs: 'Runs and verdict',
  limits: 'Limits of rate and batch',
  answers: 'Answers to a table',
  map: 'Sweep map',
} as const;
export type TermGroup = keyof typeof TERM_GROUPS;

interface Term {
  readonly group: TermGroup;
  /** ASCII, so that every terminal shows it. */
  readonly meaning: string;
}

const group = <Name extends string>(
  of: TermGroup,
  meanings: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Term>> =>
  Object.fromEntries(
    Object.entries<string>(meanings).map(([term, meaning]) => [term, { group: of, meaning }]),
  ) as Record<Name, Term>;

export const GLOSSARY = {
  ...group('figures', {
    step: 'one update of the weights; step 0 is the state before any update',
    epoch: 'one pass over the training samples',
    loss: 'what training makes smaller: cross-entropy for classes, mean squared error for numbers',
    'on all data': 'of the finished network on the whole training set; before the end, figures are of the last batch',
    accuracy: 'share of the samples whose class is right',
    validation: 'the same figure on samples that are held out from training (held-out loss)',
    'chance level': 'loss of a network that always answers with the class shares; ln 2 = 0.693 for two equal classes',
    rate: 'the present learning rate: how far a step follows the gradient',
    clipped: 'share of the steps whose gradient was longer than the limit and was shortened',
    norm: 'length of the gradient of all parameters together, before and after clipping',
    ETA: 'time left at the present speed',
    pace: 'epochs a second that are shown',
    REC: 'a run log is being recorded; REC FAILED names the reason why lines are missing',
    'AT STEP': 'the time cursor: all panels show this step, not the last one',
    PAUSED: 'training waits until it is resumed',
    FAILED: 'the run stopped because of an error',
    'NaN, Inf': 'not a number, infinity: the run has left the range of float32',
  }),
  ...group('layers', {
    layer: 'hidden_1 is next to the input, output is next to the loss',
    'grad RMS': 'gradient of the kernel, as root mean square over its weights; before clipping',
    'log10 gradient': 'the same gradient on a bar from 1e-10 to 10',
    log10: 'power of ten: -3 is 0.001',
    RMS: 'root mean square: the typical size of one number, whatever the width of the layer',
    'decades a layer': 'powers of ten that the gradient loses in each layer towards the input; 0.3 halves it',
    theory: 'what a very wide network of this activation and initialization would give',
    'scale pinned': 'colours from 1e-10 to 10 for every run; fitted: from the smallest to the largest value',
    'upd:w': 'log10 of update RMS / weight RMS in a step; -4 to -2 is healthy, below -5 hardly moves',
    change: 'how far weights moved since step 0, in percent of their old value (median): |100 (old - new) / old|',
    move: 'of a layer that mostly stands still: share of the weights that moved by 1 % or more',
    dead: 'share of the units that give 0 for every probe sample, and so have gradient 0',
    'satur.': 'share of the activations in the flat ends of the activation function (saturated)',
    'act std': 'standard deviation of what leaves the activation function (activation std), over samples and units',
    units: 'number of units in the layer',
    f: 'activation function',
    probe: 'the first 256 training samples; figures of units are measured on them',
    module: 'a group of layers of a large model in one row, which shows its loudest layer',
  }),
  ...group('chain', {
    "mean |f'|": 'slope of the activation function, averaged over probe samples and units',
    'gain W^T': 'how much the transposed kernel makes a random gradient longer',
    factor: "mean |f'| x gain W^T of the next layer: what one layer does to the gradient",
    product: 'the factors from the last hidden layer back to this one, multiplied',
    measured: 'the true gradient at this layer, as a share of that at the last hidden layer',
    "f'": 'slope of the activation function; a gradient passes through it on its way back',
    z: 'what goes into the activation function: weighted sum plus bias (pre-activation)',
    'depth scale':
      'layers over which the mean squared gradient changes by a factor e (xi); a network trains up to about six',
    chi: 'theory: factor of the mean squared gradient in each layer; 1 keeps it',
    'singular values':
      'how much the hidden layers stretch each direction of a small change; all near 1: nothing is lost',
    't=50': 'a time step of a recurrent network; t=1 is the first number of the sequence',
  }),
  ...group('weights', {
    old: 'the weight at step 0',
    new: 'the weight at the shown step',
    '(old−new)/η': 'way of the weight / learning rate: the sum of its gradients under plain SGD',
    'w[i,j]': 'the weight from input i to unit j',
    'no bit changed': 'the float32 number is exactly the old one',
  }),
  ...group('runs', {
    run: 'one training; a number and a colour stand for it in every panel',
    R: 'gradient RMS of the first hidden layer / that of the last: below 1 it fades towards the input',
    slope: 'decades a layer of the gradient over the hidden layers',
    time: 'seconds of training, pauses included',
    differs: 'the settings in which the runs differ',
    verdict: 'what gradtop finds wrong, or that it finds nothing; its receipt (why) has the figures and their limits',
    finding: 'a rule that holds: warning or alarm',
    twin: 'a second run that differs in one setting, from the same seed',
    'dead units': 'units that give 0 for every sample: they have no gradient and do not come back',
  }),
  ...group('limits', {
    sharpness: 'curvature of the loss along its steepest bend (largest eigenvalue of the Hessian)',
    'highest stable rate': 'above this rate steps along the steepest bend grow; 2 / sharpness for SGD',
    stability: 'rate / highest stable rate (stability ratio); above 1 steps along the steepest bend grow',
    'noise scale': 'batch size beyond which larger batches stop paying',
  }),
  ...group('answers', {
    recall: 'share of the samples of a class that got this class',
    precision: 'share of the answers for a class that are right',
    share: 'colour of a cell of the confusion matrix: its count / the samples of its row',
    R2: '1: every number predicted right; 0: no better than the mean',
    boundary: 'where the answer changes from one class to the other',
  }),
  ...group('map', {
    'chi = 1': 'theory: the gradient keeps its size from layer to layer; it fades below, grows above',
    blind: 'the loss of the chance level: the network has learned nothing',
  }),
} as const satisfies Readonly<Record<string, Term>>;

export type TermName = keyof typeof GLOSSARY;

/** The terms of each group, in the order of the table. */
export const termsOf = (of: TermGroup): readonly (readonly [term: string, meaning: string])[] =>
  Object.entries<Term>(GLOSSARY).flatMap(([term, { group: own, meaning }]) =>
    own === of ? [[term, meaning] as const] : [],
  );
