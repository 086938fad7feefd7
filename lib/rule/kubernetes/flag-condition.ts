/** What a flag must say. `missing`: whether it may be left out, because the default is right. */
export type FlagCondition =
  | { readonly kind: 'set'; readonly flags: readonly string[] }
  | { readonly kind: 'unset'; readonly flag: string }
  | { readonly kind: 'is'; readonly flag: string; readonly value: string; readonly missing: 'good' | 'bad' }
  | { readonly kind: 'is-not'; readonly flag: string; readonly value: string }
  | { readonly kind: 'includes'; readonly flag: string; readonly anyOf: readonly string[]; readonly missing?: 'good' }
  | { readonly kind: 'gate'; readonly flag: string; readonly gate: string }
  | { readonly kind: 'excludes'; readonly flag: string; readonly item: string }
  | { readonly kind: 'at-least'; readonly flag: string; readonly number: number }
  | { readonly kind: 'at-most'; readonly flag: string; readonly number: number }
  | { readonly kind: 'each-matches'; readonly flag: string; readonly pattern: RegExp; readonly sample: string }
  | { readonly kind: 'duration'; readonly flag: string; readonly fromSeconds: number; readonly belowSeconds: number };

type Flags = ReadonlyMap<string, string>;

const itemsOf = (value: string | undefined): readonly string[] => (value ?? '').split(',').map((item) => item.trim());

/**
 * What a policy may change of a condition: `unset`, whether a flag that is left out is `good` or `bad`; `number`, the bound; `listed`, whether
 * --enable-admission-plugins must name a plugin that is on anyway.
 */
export type FlagChoice = { readonly unset: string; readonly number: number | null; readonly listed: boolean };

/** What is wrong with a command line, or null. */
export const brokenCondition = (condition: FlagCondition, flags: Flags, choice: FlagChoice): string | null => {
  if (condition.kind === 'set') {
    const missing = condition.flags.filter((flag) => (flags.get(flag) ?? '') === '');
    return missing.length === 0 ? null : `${missing.map((flag) => `--${flag}`).join(' and ')} not set`;
  }
  const value = flags.get(condition.flag);
  const seen = value === undefined ? `--${condition.flag} not set` : `--${condition.flag}=${value}`;
  const isLeftOut =
    condition.kind === 'gate' ? gateOf(value, condition.gate) === undefined : value === undefined && condition.kind !== 'unset';
  if (isLeftOut && choice.unset !== '') return choice.unset === 'good' ? null : seen;
  const enabled = flags.get('enable-admission-plugins');
  if (choice.listed && condition.kind === 'excludes' && enabled !== undefined && !itemsOf(enabled).includes(condition.item))
    return `--enable-admission-plugins=${enabled}, which does not name ${condition.item}`;
  const bounded = choice.number !== null && 'number' in condition ? { ...condition, number: choice.number } : condition;
  return holds(bounded, value) ? null : seen;
};

const holds = (condition: Exclude<FlagCondition, { kind: 'set' }>, value: string | undefined): boolean => {
  switch (condition.kind) {
    case 'unset':
      return value === undefined;
    case 'is':
      return value === undefined ? condition.missing === 'good' : plainOf(value) === condition.value;
    case 'is-not':
      return value === undefined || plainOf(value) !== condition.value;
    case 'includes':
      return value === undefined ? condition.missing === 'good' : itemsOf(value).some((item) => condition.anyOf.includes(item));
    case 'gate':
      // A gate that is not named has its default, which for those of the table is on.
      return gateOf(value, condition.gate) !== 'false';
    case 'excludes':
      return !itemsOf(value).includes(condition.item);
    case 'at-least':
      return value !== undefined && Number(value) >= condition.number;
    case 'at-most':
      return value === undefined || Number(value) <= condition.number;
    case 'each-matches':
      return value !== undefined && itemsOf(value).every((item) => condition.pattern.test(item));
    case 'duration': {
      if (value === undefined) return true;
      const seconds = secondsOf(value);
      return seconds !== undefined && seconds >= condition.fromSeconds && seconds < condition.belowSeconds;
    }
  }
};

/** A boolean in the one of its spellings that the table uses. Source: strconv.ParseBool. */
const plainOf = (value: string): string => {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return value === '1' ? value : 'true';
  return /^(?:f|F|FALSE|false|False)$/.test(value) ? 'false' : value;
};

const gateOf = (value: string | undefined, gate: string): string | undefined =>
  itemsOf(value)
    .flatMap((item) => (item.startsWith(`${gate}=`) ? [plainOf(item.slice(gate.length + 1))] : []))
    .at(-1);

const unitSeconds = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
]);

/** A Go duration such as `1m30s`. Source: time.ParseDuration. */
const secondsOf = (text: string): number | undefined => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/gy)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (unitSeconds.get(unit ?? '') ?? 0), 0);
};

/** Arguments that keep and that break a condition, for the examples. */
export const sampleArguments = (condition: FlagCondition): { readonly good: readonly string[]; readonly bad: readonly string[] } => {
  switch (condition.kind) {
    case 'set':
      return { good: condition.flags.map((flag) => `--${flag}=/etc/kubernetes/pki/x`), bad: [] };
    case 'unset':
      return { good: [], bad: [`--${condition.flag}=x`] };
    case 'is':
      return { good: [`--${condition.flag}=${condition.value}`], bad: [`--${condition.flag}=other`] };
    case 'is-not':
      return { good: [], bad: [`--${condition.flag}=${condition.value}`] };
    case 'includes':
      return { good: [`--${condition.flag}=Other,${condition.anyOf[0] ?? ''}`], bad: [`--${condition.flag}=Other`] };
    case 'gate':
      return { good: [`--${condition.flag}=${condition.gate}=true`], bad: [`--${condition.flag}=${condition.gate}=false`] };
    case 'excludes':
      return { good: [`--${condition.flag}=Other`], bad: [`--${condition.flag}=Other,${condition.item}`] };
    case 'at-least':
      return { good: [`--${condition.flag}=${condition.number}`], bad: [`--${condition.flag}=${condition.number - 1}`] };
    case 'at-most':
      return { good: [`--${condition.flag}=${condition.number}`], bad: [`--${condition.flag}=${condition.number + 1}`] };
    case 'each-matches':
      return {
        good: [`--${condition.flag}=${condition.sample}`],
        bad: [`--${condition.flag}=${condition.sample},TLS_RSA_WITH_RC4_128_SHA`],
      };
    case 'duration':
      return { good: [`--${condition.flag}=${condition.fromSeconds}s`], bad: [`--${condition.flag}=${condition.belowSeconds}s`] };
  }
};
