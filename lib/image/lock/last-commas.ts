const [quote, backslash, comma, bracket, brace] = ['"', '\\', ',', ']', '}'].map((mark) => mark.charCodeAt(0));

/** JSON with commas allowed behind the last member, made plain; texts in quotes are left as they are. One pass, whatever the text is. */
export const withoutLastCommas = (text: string): string => {
  const pieces: string[] = [];
  let start = 0;
  let last = -1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== quote; at += 1) if (text.charCodeAt(at) === backslash) at += 1;
      last = -1;
    } else if (code === comma) last = at;
    else if (code > 32) {
      if (last >= 0 && (code === bracket || code === brace)) {
        pieces.push(text.slice(start, last));
        start = last + 1;
      }
      last = -1;
    }
  }
  pieces.push(text.slice(start));
  return pieces.join('');
};
