// Recognises files of other formats and gives the command that converts each to a table.
import path from 'node:path';
import { UserError } from '../core/userError.js';

export const ALLOWED = 'allowed: CSV, TSV, JSON, JSON Lines, Parquet, each also as .gz';

/** Files of other programs by their first bytes, and a command that converts each. */
const OTHERS: readonly (readonly [magic: string, what: string, convert: string])[] = [
  ['504b0304', 'a ZIP archive or workbook', 'zip'],
  [
    'd0cf11e0',
    'an Excel workbook (.xls)',
    `python -c "import pandas as p; p.read_excel('IN').to_csv('OUT.csv', index=False)"`,
  ],
  [
    '934e554d5059',
    'a NumPy array (.npy)',
    `python -c "import numpy as n; n.savetxt('OUT.csv', n.load('IN'), delimiter=',')"`,
  ],
  ['4152524f5731', 'an Arrow file', `python -c "import pandas as p; p.read_feather('IN').to_parquet('OUT.parquet')"`],
  [
    'ffffffff',
    'an Arrow stream',
    `python -c "import pyarrow as a; a.ipc.open_stream('IN').read_pandas().to_parquet('OUT.parquet')"`,
  ],
  [
    '894844460d0a1a0a',
    'an HDF5 file',
    `python -c "import pandas as p; p.read_hdf('IN').to_csv('OUT.csv', index=False)"`,
  ],
  ['53514c69746520666f726d61742033', 'an SQLite database', `sqlite3 -header -csv IN 'select * from TABLE' > OUT.csv`],
  ['28b52ffd', 'compressed by zstd', 'zstd -d IN'],
  ['425a68', 'compressed by bzip2', 'bunzip2 IN'],
  ['fd377a585a00', 'compressed by xz', 'unxz IN'],
  ['8004', 'a Python pickle', `python -c "import pandas as p; p.read_pickle('IN').to_csv('OUT.csv', index=False)"`],
  ['8005', 'a Python pickle', `python -c "import pandas as p; p.read_pickle('IN').to_csv('OUT.csv', index=False)"`],
];
const XLSX = `python -c "import pandas as p; p.read_excel('IN').to_csv('OUT.csv', index=False)"`;
const NPZ = `python -c "import numpy as n; d = n.load('IN'); n.savetxt('OUT.csv', n.c_[d['x'], d['y']], delimiter=',')"`;

/** @throws UserError for a file of one of these formats */
export function refuseOthers(name: string, head: Buffer): void {
  const other = OTHERS.find(([magic]) => head.subarray(0, magic.length / 2).toString('hex') === magic);
  if (other === undefined) return;
  const [, what, convert] = other;
  const refuse = (kind: string, line: string): never => {
    const out = path.basename(name).replace(/\.\w+$/, '');
    throw new UserError(
      `${name}: is ${kind}; ${ALLOWED}; convert it: ${line.replaceAll('IN', name).replaceAll('OUT', out)}`,
    );
  };
  if (convert !== 'zip') return refuse(what, convert);
  const inside = head.toString('latin1');
  if (inside.includes('.npy')) return refuse('a NumPy archive (.npz)', NPZ);
  if (/xl\/|\[Content_Types\]/.test(inside)) return refuse('an Excel workbook (.xlsx)', XLSX);
  return refuse(what, 'unzip IN');
}
