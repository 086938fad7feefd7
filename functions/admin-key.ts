import { type AdminKey, ensureAdminKey } from '../lib/key/ensure-admin.ts';
import { openHome } from './home/open.ts';

const { deps } = openHome();

/** Invoked by hand, by whom the account allows to: the first administrator's key, once. Nothing calls it otherwise. */
export const handler = async (): Promise<AdminKey> => ensureAdminKey(deps);
