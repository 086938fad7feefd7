import * as z from 'zod';
import { type AdminKey, ensureAdminKey, replaceAdminKey } from '../lib/key/ensure-admin.ts';
import { openHome } from './home/open.ts';

const { deps } = openHome();

/** `replace`: the key that was made before is lost. */
const asked = z.object({ replace: z.literal(true) });

/** Invoked by hand, by whom the account allows to: the first administrator's key, once, or another in its place. Nothing calls it otherwise. */
export const handler = async (event: unknown): Promise<AdminKey> =>
  asked.safeParse(event).success ? replaceAdminKey(deps) : ensureAdminKey(deps);
