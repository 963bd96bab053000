import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

/** The two ends of a terminal. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
}

/**
 * Asks a person to choose; an empty answer is the first choice, and any other that is none asks again.
 *
 * @param choices texts by what is returned
 * @returns undefined where no person is there, or where they leave without an answer
 */
export async function askForOne<T extends string>(
  question: string,
  choices: readonly (readonly [T, string])[],
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Promise<T | undefined> {
  if (input.isTTY !== true || output.isTTY !== true) return undefined;
  const lines = choices.map(([value, text], index) => `  ${index + 1}  ${value} (${text})`);
  output.write(`${[question, ...lines].join('\n')}\n`);
  const terminal = createInterface({ input, output });
  try {
    return await new Promise<T | undefined>((resolve) => {
      terminal.on('close', () => resolve(undefined));
      terminal.on('line', (line) => {
        const answer = line.trim() === '' ? '1' : line.trim();
        const chosen =
          choices[Number(answer) - 1] ?? choices.find(([value]) => value === answer.toLowerCase());
        if (chosen === undefined) terminal.prompt();
        else resolve(chosen[0]);
      });
      terminal.setPrompt('1> ');
      terminal.prompt();
    });
  } finally {
    terminal.close();
  }
}
