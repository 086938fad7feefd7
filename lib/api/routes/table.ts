import type { Endpoint } from '../endpoint.ts';
import { listAuditRoute } from './audit/list.ts';
import { createKeyRoute } from './key/create.ts';
import { getKeyRoute } from './key/get.ts';
import { listKeysRoute } from './key/list.ts';
import { revokeKeyRoute } from './key/revoke.ts';

/** Every route of the API that needs a key; a route is one file and one row. */
export const endpoints: readonly Endpoint[] = [createKeyRoute, listKeysRoute, getKeyRoute, revokeKeyRoute, listAuditRoute];
