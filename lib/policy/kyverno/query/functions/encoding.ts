import { createHash } from 'node:crypto';
import { failed, type Outcome, valued } from '../../outcome.ts';
import { jsonIn } from '../../scalar/json-text.ts';
import { decodedCertificate } from '../certificate/decode.ts';
import { text } from './argument.ts';
import { define, type QueryFunction } from './define.ts';
import { isExternal } from './external.ts';
import { yamlIn } from './yaml.ts';

export const encodingFunctions: readonly QueryFunction[] = [
  define('base64_encode', [text], ([value]) => valued(Buffer.from(value).toString('base64'))),
  define('base64_decode', [text], ([value]) => decoded(value)),
  define('sha256', [text], ([value]) => valued(hash('sha256', value))),
  define('sha1', [text], ([value]) => valued(hash('sha1', value))),
  define('md5', [text], ([value]) => valued(hash('md5', value))),
  define('parse_json', [text], ([value]) => {
    const parsed = jsonIn(value);
    return parsed === undefined ? failed('parse_json: the text is no JSON') : valued(parsed);
  }),
  define('parse_yaml', [text], ([value], { budget }) => yamlIn(value, budget)),
  define('x509_decode', [text], ([value]) => decodedCertificate(value)),
  define('is_external_url', [text], ([value]) => isExternal(value)),
];

const hash = (algorithm: string, value: string): string => createHash(algorithm).update(value).digest('hex');

/** With its padding, line breaks passed over. Source: Go, `base64.StdEncoding`. */
const decoded = (value: string): Outcome => {
  const encoded = value.replace(/[\r\n]/g, '');
  const isWhole = encoded.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(encoded);
  return isWhole ? valued(Buffer.from(encoded, 'base64').toString('utf8')) : failed('base64_decode: the text is not in base64');
};
