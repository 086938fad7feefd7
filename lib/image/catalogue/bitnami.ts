import { objectIn } from '../../model/json.ts';
import type { FindDetail } from '../layer/find.ts';
import { packageOf } from '../sbom/read/component.ts';
import { readSpdx } from '../sbom/read/spdx.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';

/** The makers name no layer. */
const layer = 'sha256:0000000000000000000000000000000000000000000000000000000000000000';

/**
 * Bitnami's images: beside each component a bill of materials in SPDX with the component and what it is built of. Its folder is the component's own, so
 * that programs in it are explained. Sources: bitnami/containers; purl-spec, type bitnami.
 */
export const bitnami: Cataloguer = {
  name: 'bitnami',
  on: { extensions: ['.spdx'] },
  wants: (path) => /^opt\/bitnami\/(.+\/)?\.spdx-[^/]+\.spdx$/.test(path),
  maxBytes: 32 * megabyte,
  *read({ path, name, content }): Generator<FindDetail> {
    const document = objectIn(content.toString('utf8'));
    if (!document?.['spdxVersion']) throw new Error('no SPDX document');
    for (const component of readSpdx(document).components) {
      const found = packageOf(component, layer);
      if (!found) continue;
      const { layer: _layer, ...rest } = found;
      yield { kind: 'package', package: { ...rest, path } };
    }
    yield { kind: 'explained', paths: [path.slice(0, path.length - name.length)] };
  },
};
