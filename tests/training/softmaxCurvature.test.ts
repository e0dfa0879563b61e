// Softmax with cross-entropy differentiated twice: the compiled engine and TensorFlow.js.
import { expect, it } from 'vitest';
import { initialParameters } from '../../src/core/network/initializers.js';
import { engineOf, requestOf } from '../helpers/engines.js';

it.each([1, 3])('%i units: products with the Hessian agree, also where targets do not sum to 1', async (outputs) => {
  const request = requestOf({
    fields: { outputActivation: 'softmax', activation: 'tanh', depth: 1, width: 3 },
    outputs,
  });
  const batch = {
    size: 8,
    x: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)),
    y: Float32Array.from({ length: 8 * outputs }, (_, i) => [0, 0.2, 1, 1.7][i % 4]!),
  };
  const parameters = initialParameters(request.config, request.layout);
  const results = await Promise.all(
    (['cpu', 'compiled'] as const).map(async (name) => {
      const products = (await engineOf(name, request)).hessian!(batch);
      if (typeof products === 'string') throw new Error(products);
      products.at(parameters);
      const result = new Float32Array(parameters.length);
      products.product(
        parameters.map((_, i) => Math.cos(i)),
        result,
      );
      return result;
    }),
  );
  results[0]!.forEach((value, i) => expect(Math.abs(value - results[1]![i]!)).toBeLessThan(1e-5));
});
