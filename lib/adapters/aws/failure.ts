import { AppError } from '../../model/error.ts';

/** Name of a service's exception, or '' for what is none. */
export const exceptionName = (error: unknown): string => (error instanceof Error ? error.name : '');

/** How often the SDK sent the request that ended in this error. */
export const attemptsOf = (error: unknown): number => numberIn(error, 'attempts') ?? 1;

const numberIn = (error: unknown, name: string): number | undefined => {
  const metadata: unknown = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const value = isRecord(metadata) ? metadata[name] : undefined;
  return typeof value === 'number' ? value : undefined;
};

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } => typeof value === 'object' && value !== null;

// "Not now", whatever was asked. Source: service API references, common errors.
const passing = new Set([
  'InternalServerError',
  'InternalServiceError',
  'InternalServiceErrorException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ServerException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'KmsThrottled',
  'TimeoutError',
  'OverLimit',
]);
const network = /^(ECONN|EPIPE|EAI_|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/;

const isPassing = (error: unknown): boolean => {
  if (passing.has(exceptionName(error))) return true;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && network.test(code)) return true;
  return (numberIn(error, 'httpStatusCode') ?? 0) >= 500;
};

/** `service` is named to the caller, what it answered is not: it may hold names and accounts. What nobody expected is given on. */
export const failureOf = (service: string, error: unknown): unknown => {
  if (error instanceof AppError || !isPassing(error)) return error;
  return new AppError('unavailable', `${service} cannot answer now`, {
    internal: `${exceptionName(error)}: ${String(error)}`,
    cause: error,
    retryAfterSeconds: 1,
  });
};

/** Calls a service, with its failures as ours. */
export const calling = async <T>(service: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw failureOf(service, error);
  }
};
