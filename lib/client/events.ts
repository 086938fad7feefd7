/** `event` is `scan` at a change and `end` at the last one. */
export type ScanEvent = { readonly id: string; readonly event: string; readonly data: unknown };

/** Server-sent events of a stream. Source: HTML Living Standard, "Server-sent events". */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ScanEvent> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    // Whoever stops reading in the middle wants no more of it.
    await reader.cancel().catch(() => undefined);
  }
}

const eventOf = (block: string): ScanEvent | undefined => {
  const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line));
  const valuesOf = (name: string): string[] => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []));
  const data = valuesOf('data').join('\n');
  return data === ''
    ? undefined
    : {
        id: valuesOf('id').at(-1) ?? '',
        event: valuesOf('event').at(-1) ?? 'message',
        data: JSON.parse(data),
      };
};
