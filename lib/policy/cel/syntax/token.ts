import type { CelValue } from '../value/value.ts';

/** `literal`: a number, text or bytes as written. `field`: a name in back-ticks. `offset`: UTF-16 units from the start of the source. */
export type Token = { readonly offset: number } & (
  | { readonly kind: 'literal'; readonly value: CelValue; readonly digits?: string }
  | { readonly kind: 'name' | 'field' | 'mark'; readonly text: string }
  | { readonly kind: 'end' }
);
