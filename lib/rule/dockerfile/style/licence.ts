import parse from 'spdx-expression-parse';

/** Whether a text is a licence expression of listed licences and exceptions, or of references. Source: SPDX 2.3, annex D, with SPDX's own lists. */
export const isLicence = (text: string): boolean => {
  try {
    return parse(text.trim()) !== undefined;
  } catch {
    return false;
  }
};
