import type { Digest } from './digest.ts';
import type { Json } from './json.ts';
import type { ImageSignatures } from './signature.ts';

/** What an image holds, as its inspector saw it. Paths have no leading slash. */
export type ImageContent = {
  /** `packages`: a bill of materials told of packages and distribution, and nothing else is known. Absent: all of it was seen. */
  readonly known?: 'packages';
  readonly config: ImageConfig;
  readonly layers: readonly LayerSummary[];
  /** null: no os-release (scratch, many static images). */
  readonly os: OperatingSystem | null;
  readonly packages: readonly Package[];
  readonly files: readonly FileFact[];
  readonly secrets: readonly SecretFact[];
  readonly accounts: readonly Account[];
  /** Files with an execute bit and links to them, for questions such as "does this image have /bin/sh". */
  readonly executables: readonly string[];
  readonly incomplete: readonly Incomplete[];
  /** null: nothing tells. Absent in evidence of older inspectors. */
  readonly base?: BaseImage | null;
  /** Bills of materials that are attached to the image and that a policy trusts. Absent: no policy asked. */
  readonly attached?: readonly AttachedSbom[];
  /** VEX documents that are attached to the image and that a policy trusts. Absent: no policy asked. */
  readonly vex?: readonly AttachedVex[];
  /** Signatures that are attached to the image, whoever made them. Absent: no policy asked. */
  readonly signatures?: ImageSignatures;
};

/** `digest`: of the document, which stands as the layer of packages that only it names. `key`: SHA-256 of the public key (SPKI) that signed it; null: nobody. */
export type AttachedSbom = {
  readonly digest: Digest;
  readonly artifact: Digest;
  readonly format: 'cyclonedx' | 'spdx' | 'syft-json';
  readonly key: Digest | null;
  readonly packages: number;
};

/** A document as it was attached, to an image by one of `digests`. `key` is as in `AttachedSbom`. */
export type AttachedVex = {
  readonly digest: Digest;
  readonly artifact: Digest;
  readonly key: Digest | null;
  readonly digests: readonly Digest[];
  readonly text: string;
};

/**
 * What an image was most likely built on; by `layers`: another image that the tenant has had inspected consists of just its lowest ones. `layers`: how many of
 * its lowest layers are the base's, null when only its name is known.
 */
export type BaseImage = {
  readonly by: 'label' | 'history' | 'layers';
  readonly name?: string;
  readonly digest?: Digest;
  readonly layers: number | null;
};

/** Source: OCI image-spec, image configuration. `user` is '' when unset, which means root. */
export type ImageConfig = {
  readonly user: string;
  readonly env: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workingDir: string;
  readonly labels: { readonly [name: string]: string };
  readonly healthcheck: readonly string[] | null;
  readonly stopSignal?: string;
  readonly created?: string;
  readonly history: readonly HistoryEntry[];
  readonly raw: Json;
};

export type HistoryEntry = {
  readonly createdBy: string;
  readonly created?: string;
  readonly comment?: string;
  readonly emptyLayer: boolean;
};

/** `size` is the packed blob, `unpackedSize` its tar, both in bytes; `wasted` the bytes that later layers delete or replace. */
export type LayerSummary = {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly entries: number;
  readonly wasted: number;
  readonly createdBy?: string;
};

export type OperatingSystem = {
  readonly id: string;
  readonly idLike: readonly string[];
  readonly versionId: string;
  readonly prettyName: string;
  readonly codename?: string;
};

/** `type` is the purl type. `source` is the source package that distributions name in advisories. `osOwned`: a language package that an OS package installed. */
export type Package = {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly path: string;
  readonly layer: Digest;
  readonly source?: { readonly name: string; readonly version: string };
  readonly architecture?: string;
  readonly licences?: readonly string[];
  readonly osOwned?: boolean;
  /** An OS package of somebody else than the distribution, whose advisories do not speak of it. */
  readonly thirdParty?: boolean;
  /** `inferred`: a Java archive without Maven's properties, named by its file, its manifest and the packages of its classes. */
  /** `lock-file`: what a lock file fixes and nothing shows to be installed. */
  /** `attached`: named by an attached bill of materials, and not seen in a layer. */
  readonly confidence: 'exact' | 'inferred' | 'version-string' | 'lock-file' | 'attached';
  /** A Go module in a program whose functions have names; absent where nothing tells. */
  readonly linked?: LinkedPackages;
  readonly createdBy?: string;
};

/**
 * Which packages of a Go module are in the program: paths below the module's, '' for the module's own; whole import paths for the standard library.
 * `system` and `architecture`: the GOOS and GOARCH that it was built for.
 */
export type LinkedPackages = { readonly system?: string; readonly architecture?: string; readonly packages: readonly string[] };

export const fileFactKinds = [
  'setuid',
  'setgid',
  'file-capability',
  'world-writable',
  'shell',
  'package-manager',
  'compiler',
  'private-key',
  'credential-file',
  'certificate',
  'vcs-folder',
  'history-file',
  'env-file',
  'empty-password',
  'extra-root',
] as const;
export type FileFactKind = (typeof fileFactKinds)[number];

/** `mode` in octal text without the type bits, `deleted`: present in this layer and not in the final image. */
export type FileFact = {
  readonly kind: FileFactKind;
  readonly path: string;
  readonly layer: Digest;
  readonly mode?: string;
  readonly detail?: string;
  readonly deleted: boolean;
};

/** Never the value: its first 4 characters and a fingerprint. `place`: a file, or a place in the configuration. */
export type SecretFact = {
  readonly rule: string;
  readonly title: string;
  readonly start: string;
  readonly fingerprint: Digest;
  readonly place:
    | { readonly kind: 'file'; readonly path: string; readonly layer: Digest; readonly line: number; readonly deleted: boolean }
    | { readonly kind: 'config'; readonly pointer: string };
  readonly createdBy?: string;
};

export type Account = { readonly name: string; readonly uid: number; readonly gid: number; readonly home: string; readonly shell: string };

/** Something that could not be analysed, with the reason; the rest of the image was. */
export type Incomplete = { readonly code: string; readonly message: string; readonly layer?: Digest; readonly path?: string };
