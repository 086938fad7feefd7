import { call } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type ShowOptions, showList, showOne } from '../rows.ts';

export const listKeys = (options: ShowOptions): Promise<ExitCode> =>
  showList(options, '/v1/keys', ['id', 'state', 'prefix', 'name', 'scopes', 'expiresAt', 'lastUsedAt']);

export type NewKeyOptions = ShowOptions & {
  readonly name: string;
  readonly scope: readonly string[];
  readonly expires?: string;
  readonly perMinute?: number;
  readonly from?: readonly string[];
};

/** The key is shown this once. */
export const createKey = async (options: NewKeyOptions): Promise<ExitCode> => {
  const { name, scope, expires, perMinute, from } = options;
  const body = {
    name,
    scopes: scope,
    ...(expires !== undefined && { expiresAt: expires.length === 10 ? `${expires}T00:00:00Z` : expires }),
    ...(from !== undefined && { allowedFrom: from }),
    ...(perMinute !== undefined && { requestsPerMinute: perMinute }),
  };
  return showOne(options, (await call(options, '/v1/keys', { body })).json);
};

export const revokeKey = async (id: string, options: ShowOptions): Promise<ExitCode> => {
  await call(options, `/v1/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
  return exitCodes.allow;
};
