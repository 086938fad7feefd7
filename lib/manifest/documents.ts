import { AppError, type ErrorPlace } from '../model/error.ts';
import type { SourceFile } from '../model/evidence.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { lineIndex } from './source.ts';
import { readChunk, rereading } from './yaml/read.ts';
import { splitDocuments } from './yaml/split.ts';

/** The documents of YAML or JSON texts as the API server would read them, Lists whole. Throws AppError `invalid-yaml` with every place that cannot be read. */
export const documentsIn = (files: readonly SourceFile[]): readonly JsonObject[] => {
  const again = rereading();
  const places: ErrorPlace[] = [];
  const documents = files.flatMap(({ name, text }) => {
    const lines = lineIndex(text);
    return [...splitDocuments(text)].flatMap((chunk) => {
      const read = readChunk(chunk.text, again);
      if (read.refused) places.push({ message: read.refused.message, file: name, ...lines(chunk.offset + read.refused.offset) });
      return read.documents.flatMap(({ value }) => (isObject(value) ? [value] : []));
    });
  });
  if (places.length > 0) throw new AppError('invalid-yaml', 'this cannot be read', { places });
  return documents;
};
