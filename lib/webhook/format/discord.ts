import type { Format } from './format.ts';
import { noticeOf, type Tone } from './notice.ts';

const colours: { readonly [tone in Tone]: number } = { good: 0x2e7d4f, warning: 0xb5731a, bad: 0xb3261e, plain: 0x7c8a96 };

/** Source: Discord, "Execute Webhook" and embed limits: title 256, 25 fields, value 1,024 characters. No mention is ever followed. */
export const discord: Format = {
  name: 'discord',
  headers: { 'content-type': 'application/json' },
  isAddressSecret: true,
  body: (event, { link }) => {
    const { title, tone, facts } = noticeOf(event);
    return JSON.stringify({
      embeds: [
        {
          title: escaped(title),
          ...(link !== undefined && { url: link }),
          color: colours[tone],
          timestamp: event.at,
          fields: facts.map(({ name, value }) => ({ name, value: escaped(value), inline: value.length < 40 })),
          footer: { text: `${event.type} · ${event.id}` },
        },
      ],
      allowed_mentions: { parse: [] },
    });
  },
};

// At worst each character becomes two: a title of 140 and a value of 300 stay within the limits, cut by `noticeOf` first.
const escaped = (text: string): string =>
  text
    .slice(0, 400)
    .replace(/[\\*_~`|>[\]()#@<]/g, '\\$&')
    .slice(0, 1_000);
