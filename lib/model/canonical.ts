/**
 * JSON with sorted keys and no white space; members that are `undefined` are left out.
 * Equal values give equal bytes. Source: RFC 8785, for the values that this product stores (no non-finite numbers).
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortMembers);

const sortMembers = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
};
