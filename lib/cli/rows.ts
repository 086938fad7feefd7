import { isObject, type Json, listAt, memberOf, stringAt } from '../model/json.ts';
import { type ClientOptions, call } from './client.ts';
import { showJson } from './decision.ts';
import { type ExitCode, exitCodes } from './exit.ts';

export type ShowOptions = ClientOptions & { readonly format?: string };

/** Members of one thing, as a line shows them; what is an object or a list is shown as JSON. */
export type Columns = readonly string[];

const cell = (value: Json | undefined): string => {
  if (value === undefined || value === null || value === '') return '-';
  // What others named must not move the cursor of whoever reads it.
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(/[^\P{C}]/gu, '?');
};

const line = (item: Json, columns: Columns): string => columns.map((column) => cell(memberOf(item, column))).join('  ');

/** Every page of a list, or as far as `most` items. */
export const showList = async (options: ShowOptions, path: string, columns: Columns, most = 1_000): Promise<ExitCode> => {
  const items: Json[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const { json } = await call(options, `${path}${query}`);
    items.push(...listAt(json, 'items'));
    cursor = stringAt(json, 'next');
  } while (cursor !== undefined && items.length < most);
  const lines = items.map((item) => `${line(item, columns)}\n`).join('');
  process.stdout.write(options.format === 'json' ? `${showJson({ items })}\n` : lines);
  return exitCodes.allow;
};

/** One thing in one line. */
export const showLine = (item: Json, columns: Columns): void => void process.stdout.write(`${line(item, columns)}\n`);

/** One thing, a member a line. */
export const showOne = (options: ShowOptions, item: Json): ExitCode => {
  const members = isObject(item) ? Object.entries(item) : [];
  const lines = members.map(([name, value]) => `${name}: ${cell(value)}\n`).join('');
  process.stdout.write(options.format === 'json' ? `${showJson(item)}\n` : lines);
  return exitCodes.allow;
};

/** `?a=1&b=2` of what is given. */
export const queryOf = (values: { readonly [name: string]: string | undefined }): string => {
  const given = Object.entries(values).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};
