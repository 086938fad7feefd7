type Place = {
  readonly message: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly column?: number;
  readonly fix?: string;
};

/** A refusal. Test `code`: it is stable; `message` is for reading. Source: RFC 9457. */
export class PlimsollError extends Error {
  readonly status: number;
  readonly code: string;
  readonly places: readonly Place[];
  readonly requestId: string | null;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;

  private constructor(response: Response, problem: { [name: string]: unknown }) {
    const detail = problem['detail'] ?? problem['title'];
    super(typeof detail === 'string' ? detail : `status ${response.status}`);
    this.name = 'PlimsollError';
    this.status = response.status;
    this.code = typeof problem['code'] === 'string' ? problem['code'] : 'unknown';
    this.places = Array.isArray(problem['errors']) ? problem['errors'] : [];
    this.requestId = response.headers.get('x-request-id');
    this.retryable = problem['retryable'] === true || response.status === 429 || response.status === 502 || response.status === 503;
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfterSeconds = Number.isFinite(after) && after >= 0 ? after : undefined;
  }

  static async of(response: Response): Promise<PlimsollError> {
    const text = await response.text().catch(() => '');
    return new PlimsollError(response, objectOf(text));
  }
}

/** A proxy in between may answer anything. */
const objectOf = (text: string): { [name: string]: unknown } => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};
