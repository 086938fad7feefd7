import { ecrListing } from '../lib/adapters/aws/ecr/listing.ts';
import { defaultTenant } from '../lib/key/ensure-admin.ts';
import { reconcileRegistries } from './handle/reconciler.ts';
import { openHome } from './home/open.ts';

const { deps, clients, settings } = openHome();

export const handler = reconcileRegistries({
  deps,
  tenant: defaultTenant,
  pushes: settings.pushes,
  ecrHosts: settings.ecrHosts,
  registries: settings.ecrRegistries,
  listing: (registry) => ecrListing(clients, registry, settings.pushes.untagged === 'scan'),
});
