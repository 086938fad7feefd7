import { migrateStack } from './handle/migrate.ts';
import { openHome } from './home/open.ts';

const { deps, walk } = openHome();

export const handler = migrateStack({ table: deps.table, walk: walk(), log: deps.log });
