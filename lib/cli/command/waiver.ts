import { booleanAt, type JsonObject, listAt, numberAt } from '../../model/json.ts';
import { call } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { queryOf, type ShowOptions, showLine, showList, showOne } from '../rows.ts';

export type WaiverListOptions = ShowOptions & { readonly state?: string; readonly expiringWithin?: string };

export const listWaivers = (options: WaiverListOptions): Promise<ExitCode> => {
  const query = queryOf({ state: options.state, 'expiring-within-days': options.expiringWithin });
  return showList(options, `/v1/waivers${query}`, ['id', 'state', 'scope', 'expiresAt', 'author', 'reason']);
};

export const listUnused = async (options: ShowOptions & { readonly days: string }): Promise<ExitCode> => {
  const { json } = await call(options, `/v1/unused-waivers${queryOf({ days: options.days })}`);
  if (options.format === 'json') return showOne(options, json);
  for (const item of listAt(json, 'items')) showLine(item, ['id', 'scope', 'createdAt', 'author', 'reason']);
  if (booleanAt(json, 'complete') === false)
    process.stderr.write(`plimsoll: there were more verdicts than the ${numberAt(json, 'verdicts')} that were looked at\n`);
  return exitCodes.allow;
};

const scopeNames = [
  'rule',
  'fingerprint',
  'package',
  'path',
  'image',
  'repository',
  'namespace',
  'environment',
  'object',
  'container',
] as const;

export type NewWaiverOptions = ShowOptions & { readonly [name in (typeof scopeNames)[number]]?: string } & {
  readonly reason: string;
  readonly ticket?: string;
  readonly author?: string;
  readonly expires?: string;
  readonly untilFixed?: boolean;
};

export const createWaiver = async (options: NewWaiverOptions): Promise<ExitCode> => {
  const scope: JsonObject = Object.fromEntries(scopeNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
  const { reason, ticket, author, expires, untilFixed } = options;
  const body: JsonObject = {
    scope,
    reason,
    ...(ticket !== undefined && { ticket }),
    ...(author !== undefined && { author }),
    ...(expires !== undefined && { expiresAt: expires.length === 10 ? `${expires}T00:00:00Z` : expires }),
    ...(untilFixed && { untilFixed }),
  };
  return showOne(options, (await call(options, '/v1/waivers', { body })).json);
};

export const showWaiver = async (id: string, options: ShowOptions): Promise<ExitCode> =>
  showOne(options, (await call(options, `/v1/waivers/${encodeURIComponent(id)}`)).json);

export const revokeWaiver = async (id: string, options: ShowOptions): Promise<ExitCode> =>
  showOne(options, (await call(options, `/v1/waivers/${encodeURIComponent(id)}/revoke`, { method: 'POST' })).json);

export const approveWaiver = async (id: string, options: ShowOptions): Promise<ExitCode> =>
  showOne(options, (await call(options, `/v1/waivers/${encodeURIComponent(id)}/approve`, { method: 'POST' })).json);
