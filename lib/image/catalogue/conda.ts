import { listAt, stringAt } from '../../model/json.ts';
import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { parseJsonFile } from './json.ts';
import { provesPackage } from './proof.ts';
import { purl } from './purl.ts';

/** What conda, mamba and pixi installed into an environment: a record a package. Sources: docs.conda.io, "conda-meta"; purl-spec, type conda. */
export const conda: Cataloguer = {
  name: 'conda',
  on: { folders: ['conda-meta'] },
  wants: (_, name) => name.endsWith('.json'),
  maxBytes: 64 * megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const document = parseJsonFile(content);
    const [name, version] = [stringAt(document, 'name'), stringAt(document, 'version')];
    if (!name || !version) return;
    const licence = stringAt(document, 'license');
    const subdir = stringAt(document, 'subdir');
    const type = /\.(conda|tar\.bz2)$/.exec(stringAt(document, 'fn') ?? stringAt(document, 'url') ?? '')?.[1];
    yield {
      kind: 'package',
      package: {
        type: 'conda',
        name,
        version,
        purl: purl({
          type: 'conda',
          name,
          version,
          qualifiers: { build: stringAt(document, 'build'), channel: channelOf(stringAt(document, 'channel')), subdir, type },
        }),
        path,
        ...(subdir ? { architecture: subdir } : {}),
        ...(licence ? { licences: [licence] } : {}),
        confidence: 'exact',
      },
    };
    const prefix = path.slice(0, path.lastIndexOf('conda-meta/'));
    const paths = listAt(document, 'files').flatMap((file) => (typeof file === 'string' && provesPackage(file) ? [prefix + file] : []));
    if (paths.length > 0) yield { kind: 'explained', paths };
  },
};

/** `https://conda.anaconda.org/conda-forge/linux-64` or `pkgs/main/linux-64`: the folder above that of the platform, or a name alone. */
const channelOf = (text: string | undefined): string | undefined => {
  const parts = text?.split('/').filter((part) => part !== '') ?? [];
  return parts.at(parts.length > 1 && platform.test(parts.at(-1) ?? '') ? -2 : -1);
};

const platform = /^(?:noarch|(?:linux|osx|win|emscripten|wasi|freebsd|zos)-\w+)$/;
