/** Bytes for people: kB up to a tenth of a MB, then MB. */
export const sizeText = (bytes: number): string => (bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
