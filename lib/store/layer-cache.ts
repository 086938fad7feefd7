import * as z from 'zod';
import { inspector, type LayerCache, type LayerResult } from '../image/inspect.ts';
import type { Digest } from '../model/digest.ts';
import { isObject } from '../model/json.ts';
import type { Key, Table } from '../ports/table.ts';
import { loadDocument, saveDocument, savedDocument } from './document.ts';
import { inspectorText } from './image-evidence.ts';
import { keys } from './keys.ts';
import { decode } from './record.ts';

const layerRecord = z.object({ document: savedDocument });

/**
 * What layers say, by verified digest and inspector, for all tenants: a layer is content, and who knows its digest has proved to the
 * registry that it may read it. `rules`: of secrets that are looked for beside the built-in ones; what was found by others is no answer.
 */
export const layerCache = (table: Table, rules = ''): LayerCache => ({
  get: async (layer) => {
    const key = keyOf(layer, rules);
    const item = await table.get(key);
    if (item === undefined) return undefined;
    const result = await loadDocument(table, key, decode(layerRecord, item).document);
    return isLayerResult(result) ? result : undefined;
  },
  put: async (layer, result) => {
    const key = keyOf(layer, rules);
    const document = await saveDocument(table, key, { ...result });
    await table.write([{ kind: 'put', item: { ...key, version: 1, body: { document } } }]);
  },
});

const keyOf = (layer: Digest, rules: string): Key => keys.layer(layer, `${inspectorText(inspector)}${rules && `+${rules}`}`);

/** Holds because documents below a layer's key are written by this cache alone, under the inspector's version. */
const isLayerResult = (value: unknown): value is LayerResult => isObject(value) && Array.isArray(value['finds']) && 'listing' in value;
