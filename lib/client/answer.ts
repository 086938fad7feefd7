/** What a call gives: `data` is the parsed JSON, the text of another media type, or null for an empty answer. */
export const answerOf = async (response: Response) => {
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  const isJson = /^application\/([\w.-]+\+)?json\b/.test(type);
  const data: unknown = text === '' ? null : isJson ? JSON.parse(text) : text;
  return {
    status: response.status,
    data,
    etag: response.headers.get('etag'),
    location: response.headers.get('location'),
    requestId: response.headers.get('x-request-id'),
  };
};
