/** What is wrong, at a JSON pointer below the document or the rule. */
export type Problem = { readonly pointer: string; readonly message: string };
