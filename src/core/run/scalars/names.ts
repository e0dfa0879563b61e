// What the names of other programs' figures mean: which is the training loss, the step, the learning rate, the gradient norm.

/** Parts that say that a figure is not of the training. */
const NOT_TRAINING = /(?:^|[/._ -])(?:val|valid|validation|eval|evaluation|test|dev)(?=$|[/._ \d-])/i;

export const isValidation = (tag: string): boolean => NOT_TRAINING.test(tag);

/** Each pattern with its place: the first that fits is the surest. Names are lower case, with `/` for any separator. */
const TRAINING_LOSS: readonly RegExp[] = [
  /^loss$/,
  /^train(?:ing)?\/loss$|^loss\/train(?:ing)?$/,
  /^lm\/loss$|^train(?:ing)?\/lm\/loss$/,
  /^train(?:ing)?\/loss\/step$/,
  /^(?:train(?:ing)?\/)?epoch\/loss$|^train(?:ing)?\/loss\/epoch$|^train(?:ing)?\/epoch\/loss$/,
  /^(?:train(?:ing)?\/)?(?:total|avg|mean)\/loss$|^loss\/(?:total|all|avg|mean)$|^(?:train(?:ing)?\/)?loss\/(?:step|epoch)$/,
  /^(?:train(?:ing)?\/)?batch\/loss$/,
  /(?:^|\/)train(?:ing)?\/.*loss|loss.*\/train(?:ing)?$/,
  /(?:^|\/)loss$/,
  /(?:^|\/)loss(?:$|\/)/,
];

/** How sure it is that a figure is the training's loss: 0 is not at all. */
export function lossScore(tag: string): number {
  if (isValidation(tag)) return 0;
  const plain = tag.toLowerCase().replaceAll(/[._ -]+/g, '/');
  const at = TRAINING_LOSS.findIndex((pattern) => pattern.test(plain));
  return at < 0 ? 0 : TRAINING_LOSS.length - at;
}

/** The surest name of the training's loss; null: none of them. */
export function lossAmong(tags: Iterable<string>): string | null {
  let best: string | null = null;
  let score = 0;
  for (const tag of tags) {
    const one = lossScore(tag);
    if (one > score) [best, score] = [tag, one];
  }
  return best;
}

/** The loss of the training under its plainest names. */
export const isPlainLoss = (tag: string): boolean => /^(?:train(?:ing)?[/._ -])?loss$/i.test(tag);

const LEARNING_RATE = /(?:^|[/._ -])(?:lr|learning[_ -]?rate)(?:$|[/._ -](?:0|pg\d|group)?)/i;
const GRAD_NORM =
  /(?:^|[/._ ])(?:total_)?(?:global_)?grad(?:ient)?[_ ]?norm(?:_total)?$|^grad_\d+(?:\.\d+)?_norm_total$|(?:^|[/._ ])gnorm$/i;
export const isLearningRate = (tag: string): boolean => LEARNING_RATE.test(tag);
export const isGradNorm = (tag: string): boolean => GRAD_NORM.test(tag);

/** Names of the step, the surest first. */
export const STEP_NAMES = [
  'step',
  'global_step',
  'iter',
  'iteration',
  '_step',
  'train/global_step',
  'trainer/global_step',
  'num_updates',
  'steps',
  'batch',
] as const;
/** Names of points in time, which are no figures of the training. */
const TIMES = /^(?:_?timestamp|_?runtime|time|wall[_ ]?time|date|datetime|asctime|created)$/i;
export const isTime = (name: string): boolean => TIMES.test(name);
