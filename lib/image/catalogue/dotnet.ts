import { objectAt, stringAt } from '../../model/json.ts';
import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { parseJsonFile } from './json.ts';
import { purl } from './purl.ts';

/** What a published application depends on. Source: dotnet/sdk, documentation/specs/runtime-configuration-file.md. */
export const dotnet: Cataloguer = {
  name: 'dotnet',
  on: { extensions: ['.json'] },
  wants: (_, name) => name.endsWith('.deps.json'),
  maxBytes: 64 * megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const document = parseJsonFile(content);
    const target = stringAt(objectAt(document, 'runtimeTarget'), 'name') ?? '';
    const inTarget = objectAt(objectAt(document, 'targets'), target);
    for (const [key, library] of Object.entries(objectAt(document, 'libraries'))) {
      const slash = key.lastIndexOf('/');
      const [name, version] = [key.slice(0, slash), key.slice(slash + 1)];
      if (slash < 1 || stringAt(library, 'type')?.toLowerCase() !== 'package') continue;
      // A package with nothing to run is there for the compiler alone.
      const parts = objectAt(inTarget, key);
      const has = ['runtime', 'runtimeTargets', 'native'].some((member) => Object.keys(objectAt(parts, member)).length > 0);
      if (Object.keys(inTarget).length > 0 && !has) continue;
      yield {
        kind: 'package',
        package: { type: 'nuget', name, version, purl: purl({ type: 'nuget', name, version }), path, confidence: 'exact' },
      };
    }
  },
};
