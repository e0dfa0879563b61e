// Decodes the settings of a session that TensorBoard's hparams plugin writes into an event.
import type { BinaryReader } from '@bufbuild/protobuf/wire';
import { cleanStrings, oneLine } from '../../../../core/text/sanitize.js';
import { flatHparams, type Hparam } from '../../../../core/run/hparams.js';
import { eachField } from './wire.js';

export const SESSION_TAG = '_hparams_/session_start_info';

/** HParamsPluginData: version, or one of experiment, session_start_info, session_end_info. */
export function hparamsIn(content: Uint8Array): Record<string, Hparam> {
  const found: [string, Hparam][] = [];
  eachField(content, (field, _wire, reader) => {
    if (field !== 3) return false;
    eachField(reader.bytes(), (inner, _inner, session) => {
      if (inner !== 1) return false;
      found.push(entryIn(session.bytes()));
      return true;
    });
    return true;
  });
  return Object.fromEntries(found);
}

function entryIn(bytes: Uint8Array): [string, Hparam] {
  let name = '';
  let value: Hparam = 'null';
  eachField(bytes, (field, _wire, reader) => {
    if (field === 1) name = oneLine(reader.string());
    else if (field === 2) value = valueIn(reader.bytes());
    else return false;
    return true;
  });
  return [name, value];
}

/** google.protobuf.Value; lists and objects are left out. */
function valueIn(bytes: Uint8Array): Hparam {
  let value: Hparam = 'null';
  const read = (field: number, reader: BinaryReader): boolean => {
    if (field === 2) value = reader.double();
    else if (field === 3) value = oneLine(reader.string());
    else if (field === 4) value = reader.bool();
    else return false;
    return true;
  };
  eachField(bytes, (field, _wire, reader) => read(field, reader));
  return value;
}

/** `add_text('args', ...)` of Hugging Face's Trainer and of others. */
const TEXT_TAG = /^(?<name>args|config|hparams|hyperparameters|model_config)(?:\/text_summary)?$/;

/** Settings as JSON in a text; null for other text. Settings of the model are named `model_config/...`. */
export function hparamsInText(tag: string, text: string): Record<string, Hparam> | null {
  const name = TEXT_TAG.exec(tag)?.groups?.['name'];
  if (name === undefined || !text.trimStart().startsWith('{')) return null;
  try {
    const value = cleanStrings(JSON.parse(text) as object);
    return flatHparams(name === 'model_config' ? { [name]: value } : value);
  } catch {
    // The text is not JSON.
    return null;
  }
}
