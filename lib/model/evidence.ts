import type { AdmissionFacts } from './admission.ts';
import type { Digest } from './digest.ts';
import type { VexMark } from './finding.ts';
import type { ImageContent } from './image.ts';
import type { JsonObject } from './json.ts';
import type { Severity } from './severity.ts';
import type { Subject } from './subject.ts';
import type { UnmatchedVex } from './unmatched-vex.ts';

/** A text as it was handed in. `name` is shown in findings; it is never opened. */
export type SourceFile = { readonly name: string; readonly text: string };

/** Name and version of what observed it: part of evidence keys, so that a better inspector invalidates what it made and nothing else. */
export type Inspector = { readonly name: string; readonly version: string };

/** A secret in a file that was read as text. `start`: its first characters, the rest is never kept; `line` counts from 1. */
export type TextSecret = {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly title: string;
  readonly start: string;
  readonly fingerprint: Digest;
  /** A comment beside it accepts it; it becomes a waiver of origin `comment`. */
  readonly accepted?: { readonly reason: string; readonly expiresAt?: string };
};

/** A package that a lock file fixes. `line` counts from 1; `development`: the file says that only building or testing needs it. */
export type SourcePackage = {
  readonly file: string;
  readonly line: number;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly development: boolean;
};

/** What was observed of one subject; immutable. Manifests and Dockerfiles are their own evidence: parsing is pure and fast, so the text is kept. */
export type Evidence =
  | {
      readonly kind: 'manifests';
      readonly subject: Subject & { kind: 'manifests' };
      readonly inspector: Inspector;
      readonly files: readonly SourceFile[];
      /** Found in any file of the folder that the manifests are of. */
      readonly secrets?: readonly TextSecret[];
      /** Of the lock files of that folder; matches of advisories count their places. */
      readonly packages?: readonly SourcePackage[];
      /** What of the folder nobody could judge, and which rule it would have been for. */
      readonly unread?: readonly { readonly rule: string; readonly reason: string }[];
      /** What `files` hold, where it came parsed; it is not read again then, and every place is the first line. */
      readonly objects?: readonly JsonObject[];
      /** What stood in the place of `objects` before, where the asker knows it: an update that is under way. */
      readonly previous?: readonly JsonObject[];
      /** Who asks for `objects`, and for what, where an admission request brought them. */
      readonly request?: AdmissionFacts;
      /** What the asker tells of the cluster that they go to: its objects, and whole lists of them (`kind: NamespaceList`). */
      readonly cluster?: readonly JsonObject[];
    }
  | {
      readonly kind: 'dockerfile';
      readonly subject: Subject & { kind: 'dockerfile' };
      readonly inspector: Inspector;
      readonly files: readonly SourceFile[];
      /** What lies in the folder that is built, when it was listed; sizes in bytes. */
      readonly listing?: readonly { readonly path: string; readonly size: number; readonly holds?: string }[];
      readonly listingIsPartial?: true;
    }
  | {
      readonly kind: 'image';
      readonly subject: Subject & { kind: 'image' };
      readonly inspector: Inspector;
      readonly observedAt: string;
      readonly content: ImageContent;
    };

export type ImageEvidence = Evidence & { kind: 'image' };
export type ManifestEvidence = Evidence & { kind: 'manifests' };
export type DockerfileEvidence = Evidence & { kind: 'dockerfile' };

/** Vulnerability matches of one image, or of a folder's lock files, against one build of the advisories, handed to `evaluate` as data. */
export type AdvisoryMatches = {
  readonly subject: number;
  readonly database: { readonly digest: Digest; readonly builtAt: string } | null;
  readonly matches: readonly VulnerabilityMatch[];
  /** Why packages could not be looked up: no feed for this distribution, unknown OS, end of life … Empty when all were. */
  readonly gaps: readonly string[];
  /** What documents that are attached to the image say without effect; absent where there is nothing of the kind. */
  readonly unmatchedVex?: readonly UnmatchedVex[];
};

export type VulnerabilityMatch = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly severitySource: string;
  readonly summary: string;
  readonly packageIndex: number;
  readonly range: string;
  readonly fixedIn: string | null;
  readonly cvss?: number;
  readonly epss?: number;
  readonly kev?: boolean;
  readonly published?: string;
  readonly fixPublished?: string;
  readonly vendorStatus?: string;
  readonly vex?: VexMark;
  /** What documents that are attached to the image say, of each signer the latest, newest first; `vex` is then absent until a policy has chosen. */
  readonly attachedVex?: readonly VexMark[];
  /** What narrows the match down, and whether that could be checked. */
  readonly note?: string;
  /** False: the program has none of the code that the advisory speaks of. Absent where nobody names the code or nothing tells. */
  readonly linked?: boolean;
};
