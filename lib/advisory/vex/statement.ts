import { type Json, listAt, stringAt } from '../../model/json.ts';

export const vexStatuses = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;
export type VexStatus = (typeof vexStatuses)[number];

/**
 * What somebody says of one issue in one product. `ids`: every name of the issue. `product` and `components` are as `targetOf` reads them; without
 * components the product as a whole is meant. `at` is RFC 3339. Source: CISA, "Minimum Requirements for VEX".
 */
export type VexStatement = {
  readonly ids: readonly string[];
  readonly status: VexStatus;
  readonly justification: string | null;
  readonly note: string | null;
  readonly document: string;
  readonly author: string;
  readonly at: string | null;
  readonly product: string;
  readonly components: readonly string[];
};

/** `ignored`: statements that name no issue, no status or no product, by reason. */
export type VexDocument = { readonly statements: readonly VexStatement[]; readonly ignored: { readonly [reason: string]: number } };

export const isVexStatus = (text: string | undefined): text is VexStatus => vexStatuses.some((status) => status === text);

/** As the database keeps it. */
export const storeStatement = (statement: VexStatement): Json => ({ ...statement });

export const storedStatement = (stored: Json): VexStatement | undefined => {
  const [status, product] = [stringAt(stored, 'status'), stringAt(stored, 'product')];
  if (!isVexStatus(status) || product === undefined) return undefined;
  return {
    ids: textsAt(stored, 'ids'),
    status,
    justification: stringAt(stored, 'justification') ?? null,
    note: stringAt(stored, 'note') ?? null,
    document: stringAt(stored, 'document') ?? '',
    author: stringAt(stored, 'author') ?? '',
    at: stringAt(stored, 'at') ?? null,
    product,
    components: textsAt(stored, 'components'),
  };
};

export const textsAt = (holder: Json, key: string): readonly string[] => listAt(holder, key).filter((each) => typeof each === 'string');

/** Counts what was left out while a document is read. */
export type Tally = { note(reason: string): void; readonly counts: { [reason: string]: number } };

export const tally = (): Tally => {
  const counts: { [reason: string]: number } = {};
  return {
    counts,
    note: (reason) => {
      counts[reason] = (counts[reason] ?? 0) + 1;
    },
  };
};
