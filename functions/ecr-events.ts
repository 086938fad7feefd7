import { defaultTenant } from '../lib/key/ensure-admin.ts';
import { scanPushed } from './handle/ecr-events.ts';
import { openHome } from './home/open.ts';

const { deps, settings } = openHome();

export const handler = scanPushed({ deps, tenant: defaultTenant, pushes: settings.pushes, ecrHosts: settings.ecrHosts });
