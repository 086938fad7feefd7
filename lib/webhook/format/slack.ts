import type { Format } from './format.ts';
import { noticeOf, type Tone } from './notice.ts';

const marks: { readonly [tone in Tone]: string } = { good: '🟢', warning: '🟡', bad: '🔴', plain: '⚪' };

/** For an incoming webhook. Source: Slack, Block Kit: header 150 characters, ten fields of 2,000. */
export const slack: Format = {
  name: 'slack',
  headers: { 'content-type': 'application/json' },
  isAddressSecret: true,
  body: (event, { link }) => {
    const { title, tone, facts } = noticeOf(event);
    const head = `${marks[tone]} ${title}`;
    return JSON.stringify({
      text: escaped(head),
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: head, emoji: true } },
        ...(facts.length > 0
          ? [{ type: 'section', fields: facts.map(({ name, value }) => ({ type: 'mrkdwn', text: `*${name}*\n${escaped(value)}` })) }]
          : []),
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: `${event.type} · ${event.at} · ${link === undefined ? event.id : `<${link}|${event.id}>`}` }],
        },
      ],
    });
  },
};

// Mentions and links are written in angle brackets, so that these three stop them. Source: Slack, "Formatting text for app surfaces".
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
