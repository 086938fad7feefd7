import { booleanAt } from '../../model/json.ts';
import { defineRule, problem } from '../rule.ts';
import { isWithin, mountsOf, trimSlash } from './effective.ts';
import { pairsOf } from './pair.ts';

export const readOnlyRoot = defineRule({
  id: 'across-read-only-root',
  on: 'across',
  title: 'The root is read-only, and a volume that the image declares is not mounted',
  severity: 'medium',
  severityReason: 'The application writes there: on CRI-O it fails, on containerd the data goes to an unmanaged folder of the node.',
  aliases: [],
  remediation: 'Mount a volume at each path, an emptyDir when the data may be lost.',
  reference: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  category: 'across',
  *check({ change }) {
    for (const { workload, container, content, image } of pairsOf(change)) {
      if (booleanAt(container.securityContext, 'readOnlyRootFilesystem') !== true) continue;
      const mounts = mountsOf(container).filter(({ readOnly }) => !readOnly);
      for (const volume of content.config.volumes) {
        if (mounts.some(({ path }) => isWithin(trimSlash(volume), path))) continue;
        yield problem(`${image.ref} declares the volume ${volume}, and nothing writable is mounted there.`, {
          object: workload.object,
          container: container.name,
          pointer: container.pointer,
          discriminator: volume,
        });
      }
    }
  },
});
