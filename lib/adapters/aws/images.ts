import type { ImageSource } from '../../ports/image-source.ts';
import { lazy } from '../embedded/lazy.ts';
import type { Artifacts } from '../registry/distribution/artifacts.ts';
import type { ImageSourceOptions } from '../registry/image-source.ts';

type RegistryOptions = Omit<ImageSourceOptions, 'local'>;

/** Images of registries. What speaks to one is loaded when one is first asked: most functions never ask. */
export const registryImages = (options: RegistryOptions): ImageSource => {
  const opened = lazy(async () => (await import('../registry/image-source.ts')).createImageSource(options));
  return {
    resolve: async (...asked) => (await opened()).resolve(...asked),
    digestOf: async (...asked) => (await opened()).digestOf(...asked),
    blob: async (...asked) => (await opened()).blob(...asked),
    attachments: {
      list: async (...asked) => (await opened()).attachments.list(...asked),
      contents: async (...asked) => (await opened()).attachments.contents(...asked),
    },
  };
};

/** What registries keep beside images, loaded in the same way. */
export const registryArtifacts = (options: RegistryOptions): Artifacts => {
  const opened = lazy(async () => (await import('../registry/distribution/artifacts.ts')).createArtifacts(options));
  return {
    find: async (...asked) => (await opened()).find(...asked),
    open: async (...asked) => (await opened()).open(...asked),
    publish: async (...asked) => (await opened()).publish(...asked),
  };
};
