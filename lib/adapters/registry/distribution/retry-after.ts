const shortestMs = 1_000;
const longestMs = 60_000;

/**
 * How long a server asks to wait, kept between a second and a minute; undefined when it does not say, or nothing sane.
 * Registries have sent `35.852µs` and dates of the past. Source: RFC 9110 section 10.2.3.
 */
export const retryAfterMs = (header: string | undefined, now: number): number | undefined => {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) - now : Number.NaN;
  return Number.isNaN(asked) ? undefined : Math.min(longestMs, Math.max(shortestMs, asked));
};

/** Doubling from half a second, the whole of it jittered so that many workers do not come back at once. */
export const backoffMs = (attempt: number, random: number): number =>
  Math.round(Math.min(longestMs / 2, 500 * 2 ** attempt) * (0.5 + random / 2));
