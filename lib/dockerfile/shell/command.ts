import type { Shell } from './interpreter.ts';

/** A word of a command. `literal`: nothing in it is decided at run time. Offsets are in the file. */
export type ShellWord = {
  readonly text: string;
  readonly value: string;
  readonly literal: boolean;
  readonly start: number;
  readonly end: number;
};

/** One simple command. `name` is its program without folder, '' when a variable decides it or when it only sets variables. `words` has the name first. */
export type ShellCommand = {
  readonly name: string;
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** Programs that this one was called through, outermost first: sudo, env, xargs … */
  readonly wrappers: readonly string[];
  /** Files that it reads from, and the bodies of here-documents. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** In a subshell, a function, a command substitution or a script handed to another shell: what it does to the shell's state ends there. */
  readonly nested: boolean;
  /** The offsets are its own. Not so in a script in quotes, whose word is then the place: nothing can be edited there. */
  readonly exact: boolean;
  /** The pipeline it is a member of, by its place in `pipelines`; -1 for none. */
  readonly pipeline: number;
  readonly start: number;
  readonly end: number;
};

export type ShellAssignment = {
  readonly name: string;
  readonly value: string;
  readonly literal: boolean;
  readonly start: number;
  readonly end: number;
};

/** Commands joined by `|`, by their place in `commands`. */
export type ShellPipeline = { readonly commands: readonly number[]; readonly start: number; readonly end: number };

/** A construct that POSIX sh does not have, by its form. */
export type ShellExtension = { readonly form: string; readonly start: number; readonly end: number };

/** What a RUN, CMD, ENTRYPOINT or HEALTHCHECK runs. `shell` is null for an exec form. `unread`: what runs the text, where nobody here reads its language. */
export type ShellScript = {
  readonly shell: Shell | null;
  readonly unread: string | null;
  readonly commands: readonly ShellCommand[];
  readonly pipelines: readonly ShellPipeline[];
  readonly extensions: readonly ShellExtension[];
  readonly errors: readonly { readonly message: string; readonly start: number }[];
};
