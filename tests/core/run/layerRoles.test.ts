// What a layer is, from its name and shape, as PyTorch, Keras and Hugging Face name them.
import { describe, expect, it } from 'vitest';
import { roleOf } from '../../../src/core/run/layerRoles.js';
import { rolesOf } from '../../../src/core/run/rolesOf.js';

describe('roles of layers', () => {
  it.each([
    ['encoder.layers.0.self_attn.in_proj_weight', undefined, 'kernel'],
    ['encoder.layers.0.self_attn.in_proj_bias', undefined, 'bias'],
    ['encoder.layers.0.norm1.weight', undefined, 'norm'],
    ['layer1.0.bn1.weight', undefined, 'norm'],
    ['layer2.0.downsample.1.weight', [64], 'norm'],
    ['layer2.0.downsample.0.weight', [64, 32, 1, 1], 'kernel'],
    ['transformer.wte.weight', undefined, 'embedding'],
    ['transformer.h.0.ln_1.weight', undefined, 'norm'],
    ['transformer.h.0.attn.c_attn.weight', undefined, 'kernel'],
    ['bert.embeddings.LayerNorm.weight', undefined, 'norm'],
    ['bert.embeddings.word_embeddings.weight', undefined, 'embedding'],
    ['model.embed_tokens.weight', undefined, 'embedding'],
    ['model.layers.0.input_layernorm.weight', undefined, 'norm'],
    ['model.layers.0.mlp.gate_proj.weight', undefined, 'kernel'],
    ['lm_head.weight', undefined, 'kernel'],
    ['pos', [64, 16], 'embedding'],
    ['lstm.weight_hh_l0', undefined, 'kernel'],
    ['lstm.bias_ih_l0', undefined, 'bias'],
    ['sequential/dense/kernel', undefined, 'kernel'],
    ['sequential/dense/bias', undefined, 'bias'],
    ['sequential/batch_normalization/gamma', undefined, 'norm'],
    ['sequential/embedding/embeddings', undefined, 'embedding'],
    ['hidden_1', undefined, 'kernel'],
    ['0.weight', undefined, 'kernel'],
    ['1.weight', [64], 'norm'],
  ] as const)('%s %j is a %s', (name, shape, role) => {
    expect(roleOf(name, shape)).toBe(role);
  });

  it('takes the role that is logged, and the shape of the parameter of that name', () => {
    const layers = [{ name: 'a', role: 'norm' as const }, { name: '1.weight' }];
    const parameters = [{ name: '1.weight', shape: [8], layer: 1 }];
    expect(rolesOf({ type: 'run', runId: 'r', layers, parameters })).toEqual(['norm', 'norm']);
  });
});
