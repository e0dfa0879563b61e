// Parts of the run log's first event: layers, parameters, data set, engine.
import { LAYER_ROLES } from '../layerRoles.js';
import { boolean, count, list, may, need, number, numbers, object, oneOf, record, shape, string } from './kinds.js';
import type { TableReport } from '../../table/report.js';

export const runLayer = {
  name: may(string, 'name of the layer'),
  kind: may(string, '`dense`, `conv`, `simpleRnn`, `lstm` or `gru`'),
  role: may(oneOf(...LAYER_ROLES), 'kind of tensor; inferred from name and shape if missing'),
  path: may(string, 'module that it belongs to, such as `encoder.layers.0.attn`'),
  shape: may(shape, 'length of each dimension'),
  activation: may(string, 'activation function'),
  units: may(count, 'units'),
  parameterCount: may(count, 'trainable parameters, biases and those of batch normalization included'),
};
export const runParameter = {
  name: need(string, '`layer/parameter`'),
  shape: may(shape, 'length of each dimension'),
  layer: need(count, 'layer from 0'),
};
const points = {
  x: need(numbers, 'first feature or first principal component'),
  y: need(numbers, 'second feature or second principal component'),
  labels: need(numbers, 'class, or the target'),
  axes: may(list(string), 'names of the two components'),
};
const images = {
  height: need(count, 'rows of pixels'),
  width: need(count, 'pixels of a row'),
  channels: need(count, 'values of a pixel'),
  labels: need(numbers, 'class of each image'),
  values: need(numbers, 'images, rows, pixels and channels, in this order'),
};
export const dataset = {
  name: may(string, 'name of the data set'),
  samples: may(number, 'training samples, without those held out'),
  features: may(number, 'features of a sample'),
  classes: may(number, 'classes; 0 where a number is predicted'),
  points: may(object(points), 'at most 2,000 training samples, evenly picked, in two dimensions'),
  images: may(object(images), 'of data that are images: up to 60, equally many of each class'),
  classNames: may(list(string), 'names of the classes'),
  featureRms: may(number, 'RMS of the largest feature'),
  targetRms: may(number, 'RMS of a numeric target'),
  unreachable: may(number, 'share of the targets outside the range of the output activation', '0 to 1'),
  majority: may(number, 'share of the most frequent class', '0 to 1'),
  dropped: may(number, 'rows left out because a value is missing; absent where there are none'),
  classCounts: may(list(number), 'training samples of each class; tables only'),
  validation: may(number, 'samples held out; absent where there are none'),
  target: may(string, 'column that is predicted; tables only'),
  table: may(record<TableReport>(), 'description of the table, as `gradtop data --json` writes it'),
};
export const engine = {
  backend: may(string, 'what computes the gradients'),
  tfjs: may(string, 'version of TensorFlow.js, or `not used`'),
  node: may(string, 'version of Node'),
  why: may(string, 'why this backend was chosen; a choice of `auto` holds for all runs of the same sizes'),
};

/** What the rules need to know besides the figures. */
export const facts = {
  optimizer: may(string, 'name of the optimizer: `AdamW`'),
  classes: may(number, 'classes; 0 where a number is predicted'),
  baselineLoss: may(number, 'chance level: loss of a network that ignores its input'),
  recurrent: may(boolean, 'whether the network is recurrent'),
};
