/** A value in DER: `whole` with its tag and length, `content` without. */
export type Der = { readonly tag: number; readonly whole: Buffer; readonly content: Buffer };

export const tags = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, time: 0x17, longTime: 0x18, sequence: 0x30, set: 0x31 } as const;

/** The value that bytes begin with; undefined when they are no DER, or tell of more than there is. Source: ITU-T X.690, 8.1 and 10.1. */
export const derIn = (bytes: Buffer): Der | undefined => {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const sizeOfLength = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || sizeOfLength > 4 || bytes.length < 2 + sizeOfLength) return undefined;
  const start = 2 + sizeOfLength;
  const end = start + (sizeOfLength === 0 ? first : bytes.readUIntBE(2, sizeOfLength));
  return end > bytes.length ? undefined : { tag, whole: bytes.subarray(0, end), content: bytes.subarray(start, end) };
};

/** The values within one; none when what is within is not DER through and through. */
export const partsOf = (der: Der | undefined): readonly Der[] => {
  const parts: Der[] = [];
  for (let rest = der?.content ?? nothing; rest.length > 0; ) {
    const part = derIn(rest);
    if (!part) return [];
    parts.push(part);
    rest = rest.subarray(part.whole.length);
  }
  return parts;
};

const nothing = Buffer.alloc(0);

/** The numbers of an object identifier; undefined for one with numbers that nobody uses. */
export const oidOf = (der: Der | undefined): readonly number[] | undefined => {
  if (der?.tag !== tags.oid) return undefined;
  const numbers: number[] = [];
  let number = 0;
  for (const byte of der.content) {
    number = number * 128 + (byte & 0x7f);
    if (number > Number.MAX_SAFE_INTEGER / 128) return undefined;
    if (byte >= 0x80) continue;
    if (numbers.length === 0) numbers.push(Math.min(Math.floor(number / 40), 2), number - Math.min(Math.floor(number / 40), 2) * 40);
    else numbers.push(number);
    number = 0;
  }
  return numbers;
};

/** An integer of any size. */
export const integerOf = (der: Der | undefined): bigint | undefined => {
  if (der?.tag !== tags.integer || der.content.length === 0) return undefined;
  return BigInt.asIntN(der.content.length * 8, BigInt(`0x${der.content.toString('hex')}`));
};

/** The bytes of a bit string, without those that it leaves unused. */
export const bitsOf = (der: Der | undefined): Buffer | undefined => (der?.tag === tags.bits ? der.content.subarray(1) : undefined);
