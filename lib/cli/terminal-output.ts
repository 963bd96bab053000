import type { Output } from './command.ts';

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** To the beginning of the line, and clear it: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const clearLine = '\r\u001B[K';

/**
 * Writes to the streams of a process; where the second is a terminal, it can show lines that pass,
 * also where the first goes into a file.
 */
export function terminalOutput(out: Stream, err: Stream): Output {
  let isShown = false;
  const clear = (): void => {
    if (isShown) err.write(clearLine);
    isShown = false;
  };
  const write =
    (stream: Stream) =>
    (line: string): void => {
      clear();
      stream.write(`${line}\n`);
    };
  const output: Output = { out: write(out), err: write(err) };
  if (err.isTTY !== true) return output;
  return {
    ...output,
    show(line) {
      // One that wraps could not be cleared; a terminal that does not tell its width says 0.
      err.write(`${clearLine}${line.slice(0, (err.columns || 80) - 1)}`);
      isShown = true;
    },
  };
}
