import type { FileFact, ImageContent, Incomplete, LayerSummary, SecretFact } from '../../model/image.ts';
import type { ResolvedImage } from '../../ports/image-source.ts';
import { baseImageOf } from '../base.ts';
import { layerCommands, readConfig } from '../config.ts';
import type { LayerResult } from '../layer/result.ts';
import { searchConfig } from '../secret/config.ts';
import type { SecretRules } from '../secret/search.ts';
import { createFilesystem, type Filesystem } from '../tree/filesystem.ts';
import { type LayerNames, packagesOf } from './packages.ts';
import { ofKind, type PlacedFind, placeFinds } from './place.ts';
import { systemOf } from './system.ts';

/** What each layer of the manifest says, lowest first; null with the reason where it could not be read. */
export type LayerOutcome = { readonly kind: 'read'; readonly result: LayerResult } | { readonly kind: 'unread'; readonly why: Incomplete };

/** The image that its layers make together. Pure: the same results give the same content. */
export const mergeLayers = (image: ResolvedImage, outcomes: readonly LayerOutcome[], rules?: SecretRules): ImageContent => {
  const searched = searchConfig(image.config, rules);
  const config = readConfig(searched.config);
  const commands = layerCommands(config.history, image.layers.length);
  const names: LayerNames = image.layers.map(({ digest }, index) => ({ digest, createdBy: commands[index] }));
  const results = outcomes.map((outcome) => (outcome.kind === 'read' ? outcome.result : null));
  const files = createFilesystem(results.reduce((sum, result) => sum + (result?.entries ?? 0), 0));
  const finds = placeFinds(results, files);
  const os = systemOf(finds);
  const wasted = files.wasted();
  return {
    config,
    layers: image.layers.map(
      ({ digest, mediaType, size }, index): LayerSummary => ({
        digest,
        mediaType,
        size,
        unpackedSize: results[index]?.unpackedSize ?? 0,
        entries: results[index]?.entries ?? 0,
        wasted: wasted[index] ?? 0,
        ...(commands[index] ? { createdBy: commands[index] } : {}),
      }),
    ),
    os,
    packages: packagesOf(finds, os, names),
    files: factsOf(finds, files, names),
    secrets: [...secretsOf(finds, names), ...searched.secrets],
    accounts: ofKind(finds, 'accounts').findLast(({ visible }) => visible)?.accounts ?? [],
    executables: [...files.executables()],
    incomplete: [
      ...outcomes.flatMap((outcome) => (outcome.kind === 'read' ? outcome.result.incomplete : [outcome.why])),
      ...searched.incomplete,
    ],
    base: baseImageOf(config, image.layers.length),
  };
};

/** Secrets of every layer: deleting a file later takes nothing out of the image. */
const secretsOf = (finds: readonly PlacedFind[], layers: LayerNames): readonly SecretFact[] =>
  ofKind(finds, 'secret').flatMap(({ rule, title, start, fingerprint, path, line, visible, layer }): SecretFact[] => {
    const holder = layers[layer];
    if (!holder) return [];
    const place = { kind: 'file', path, layer: holder.digest, line, deleted: !visible } as const;
    return [{ rule, title, start, fingerprint, place, ...(holder.createdBy ? { createdBy: holder.createdBy } : {}) }];
  });

const programFacts = new Set(['shell', 'package-manager', 'compiler']);

const factsOf = (finds: readonly PlacedFind[], files: Filesystem, layers: LayerNames): readonly FileFact[] =>
  ofKind(finds, 'fact').flatMap((find): FileFact[] => {
    const layer = layers[find.layer]?.digest;
    if (!layer || (programFacts.has(find.fact) && find.visible && !canRun(find.path, files))) return [];
    return [
      {
        kind: find.fact,
        path: find.path,
        layer,
        ...(find.mode ? { mode: find.mode } : {}),
        ...(find.detail ? { detail: find.detail } : {}),
        deleted: !find.visible,
      },
    ];
  });

/** A link to nothing, or a file without an execute bit, is no shell. */
const canRun = (path: string, files: Filesystem): boolean => {
  const node = files.find(path);
  return node !== undefined && files.isExecutable(node);
};
