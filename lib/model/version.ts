declare const PLIMSOLL_VERSION: string | undefined;

/** The product's version, put in by the build. */
export const productVersion: string = typeof PLIMSOLL_VERSION === 'undefined' ? 'development' : PLIMSOLL_VERSION;
