import { AppError } from '../model/error.ts';

/** The offer that the caller likes best; among equals the first. Throws `not-acceptable`. Source: RFC 9110 section 12.5.1. */
export const negotiate = (header: string | null, offers: readonly string[]): string => {
  const first = offers[0];
  if (first === undefined || header === null || header.trim() === '') return first ?? '';
  const ranges = header.split(',').map(parseRange);
  let best: { offer: string; quality: number } | undefined;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > (best?.quality ?? 0)) best = { offer, quality };
  }
  if (best) return best.offer;
  throw new AppError('not-acceptable', `available: ${offers.join(', ')}`);
};

type Range = { readonly type: string; readonly quality: number };

const parseRange = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, quality: Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 0 };
};

// The most specific range counts, not the best one: `*/*, text/html;q=0` refuses HTML.
const qualityOf = (offer: string, ranges: readonly Range[]): number => {
  const essence = offer.split(';')[0] ?? '';
  const wanted = [essence, `${essence.split('/')[0]}/*`, '*/*'];
  for (const type of wanted) {
    const match = ranges.find((range) => range.type === type);
    if (match) return match.quality;
  }
  return 0;
};

/** The essence of a media type: without parameters, in lower case. */
export const essenceOf = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();
