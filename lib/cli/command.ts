import type { ParseArgsConfig } from 'node:util';

/** Where a command writes; a test hands in one of its own. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
  /** Shows a line that the next one replaces; only where a person looks on. */
  show?(line: string): void;
}

/** Options that a command line gave, by long name. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The text of an option that takes one; undefined where it was not given. */
export function textOf(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What a command is called with. */
export interface CommandCall {
  readonly values: Values;
  /** The words behind the command. */
  readonly words: readonly string[];
  readonly output: Output;
}

/** One command of the CLI. */
export interface Command {
  readonly name: string;
  /** One line of the list of commands. */
  readonly summary: string;
  /** The help of the command, without the options that all commands share. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Whether it deals with words behind its name; where it does not, they are refused. */
  readonly takesWords?: boolean;
  /** @returns the exit code */
  run(call: CommandCall): Promise<number>;
}
