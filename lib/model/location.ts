import type { Digest } from './digest.ts';

/**
 * Where a finding points. Lines and columns count from 1, columns in UTF-16 units; pointers are RFC 6901 in the
 * object as it was written (after a List was taken apart); layer paths have no leading slash. `template`: the line is of a rendered text, and this
 * is the template that Helm says it comes from, the chart's name first.
 */
export type Location =
  | {
      readonly kind: 'source';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly pointer?: string;
      readonly endLine?: number;
      readonly template?: string;
    }
  | { readonly kind: 'layer'; readonly layer: Digest; readonly path: string }
  | { readonly kind: 'config'; readonly pointer: string };

export const locationText = (location: Location): string => {
  switch (location.kind) {
    case 'source':
      return `${location.file}:${location.line}:${location.column}${location.template === undefined ? '' : ` (from ${location.template})`}`;
    case 'layer':
      return location.path;
    case 'config':
      return `config${location.pointer}`;
  }
};
