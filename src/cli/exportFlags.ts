// The flags of `gradtop export`.
import type { Argv } from 'yargs';
import { withLog, withLook, withPace } from './options.js';

/** What is trained again, or in another framework. */
const withNetworks = (y: Argv): Argv =>
  y
    .option('weights', {
      type: 'string',
      description: 'weights at --step as safetensors; the run is trained again for them',
    })
    .option('pytorch', {
      type: 'string',
      description: 'PyTorch script that trains the same network, with initial weights and data in a file beside it',
    })
    .option('keras', { type: 'string', description: 'the same for Keras 3' });

/** The files to write. */
const withFiles = (y: Argv): Argv =>
  withNetworks(withLook(withLog(y)))
    .option('svg', {
      type: 'string',
      description: 'SVG picture of the dashboard (-: standard output; without FILE: named after the log)',
    })
    .option('png', { type: 'string', description: 'PNG picture of the dashboard' })
    .option('html', {
      type: 'string',
      description: 'HTML report: picture, verdicts, configuration, layers',
    })
    .option('page', {
      type: 'string',
      description: 'page in which others explore the run in a browser, with keys and mouse, without a network',
    })
    .option('lab', {
      type: 'string',
      description: 'page that trains in a browser: the run or preset to begin with, and all presets',
    })
    .option('txt', { type: 'string', description: 'plain-text picture of the dashboard' })
    .option('csv', {
      type: 'string',
      description: 'values of every step: loss, accuracy, gradient norm, RMS of each layer',
    })
    .option('gif', { type: 'string', description: 'GIF film of the whole log; needs agg or ffmpeg' })
    .option('mp4', { type: 'string', description: 'MP4 film of the whole log; needs ffmpeg' });

export const withExportFlags = (y: Argv): Argv =>
  withPace(
    withFiles(y)
      .option('step', { type: 'string', description: 'step of the picture or weights (default: the last)' })
      .option('panel', {
        type: 'string',
        description: 'one panel instead of the dashboard: loss, heatmap, layers, ...',
      })
      .option('metric', {
        type: 'string',
        requiresArg: true,
        description: 'metric of a sweep log: loss, accuracy, slope, ... (--svg, --png, --txt, --csv)',
      })
      .option('run', { type: 'string', description: 'number of the run in the log, from 1' })
      .option('size', { type: 'string', description: 'columns x rows', default: '120x40' })
      .option('keys', {
        type: 'boolean',
        description: 'name the keys in a picture, as the screen does',
        default: false,
      })
      .option('octants', {
        type: 'boolean',
        description:
          'decision boundary of a picture in points of 2 x 4 a cell, as `--images octants` draws it on the screen',
        default: false,
      })
      .option('title', {
        type: 'string',
        requiresArg: true,
        description: 'title in the file of a picture or report, for browsers and screen readers',
      })
      .option('svg-width', { type: 'string', requiresArg: true, description: 'width of an SVG on paper: 16cm' })
      .option('transparent', {
        type: 'boolean',
        description: 'SVG and PNG without a background, in the light theme unless --theme is given',
        default: false,
      })
      .option('scale', { type: 'string', description: 'resolution, 1 to 8 (default: PNG 2, GIF and MP4 1)' }),
    'epochs per second of a film',
  );
