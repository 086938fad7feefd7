/** What is wrong with a query's text, at an offset of it. */
export type Invalid = { readonly kind: 'invalid'; readonly message: string; readonly offset: number };

export const invalid = (message: string, offset: number): Invalid => ({ kind: 'invalid', message, offset });
