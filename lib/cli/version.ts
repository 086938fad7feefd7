declare const PLIMSOLL_VERSION: string;

/** The product's version, put in by the build. */
export const version: string = PLIMSOLL_VERSION;
