// The folder of DVCLive: a TSV of step and value for each figure, named by its path below plots/metrics.
import { isTime } from '../../../core/run/scalars/names.js';
import type { Row } from './figureFiles/format.js';
import type { LogReader } from '../reader.js';
import { figureFolderReader } from './figureFiles/reader.js';
import { hparamsIn } from './hparamsFile.js';
import { numberIn } from './jsonLines.js';

const INSIDE = /^(?<root>.*?)[\\/](?:plots[\\/](?:metrics|scalars)|scalars)[\\/](?<tag>.+)\.tsv$/;

export const dvcliveReader: LogReader = figureFolderReader({
  name: 'dvclive',
  title: 'folder of DVCLive',
  place(file) {
    const { root, tag } = INSIDE.exec(file)?.groups ?? {};
    return root === undefined || tag === undefined ? null : { root, tag };
  },
  hparams: hparamsIn,
  rows() {
    let columns: readonly string[] | null = null;
    return (line): Row => {
      const cells = line.replace(/\r$/, '').split('\t');
      if (columns === null) {
        columns = cells.map((cell) => cell.trim());
        return 'header';
      }
      const step = numberIn(cells[columns.indexOf('step')]);
      const value = numberIn(cells[columns.findIndex((name) => name !== 'step' && !isTime(name))]);
      return step === undefined || value === undefined ? null : { step, value };
    };
  },
});
