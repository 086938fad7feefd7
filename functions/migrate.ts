import { migrateStack } from './handle/migrate.ts';
import { openHome } from './home/open.ts';
import { ownSecretRules } from './home/secret-rules.ts';

const { deps, walk } = openHome();
// Each deployment invokes this function: a wrong rule is told there and then, and not by a worker that does not start.
await ownSecretRules();

export const handler = migrateStack({ table: deps.table, walk: walk(), log: deps.log });
