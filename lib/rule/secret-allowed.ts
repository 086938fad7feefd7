import { compileGlob } from '../model/glob.ts';
import { type JsonObject, listAt } from '../model/json.ts';

/** What a policy may let pass, for rules about secrets found: file paths (globs), fingerprints (`sha256:…`), kinds of secret. Empty lists let nothing pass. */
export const allowParams = { allowPaths: [], allowFingerprints: [], allowKinds: [] } as const;

type Seen = { readonly path: string; readonly fingerprint: string; readonly kind: string };

/** Whether the policy lets a secret pass. It stays in the inventory either way. */
export const allowedBy = (params: JsonObject): ((seen: Seen) => boolean) => {
  const paths = strings(params, 'allowPaths').map((path) => compileGlob(path));
  const fingerprints = new Set(strings(params, 'allowFingerprints'));
  const kinds = new Set(strings(params, 'allowKinds'));
  return ({ path, fingerprint, kind }) => fingerprints.has(fingerprint) || kinds.has(kind) || paths.some((glob) => glob.matches(path));
};

const strings = (params: JsonObject, key: string): readonly string[] => listAt(params, key).filter((item) => typeof item === 'string');
