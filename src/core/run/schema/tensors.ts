// Tensors of the run log: parameters, kernels, and how far parameters moved.
import {
  count,
  list,
  may,
  need,
  number,
  numberOrNull,
  numbers,
  object,
  or,
  shape,
  string,
  type Holder,
} from './kinds.js';

export const tensor = {
  shape: need(shape, 'length of each dimension; kernels are [inputs, units], of convolutions [3, 3, inputs, units]'),
  values: need(numbers, 'row by row'),
};
const named = { name: need(string, '`layer/parameter`'), ...tensor };
export const tensors = list(object(named));

/** The shape of a kernel if the log has only its values. */
const oneColumn = ({ values }: Readonly<Holder>): readonly number[] => [(values as readonly number[]).length, 1];
export const kernel = {
  name: or(string, () => 'kernel', '`layer/parameter`'),
  layer: need(count, 'layer from 0'),
  values: need(numbers, 'row by row'),
  shape: or(shape, oneColumn, '[inputs, units], of convolutions [3, 3, inputs, units]; one column if missing'),
};

export const weightChange = {
  name: need(string, '`layer/parameter`; the first entry is the kernel of the first layer'),
  medianPercent: may(numberOrNull, 'median of |100 (old − new) / old|; null if every old value is 0', '%'),
  maxPercent: may(numberOrNull, 'largest of the same', '%'),
  movedShare: may(numberOrNull, 'share of the elements with a percentage that changed by 1 % or more', '0 to 1'),
  medianGradient: may(number, 'median of |old − new| / learning rate'),
};
