// Recognises the names of other programs' figures: training loss, step, learning rate, gradient norm.

/** Parts of a name that mark a figure of evaluation, not of training. */
const NOT_TRAINING = /(?:^|[/._ -])(?:val|valid|validation|eval|evaluation|test|dev)(?=$|[/._ \d-])/i;

export const isValidation = (tag: string): boolean => NOT_TRAINING.test(tag);

/** Patterns of the training loss, the most certain first. Names are lower case, with `/` for any separator. */
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

/** How likely a figure is the training loss; 0: it is not. */
export function lossScore(tag: string): number {
  if (isValidation(tag)) return 0;
  const plain = tag.toLowerCase().replaceAll(/[._ -]+/g, '/');
  const at = TRAINING_LOSS.findIndex((pattern) => pattern.test(plain));
  return at < 0 ? 0 : TRAINING_LOSS.length - at;
}

/** The most likely name of the training loss; null: none. */
export function lossAmong(tags: Iterable<string>): string | null {
  let best: string | null = null;
  let score = 0;
  for (const tag of tags) {
    const one = lossScore(tag);
    if (one > score) [best, score] = [tag, one];
  }
  return best;
}

/** Whether this is a plain name of the training loss. */
export const isPlainLoss = (tag: string): boolean => /^(?:train(?:ing)?[/._ -])?loss$/i.test(tag);

const LEARNING_RATE = /(?:^|[/._ -])(?:lr|learning[_ -]?rate)(?:$|[/._ -](?:0|pg\d|group)?)/i;
const GRAD_NORM =
  /(?:^|[/._ ])(?:total_)?(?:global_)?grad(?:ient)?[_ ]?norm(?:_total)?$|^grad_\d+(?:\.\d+)?_norm_total$|(?:^|[/._ ])gnorm$/i;
export const isLearningRate = (tag: string): boolean => LEARNING_RATE.test(tag);
export const isGradNorm = (tag: string): boolean => GRAD_NORM.test(tag);

/** Names of the step, the most certain first. */
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
/** Names of times, which are no figures of the training. */
const TIMES = /^(?:_?timestamp|_?runtime|time|wall[_ ]?time|date|datetime|asctime|created)$/i;
export const isTime = (name: string): boolean => TIMES.test(name);
