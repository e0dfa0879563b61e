// What a layer of a log is: a kernel, a bias, a scale of a normalization, an embedding. Rules on depth and updates hold for kernels.

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

/** From the name and, where it is known, the shape: whatever has one dimension is no kernel. */
export function roleOf(name: string, shape: readonly number[] | undefined): LayerRole {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  // A projection to the vocabulary or an attention is a kernel although its name speaks of an embedding.
  const isEmbedding =
    words.some((word) => EMBEDDING.test(word)) && !words.some((word) => /^(?:proj|dense|linear)/.test(word));
  if (words.some((word) => NORM.test(word))) return 'norm';
  if (BIAS.test(last) || words.some((word) => /^bias/.test(word))) return 'bias';
  if (isEmbedding) return 'embedding';
  if (shape !== undefined && shape.filter((length) => length > 1).length < 2 && shape.length < 2)
    return shape.length === 0 ? 'bias' : 'norm';
  return 'kernel';
}
