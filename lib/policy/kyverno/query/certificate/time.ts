import { momentText } from '../../scalar/moment.ts';
import { parseMoment } from '../../scalar/parse-moment.ts';
import { type Der, tags } from './der.ts';

/** By RFC 3339. Two digits of a year from 50 on are of the twentieth century. Source: RFC 5280, 4.1.2.5. */
export const timeOf = (der: Der | undefined): string | undefined => {
  if (der?.tag !== tags.time && der?.tag !== tags.longTime) return undefined;
  const text = der.content.toString('latin1');
  const long = der.tag === tags.longTime ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const moment = parseMoment('20060102150405Z', long);
  return moment && momentText(moment);
};
