import { bind } from '../../macro/bind.ts';
import { presence } from '../../macro/presence.ts';
import { quantifiers } from '../../macro/quantifier.ts';
import { transforms } from '../../macro/transform.ts';
import type { CelLibrary } from '../library.ts';
import { conversions } from './conversion.ts';
import { size } from './size.ts';
import { texts } from './text.ts';
import { times } from './time.ts';

/** What every expression has. Source: cel-spec langdef, "List of Standard Definitions". */
export const standard: CelLibrary = {
  functions: [...conversions, ...size, ...texts, ...times],
  macros: [presence, ...quantifiers, ...transforms, bind],
  types: [
    ...['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type'],
    ...['google.protobuf.Timestamp', 'google.protobuf.Duration'],
  ],
};
