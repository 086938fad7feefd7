import { isObject, type Json, listAt, objectAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

export type WhoHasOptions = ClientOptions & { readonly format?: string };

/** `plimsoll who-has log4j-core@<2.17.1`: every image that a server knows with this package. Exits 1 when there is one, 0 when there is none. */
export const whoHas = async (asked: string, options: WhoHasOptions): Promise<ExitCode> => {
  const items: Json[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ ...questionOf(asked), ...(cursor !== undefined && { cursor }) });
    const { json } = await call(options, `/v1/packages?${query}`);
    items.push(...listAt(json, 'items'));
    cursor = stringAt(json, 'next');
  } while (cursor !== undefined);
  if (options.format === 'json') process.stdout.write(`${JSON.stringify({ items }, null, 2)}\n`);
  else for (const item of items) process.stdout.write(`${lineOf(item)}\n`);
  if (items.length === 0 && options.format !== 'json') process.stdout.write('no image that was inspected has it\n');
  return items.length === 0 ? exitCodes.allow : exitCodes.deny;
};

/** A purl stays as it is; of `name@range` the last @ ends the name, so that npm's scopes may be asked for. */
const questionOf = (asked: string): Record<string, string> => {
  if (asked.startsWith('pkg:')) return { purl: asked };
  const at = asked.lastIndexOf('@');
  return at <= 0 ? { name: asked } : { name: asked.slice(0, at), versions: asked.slice(at + 1) };
};

const lineOf = (item: Json): string => {
  if (!isObject(item)) return '';
  const image = objectAt(item, 'image');
  const found = objectAt(item, 'package');
  const doubt = stringAt(item, 'match') === 'unknown' ? '  (its version cannot be compared)' : '';
  return `${stringAt(image, 'ref')}  ${stringAt(image, 'digest')}  ${stringAt(found, 'purl')}  ${stringAt(found, 'path')}${doubt}`;
};
