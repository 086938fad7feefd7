import { publishAdvisories } from '../../../lib/adapters/advisories/registry/publish.ts';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import { createArtifacts } from '../../../lib/adapters/registry/distribution/artifacts.ts';
import { buildOf, newFolder, record } from '../../adapters/advisories/folder.ts';

/** A database that says something of one package of Alpine, published as users publish theirs. Gives its reference by digest. */
export const publishDatabase = async (reference: string, affected: string): Promise<string> => {
  const folder = newFolder();
  const [host = ''] = reference.split('/');
  const ecosystem = 'Alpine:v3.20';
  const range = { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '9.0.0-r0' }] };
  await buildOf(folder, [
    record('CVE-2026-7777', affected, '9.0.0-r0', { affected: [{ package: { ecosystem, name: affected }, ranges: [range] }] }),
  ]);
  const egress = createEgress({ purposes: { registry: { allow: ['127.0.0.1'], insecure: [host] } } });
  const artifacts = createArtifacts({ egress, registries: { [host]: { insecure: true, internal: true } } });
  return (await publishAdvisories({ artifacts, reference, folder })).reference;
};
