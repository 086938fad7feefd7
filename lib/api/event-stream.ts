import type { ApiDeps } from './deps.ts';

/** `id` comes back as Last-Event-ID when a client connects again. Source: WHATWG HTML, server-sent events. */
export type StreamEvent = { readonly id: string; readonly name: string; readonly data: unknown };

const pauseMs = 500;
// Proxies close what is silent for long; load balancers usually after 60 s.
const silenceMs = 15_000;
/** Then the client connects again by itself: a stream must not outlive a deployment or a revoked key. */
const longestMs = 5 * 60_000;

type Source = {
  /** The newest event; the stream sends it when its id is another than the one before. */
  readonly read: () => Promise<StreamEvent>;
  readonly isLast: (event: StreamEvent) => boolean;
  readonly lastSeen: string | null;
};

/** Follows something by reading it; a slow reader is not read ahead of. */
export const eventStream = ({ clock, sleep }: Pick<ApiDeps, 'clock' | 'sleep'>, first: StreamEvent, source: Source): Response => {
  const gone = new AbortController();
  const started = clock.now();
  let seen = source.lastSeen;
  let event: StreamEvent | undefined = first;
  let spokeAt = started;
  const encoder = new TextEncoder();
  const nextChunk = async (): Promise<{ readonly text: string; readonly ends: boolean }> => {
    for (;;) {
      event ??= await source.read();
      const { id } = event;
      const ends = source.isLast(event);
      const news = id === seen ? '' : format(event);
      event = undefined;
      seen = id;
      if (news !== '' || ends) return { text: news, ends };
      const now = clock.now();
      if (gone.signal.aborted || now - started >= longestMs || now < started) return { text: '', ends: true };
      if (now - spokeAt >= silenceMs) return { text: ': still here\n\n', ends: false };
      await sleep(pauseMs, gone.signal);
    }
  };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { text, ends } = await nextChunk();
        spokeAt = clock.now();
        if (text !== '') controller.enqueue(encoder.encode(text));
        if (ends) controller.close();
      },
      cancel: () => gone.abort(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
};

const format = ({ id, name, data }: StreamEvent): string => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\nretry: 1000\n\n`;
