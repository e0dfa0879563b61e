// A reader for log formats that have a folder with a file for each figure.
import type { GradtopEvent } from '../../../../core/run/events.js';
import { filesBelow } from '../../filesBelow.js';
import { linesOf } from '../../lines.js';
import type { LogReader, ReadOptions } from '../../reader.js';
import { fileSource, type Source } from '../../source.js';
import { followFigures } from './follow.js';
import { byStep, figureFiles, newRun, recordsOf, type FigureFolder } from './format.js';

export const figureFolderReader = (format: FigureFolder): LogReader => ({
  name: format.name,
  title: format.title,
  sniff(source, head) {
    // Another reader takes a single file of the folder.
    if (source.kind !== 'folder') return head.length === 0 ? 'possible' : 'no';
    return filesBelow(source.path).some((file) => format.place(file)?.root === source.path) ? 'certain' : 'no';
  },
  read: (source, options) => read(format, source, options),
  follow: (source, options) => followFigures(format, source, options),
  folders: (_top, files) => [...new Set(files.flatMap((file) => format.place(file)?.root ?? []))].sort(),
  owns: (file) => format.place(file) !== null,
});

function* read(format: FigureFolder, source: Source, options: ReadOptions = {}): Generator<GradtopEvent> {
  const records = figureFiles(format, source).flatMap((file) => {
    const recordOf = recordsOf(format, file);
    return [...linesOf(fileSource(file))].flatMap(([line, number, whole]) => {
      if (line.trim() === '') return [];
      const record = recordOf(line);
      if (record === null && whole) options.onDamage?.({ where: `${file}:${number}`, why: 'no step and value' });
      return record === null || record === 'header' ? [] : record;
    });
  });
  yield* newRun(format, source, options).take(byStep(records));
}
