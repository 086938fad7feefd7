/** Rows of other tools' checks that have no rule, since nothing that is judged here shows the answer: why, in words that a message can take. */
export const undecidable: ReadonlyMap<string, string> = new Map([
  ['image-vulnerabilities', 'what is known of an image is a finding at the image, of the rule vulnerability'],
  ['node-file-permissions', 'owner and mode of files on a node stand in no manifest'],
]);
