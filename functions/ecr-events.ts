import { defaultTenant } from '../lib/key/ensure-admin.ts';
import { onRegistryEvent } from './handle/ecr-events.ts';
import { openHome } from './home/open.ts';

const { deps, settings } = openHome();

export const handler = onRegistryEvent({ deps, tenant: defaultTenant, pushes: settings.pushes, ecrHosts: settings.ecrHosts });
