import { AppError } from './error.ts';

const longest = 500;

/** `PLIMSOLL_PUBLIC_URL`, where people reach a service: http or https, perhaps with a path. Without the slash at its end. Throws AppError `invalid-request`. */
export const publicUrlOf = (text: string | undefined): string | undefined => {
  const given = text?.trim() ?? '';
  if (given === '') return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isPlain =
    url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || given.length > longest)
    throw new AppError('invalid-request', `PLIMSOLL_PUBLIC_URL: ${given.slice(0, longest)} is no address of a service`);
  return url.href.replace(/\/+$/, '');
};
