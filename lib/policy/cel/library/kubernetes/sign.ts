export const sign = (value: bigint): bigint => (value > 0n ? 1n : value < 0n ? -1n : 0n);
