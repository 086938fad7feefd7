import { readFileSync, statSync } from 'node:fs';
import { sbomEvidence } from '../image/sbom/read/read.ts';
import { AppError } from '../model/error.ts';
import type { ImageEvidence } from '../model/evidence.ts';

const largest = 256 * 1024 * 1024;

/** The bill of materials that a word names: a file that ends in `.json`, which no image does. Throws AppError `invalid-request` and `too-large`. */
export const sbomFile = (word: string): ImageEvidence | undefined => {
  const stat = /\.json$/i.test(word) ? statSync(word, { throwIfNoEntry: false }) : undefined;
  if (stat?.isFile() !== true) return undefined;
  if (stat.size > largest) throw new AppError('too-large', `${word}: a bill of materials of more than ${largest} bytes`);
  const evidence = sbomEvidence(readFileSync(word, 'utf8'), word, new Date().toISOString());
  if (evidence) return evidence;
  const message = 'no bill of materials: CycloneDX, SPDX 2 and syft-json are read, as JSON';
  throw new AppError('invalid-request', `${word}: ${message}`, { places: [{ file: word, message }] });
};
