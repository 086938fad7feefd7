import { booleanAt, listAt, objectAt, stringAt } from '../../model/json.ts';
import { defineRule, problem } from '../rule.ts';
import { isWithin, mountsOf } from './effective.ts';
import { pairsOf } from './pair.ts';

const scratch = ['emptyDir', 'hostPath', 'persistentVolumeClaim', 'ephemeral', 'nfs'];

export const coveringMount = defineRule({
  id: 'across-covering-mount',
  on: 'across',
  title: 'A writable volume covers programs of the image',
  severity: 'high',
  severityReason: 'What the image brings there is hidden, and whoever writes to the volume decides what runs.',
  aliases: [],
  remediation: 'Mount the volume at a folder of its own, a single file with subPath, or read-only.',
  reference: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  category: 'across',
  *check({ change }) {
    for (const { workload, container, content, image } of pairsOf(change)) {
      const volumes = listAt(workload.spec, 'volumes');
      for (const mount of mountsOf(container)) {
        const volume = volumes.find((entry) => stringAt(entry, 'name') === mount.name);
        const isWritable =
          !mount.readOnly && scratch.some((kind) => Object.keys(objectAt(volume, kind)).length > 0 || isEmptyDir(volume, kind));
        if (!isWritable || booleanAt(objectAt(volume, 'nfs'), 'readOnly')) continue;
        const covered = content.executables.filter((path) => isWithin(`/${path}`, mount.path));
        const [first] = covered;
        if (!first || mount.path === '/tmp') continue;
        yield problem(
          `${mount.path} covers /${first}${covered.length > 1 ? ` and ${covered.length - 1} more programs` : ''} of ${image.ref}.`,
          {
            object: workload.object,
            container: container.name,
            pointer: `${container.pointer}/volumeMounts/${mount.index}`,
          },
        );
      }
    }
  },
});

/** An emptyDir mostly has no members at all. */
const isEmptyDir = (volume: Parameters<typeof objectAt>[0], kind: string): boolean =>
  kind === 'emptyDir' && typeof volume === 'object' && volume !== null && Object.hasOwn(volume, 'emptyDir');
