import * as z from 'zod';
import { digestText } from './digest.ts';
import { named } from './named.ts';

export const digestParams = z.strictObject({ digest: digestText });

const record = z.object({}).catchall(z.unknown());

export const packageSchema = z
  .object({ type: z.string(), name: z.string(), version: z.string(), purl: z.string(), path: z.string(), layer: digestText })
  .catchall(z.unknown());

export const layerSchema = z
  .object({ digest: digestText, size: z.int(), unpackedSize: z.int(), entries: z.int(), wasted: z.int(), createdBy: z.string().optional() })
  .catchall(z.unknown());

const imageMembers = {
  digest: digestText,
  ref: z.string().describe('As it was asked for when it was inspected'),
  repository: z.string(),
  platform: z.string(),
  observedAt: z.string(),
};

/** An image as lists show it. */
export const seenImageSchema = named('SeenImage', z.object(imageMembers));

export const imageSchema = named(
  'Image',
  z.object({
    ...imageMembers,
    inspector: z.object({ name: z.string(), version: z.string() }),
    os: record.nullable(),
    base: record.nullable().describe('What it was most likely built on, by its labels or its history'),
    config: record,
    layers: z.array(layerSchema),
    packages: z.array(packageSchema),
    files: z.array(record).describe('Files that matter: setuid, shells, keys and the like'),
    secrets: z.array(record).describe('Never the value: its place, its first four characters, its fingerprint'),
    incomplete: z.array(record).describe('What could not be analysed, with the reason'),
  }),
);
