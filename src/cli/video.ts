// Makes GIF or MP4 films with installed programs: agg from the cast, or ffmpeg from rendered frames.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findProgram, startProgram, type RunningProgram } from '../runtime/program.js';
import { themeOf } from '../ui/themes/index.js';
import { canvasToSvg, CELL } from '../ui/export/svg.js';
import { FRAME_RATE } from './filmTime.js';
import { loadRaster } from './loadRaster.js';
import { MissingGlyphs } from './missingGlyphs.js';
import { thenAlways, writtenWhole } from './outputFile.js';
import type { RecordArguments } from './filmed.js';
import { recordCommand } from './record.js';
import { refuseSame } from './sameFile.js';
import { EXIT, UserError } from '../core/userError.js';

export const VIDEO_FORMATS = ['gif', 'mp4'] as const;
export type VideoFormat = (typeof VIDEO_FORMATS)[number];

/** The format by file extension; null for other files. */
export const videoFormat = (file: string): VideoFormat | null =>
  VIDEO_FORMATS.find((format) => file.toLowerCase().endsWith(`.${format}`)) ?? null;

/** `scale`: pixels per unit of the SVG. Resolves with the length in seconds. @throws UserError */
export async function videoCommand(args: RecordArguments, format: VideoFormat, scale: number): Promise<number> {
  const find = (name: string): string | null => findProgram(name, process.env, process.platform);
  const agg = format === 'gif' ? find('agg') : null;
  const ffmpeg = find('ffmpeg');
  if (agg === null && ffmpeg === null)
    throw new UserError(
      `${format === 'gif' ? 'a GIF needs agg or ffmpeg, and neither is' : 'an MP4 needs ffmpeg, which is not'} on PATH; gradtop record -o FILE.cast needs neither`,
      { exitCode: EXIT.failed },
    );
  refuseSame([{ what: '--output', file: args.output }], args.inputs);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradtop-'));
  const tidy = (): void => rmSync(folder, { recursive: true, force: true });
  const write = (target: string): Promise<number> => {
    const made = { ...args, output: target };
    return agg !== null ? byAgg(agg, made, scale, folder) : byFfmpeg(ffmpeg ?? 'ffmpeg', made, scale, format, folder);
  };
  return thenAlways(() => writtenWhole(args.output, write), tidy);
}

/** Font size in pixels, as in our pictures at scale 1. */
const AGG_FONT = 14;
/** agg shortens longer pauses; those of a tape are intended. */
const AGG_IDLE = 3600;

async function byAgg(agg: string, args: RecordArguments, scale: number, folder: string): Promise<number> {
  const cast = path.join(folder, 'film.cast');
  const seconds = await recordCommand({ ...args, output: cast });
  const flags = ['--font-size', String(AGG_FONT * scale), '--idle-time-limit', String(AGG_IDLE)];
  await startProgram(agg, [...flags, cast, path.resolve(args.output)]).finish();
  return seconds;
}

async function byFfmpeg(
  file: string,
  args: RecordArguments,
  scale: number,
  format: VideoFormat,
  folder: string,
): Promise<number> {
  const start = (...more: string[]): RunningProgram =>
    startProgram(file, ['-hide_banner', '-loglevel', 'error', '-y', ...more]);
  const size = `${args.size.columns * CELL.width * scale}x${args.size.rows * CELL.height * scale}`;
  const frames = ['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', size, '-framerate', String(FRAME_RATE)];
  const input = [...frames, '-i', 'pipe:0'];
  const output = path.resolve(args.output);
  if (format === 'mp4') return film(start(...input, ...MP4, output), args, scale);
  // One palette for all frames, so that a GIF stores only changes; ffmpeg buffers the frames until it is known.
  const [kept, palette] = [path.join(folder, 'film.mov'), path.join(folder, 'palette.png')];
  const seconds = await film(
    start(...input, '-pix_fmt', 'rgb24', '-c:v', 'qtrle', kept, '-vf', 'palettegen', palette),
    args,
    scale,
  );
  await start('-i', kept, '-i', palette, '-lavfi', 'paletteuse=dither=none', '-f', 'gif', output).finish();
  return seconds;
}

/** A pixel format that every player supports, and an even size. */
const MP4 = [
  ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv', '-pix_fmt', 'yuv420p'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
  ...['-movflags', '+faststart', '-f', 'mp4'],
];

/** Pipes each frame as pixels; resolves with the number of seconds. */
async function film(program: RunningProgram, args: RecordArguments, scale: number): Promise<number> {
  try {
    const raster = await loadRaster(scale);
    const missing = new MissingGlyphs(raster.has);
    let pixels: Uint8Array = new Uint8Array();
    let written = 0;
    const onFrame: RecordArguments['onFrame'] = async (seconds, changed, picture) => {
      // Repeat the previous frame until the time of this one.
      for (; written < Math.round(seconds * FRAME_RATE); written += 1) await program.write(pixels);
      if (!changed) return;
      const canvas = picture();
      missing.look(canvas);
      pixels = raster.pixels(canvasToSvg(canvas, { title: '', ...themeOf(args.theme).paper }));
    };
    const seconds = await recordCommand({ ...args, output: os.devNull, onFrame });
    await program.write(pixels);
    await program.finish();
    missing.warn(args.output);
    return seconds;
  } finally {
    program.stop();
  }
}
