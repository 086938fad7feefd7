/** What a build defines so that large layers are read in threads. */
export const layerThread: () => Promise<{ PLIMSOLL_LAYER_THREAD: string }>;
