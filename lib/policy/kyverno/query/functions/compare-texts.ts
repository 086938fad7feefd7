/** The order of the code points, as Go's of bytes; JavaScript's own puts what is beyond the basic plane too early. */
export const compareTexts = (left: string, right: string): number => {
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    if (left.charCodeAt(at) === right.charCodeAt(at)) continue;
    return Math.sign((left.codePointAt(at) ?? 0) - (right.codePointAt(at) ?? 0));
  }
  return Math.sign(left.length - right.length);
};
