import { opaque } from '../../cel/library/kind.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import type { GlobalEntries } from './global-entry.ts';

/** `namespace`: of a namespaced policy, which sees its own namespace alone; '' for others. `entries`: of the global context, among the documents. */
export type Context = { readonly surroundings: ForeignSurroundings; readonly namespace: string; readonly entries: GlobalEntries };

const same = (a: unknown, b: unknown): boolean => a === b;

/** What `resource`, `http`, `globalContext`, `image` and `time` are in an expression: the receivers of Kyverno's functions. */
export const contexts = {
  resource: opaque<Context>('resource.Context', same),
  http: opaque<Context>('http.Context', same),
  globalContext: opaque<Context>('globalcontext.Context', same),
  image: opaque<Context>('imagedata.Context', same),
  time: opaque<Context>('time.Context', same),
};

export const contextNames = ['resource', 'http', 'globalContext', 'image', 'time'] as const;
