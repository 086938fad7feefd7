import { AppError } from '../model/error.ts';
import type { PlatformChoice } from '../ports/image-source.ts';

/** The options that `check` and `image` share, as commander hands them over. */
export type JudgingOptions = {
  readonly policy: string;
  readonly rules: 'policy' | 'all';
  readonly format: string;
  readonly platform?: string;
  readonly environment?: string;
  readonly failOn: 'warn' | 'deny';
  readonly onError: 'allow' | 'deny' | 'unknown';
  readonly output?: string;
  /** `format=file`, as often as wanted. */
  readonly report?: readonly string[];
  readonly quiet?: boolean;
  /** What `new` in the policy is measured against. */
  readonly baseline?: string;
  /** VEX documents, beside those of the database. */
  readonly vex?: readonly string[];
  /** What the cluster holds, for policies that ask: a file or a folder. */
  readonly cluster?: string;
};

/** `linux/arm64/v8` or `all`. Throws AppError `invalid-request`. */
export const platformChoice = (text: string | undefined): PlatformChoice | undefined => {
  if (text === undefined || text === 'all') return text;
  const [os, architecture, variant, ...rest] = text.split('/');
  if (!os || !architecture || rest.length > 0)
    throw new AppError('invalid-request', `${text}: a platform reads os/architecture[/variant], or all`);
  return { os, architecture, ...(variant && { variant }) };
};
