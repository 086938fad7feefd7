import { existsSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { isLocalReference } from '../../../image/reference.ts';
import { AppError } from '../../../model/error.ts';
import type { ImageSource } from '../../../ports/image-source.ts';
import { openDockerSave } from './docker-save.ts';
import { openFolder } from './folder.ts';
import type { LocalImages, LocalQuery } from './images.ts';
import { openOci } from './oci.ts';
import type { Container, LocalFile } from './range.ts';
import { openArchiveFile, spool } from './spool.ts';
import { openTar } from './tar-index.ts';

export type LocalOptions = {
  /** What `-` reads. */
  readonly stdin?: Readable;
  /** For an archive, unpacked. Default 16 GiB. */
  readonly maxArchiveBytes?: number;
};

const defaultMaxArchiveBytes = 16 * 2 ** 30;
const prefixForm = /^(oci|oci-layout|oci-archive|docker-archive):/;

/** Whether a reference names a file or folder: by prefix, by the form of a path, or `-` for standard input. */
export const isLocal = (reference: string): boolean =>
  reference === '-' || isLocalReference(reference) || /^\.{0,2}\//.test(reference) || /\.(tar|tgz|tar\.gz|tar\.zst)$/.test(reference);

/** OCI layouts and saved archives of this machine. Only for whoever may read its files anyway. */
export const createLocal = (options: LocalOptions = {}): ImageSource & Required<Pick<ImageSource, 'attachments'>> => {
  const opened = new Map<string, Promise<LocalImages>>();
  const imagesOf = (path: string, signal?: AbortSignal): Promise<LocalImages> => {
    const key = `${path}\0${fileState(path)}`;
    const known = opened.get(key) ?? openImages(path, options, signal);
    opened.set(key, known);
    // A failure is not kept: the file may be complete the next time.
    known.catch(() => opened.delete(key));
    return known;
  };
  return {
    resolve: async (reference, choice, signal) => {
      const { path, query } = splitReference(reference);
      return (await imagesOf(path, signal)).resolve(query, choice);
    },
    blob: async (image, layer, signal) => {
      if (layer.urls) throw new AppError('image-unsupported', 'A layer is kept outside the image and is not fetched.');
      const images = await imagesOf(splitReference(image.reference).path, signal);
      const stream = await images.blob(layer);
      if (signal) destroyOnAbort(stream, signal);
      return stream;
    },
    attachments: {
      list: async (image, signal) => {
        const { attachments } = await imagesOf(splitReference(image.reference).path, signal);
        return attachments ? attachments.list(image) : null;
      },
      contents: async (reference, artifact, maxBytes, signal) => {
        const { attachments } = await imagesOf(splitReference(reference).path, signal);
        return attachments ? attachments.contents(artifact, maxBytes) : [];
      },
    },
  };
};

const splitReference = (reference: string): { readonly path: string; readonly query: LocalQuery } => {
  const [prefix = ''] = prefixForm.exec(reference) ?? [];
  const rest = reference.slice(prefix.length);
  if (rest === '-' || existsSync(rest)) return { path: rest, query: { place: reference } };
  for (let colon = rest.indexOf(':'); colon > 0; colon = rest.indexOf(':', colon + 1)) {
    const [path, tag] = [rest.slice(0, colon), rest.slice(colon + 1)];
    if (existsSync(path) && tag !== '') return { path, query: { place: prefix + path, tag } };
  }
  throw new AppError('image-not-found', `There is no file or folder ${JSON.stringify(rest.slice(0, 200))}.`);
};

// A file that changed under the same name is another archive.
const fileState = (path: string): string => {
  if (path === '-') return '';
  const { size, mtimeMs, ino } = statSync(path);
  return `${size} ${mtimeMs} ${ino}`;
};

const openImages = async (path: string, options: LocalOptions, signal?: AbortSignal): Promise<LocalImages> => {
  const container = await openContainer(path, options, signal);
  // A tar of Docker 25 and later has both tables of contents; the layout's has the digests.
  const images = (await openOci(container)) ?? (await openDockerSave(container, signal));
  if (images) return images;
  throw new AppError('image-unsupported', 'This is neither an OCI layout nor an archive of docker save.');
};

const openContainer = async (path: string, options: LocalOptions, signal?: AbortSignal): Promise<Container> => {
  if (path !== '-' && (await stat(path)).isDirectory()) return openFolder(path);
  return openTar(await openFile(path, options, signal));
};

const openFile = (
  path: string,
  { stdin, maxArchiveBytes = defaultMaxArchiveBytes }: LocalOptions,
  signal?: AbortSignal,
): Promise<LocalFile> => {
  if (path !== '-') return openArchiveFile(path, maxArchiveBytes, signal);
  if (!stdin) throw new AppError('invalid-reference', 'There is no standard input to read an image from.');
  return spool(stdin, maxArchiveBytes, signal);
};

const destroyOnAbort = (stream: Readable, signal: AbortSignal): void => {
  const abort = (): void => void stream.destroy(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', abort));
};
