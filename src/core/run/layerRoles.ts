// Infers the role of a layer in a log: kernel, bias, normalization or embedding. Rules on depth and updates use kernels only.

export const LAYER_ROLES = ['kernel', 'bias', 'norm', 'embedding'] as const;
export type LayerRole = (typeof LAYER_ROLES)[number];

/** Words of a name: `encoder.layers.0.self_attn.in_proj_bias` ends with `in`, `proj`, `bias`. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');

const NORM =
  /^(?:ln\d*|bn\d*|gn\d*|ln[a-z]?|(?:batch|layer|group|instance|rms)?norm(?:alization)?\d*|gamma|layernorm\d*)$/;
const EMBEDDING = /^(?:emb|embed(?:s|ding|dings|der)?\d*|wte|wpe|pos|positional|(?:cls|class|mask|pos)token)$/;
const BIAS = /^(?:bias\d*|b|beta)$/;

/** The role by name and, if known, shape: a tensor of one dimension is no kernel. */
export function roleOf(name: string, shape: readonly number[] | undefined): LayerRole {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  // A projection to the vocabulary or in an attention is a kernel although its name contains "embed".
  const isEmbedding =
    words.some((word) => EMBEDDING.test(word)) && !words.some((word) => /^(?:proj|dense|linear)/.test(word));
  if (words.some((word) => NORM.test(word))) return 'norm';
  if (BIAS.test(last) || words.some((word) => /^bias/.test(word))) return 'bias';
  if (isEmbedding) return 'embedding';
  if (shape !== undefined && shape.filter((length) => length > 1).length < 2 && shape.length < 2)
    return shape.length === 0 ? 'bias' : 'norm';
  return 'kernel';
}
