import { hash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';

/** `sha256:` and 64 lower-case hex digits. Source: OCI image-spec, descriptor, digests. */
export type Digest = `sha256:${string}`;

export const digestForm = /^sha256:[0-9a-f]{64}$/;

export const isDigest = (text: string): text is Digest => digestForm.test(text);

export const sha256 = (content: string | Uint8Array): Digest => `sha256:${hash('sha256', content, 'hex')}`;

/** The digest of a value's canonical JSON, so that equal values have equal digests. */
export const digestOf = (value: unknown): Digest => sha256(canonicalJson(value));
