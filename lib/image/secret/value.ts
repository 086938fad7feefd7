/** Bits a character, from how often each stands in the text. */
export const entropy = (text: string): number => {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
};

const placeholderWords =
  /example|placeholder|change_?me|change-me|your[_-]|redacted|dummy|sample|foobar|insert|replace|todo|fixme|secret_?here|not[_-]?a[_-]?real|x{5}|\*{3}|\.{3}|012345|123456|abcdef|qwerty|deadbeef|cafebabe/i;
// A value that is filled in later, is code, a choice, or is locked already, as Jasypt and SOPS write it.
const reference = /^[$%<{]|^ENC[([]|^\[\w+\||\$\{|\{\{|\$\(|%\(|<%|\(\)|^(process|os|env|config|settings|self|this)\./;

/** A value made to be shown, or one that only points at another. */
export const isPlaceholder = (value: string): boolean => placeholderWords.test(value) || reference.test(value) || /^(.)\1*$/.test(value);

/** How many of: lower case, upper case, digits, others. */
export const charClasses = (value: string): number => [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((form) => form.test(value)).length;

/** Text of base64 or base64url; undefined when it decodes to something unprintable. */
export const decodePrintable = (value: string): string | undefined => {
  const text = Buffer.from(value, 'base64').toString('latin1');
  return text !== '' && /^[\x20-\x7e\r\n\t]*$/.test(text) ? text : undefined;
};
