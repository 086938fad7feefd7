import { readFileSync } from 'node:fs';
import { AppError } from '../../model/error.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { call } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { queryOf, type ShowOptions, showList, showOne } from '../rows.ts';

const at = (id: string, more = ''): string => `/v1/webhooks/${encodeURIComponent(id)}${more}`;

export const listWebhooks = (options: ShowOptions): Promise<ExitCode> =>
  showList(options, '/v1/webhooks', ['id', 'state', 'format', 'url', 'events', 'description']);

export const showWebhook = async (id: string, options: ShowOptions): Promise<ExitCode> =>
  showOne(options, (await call(options, at(id))).json);

export type NewWebhookOptions = ShowOptions & {
  readonly events?: readonly string[];
  readonly as?: string;
  readonly description?: string;
  readonly signing?: string;
  readonly credentialFile?: string;
  readonly templateFile?: string;
  readonly repository?: readonly string[];
  readonly environment?: readonly string[];
};

/** A credential comes from a file, so that it stands in no history and no list of processes. */
export const createWebhook = async (url: string, options: NewWebhookOptions): Promise<ExitCode> => {
  const { events, as: format, description, signing, credentialFile, templateFile, repository, environment } = options;
  const filter: JsonObject = { ...(repository && { repositories: repository }), ...(environment && { environments: environment }) };
  const body: JsonObject = {
    url,
    ...(events && { events }),
    ...(format && { format }),
    ...(description && { description }),
    ...(signing && { signing }),
    ...(credentialFile && { credential: textOf(credentialFile).trim() }),
    ...(templateFile && { template: jsonOf(templateFile) }),
    ...(Object.keys(filter).length > 0 && { filter }),
  };
  return showOne(options, (await call(options, '/v1/webhooks', { body })).json);
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('invalid-request', `${file}: cannot be read`, { cause });
  }
};

const jsonOf = (file: string): Json => {
  try {
    return JSON.parse(textOf(file));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalid-json', `${file}: is not JSON`, { cause });
  }
};

export const testWebhook = async (id: string, options: ShowOptions): Promise<ExitCode> =>
  showOne(options, (await call(options, at(id, '/test'), { method: 'POST' })).json);

export const rotateWebhook = async (id: string, options: ShowOptions & { readonly keep?: number }): Promise<ExitCode> => {
  const { etag } = await call(options, at(id));
  const body = options.keep === undefined ? {} : { keepSeconds: options.keep };
  return showOne(options, (await call(options, at(id, '/rotate'), { body, ...(etag !== null && { ifMatch: etag }) })).json);
};

export const removeWebhook = async (id: string, options: ShowOptions): Promise<ExitCode> => {
  const { etag } = await call(options, at(id));
  await call(options, at(id), { method: 'DELETE', ...(etag !== null && { ifMatch: etag }) });
  return exitCodes.allow;
};

export const listDeliveries = (id: string, options: ShowOptions & { readonly state?: string }): Promise<ExitCode> =>
  showList(options, at(id, `/deliveries${queryOf({ state: options.state })}`), ['id', 'state', 'eventType', 'createdAt', 'attempts'], 100);

/** One delivery, or all of a range that did not arrive. */
export const replayWebhook = async (
  id: string,
  delivery: string | undefined,
  options: ShowOptions & { readonly since?: string; readonly until?: string },
): Promise<ExitCode> => {
  if (delivery !== undefined)
    return showOne(options, (await call(options, at(id, `/deliveries/${encodeURIComponent(delivery)}/replay`), { method: 'POST' })).json);
  const { since, until = new Date().toISOString() } = options;
  if (since === undefined) throw new AppError('invalid-request', 'name a delivery, or give --since');
  await call(options, at(id, '/replay'), { body: { since, until } });
  return exitCodes.allow;
};
