import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

/** Where programs are installed that the attempts find in their PATH. */
export const tools: string = resolve('.nodes', 'managers');

interface Line {
  readonly title: string;
  readonly step: string;
  readonly result: string;
  readonly hasPassed: boolean;
}

const lines: Line[] = [];

/**
 * Prints a table of all attempts.
 *
 * @returns whether all have passed
 */
export function printAttempts(): boolean {
  const width = (key: 'title' | 'step'): number =>
    Math.max(...lines.map((line) => line[key].length));
  for (const { title, step, result } of lines) {
    console.log(`${title.padEnd(width('title'))}  ${step.padEnd(width('step'))}  ${result}`);
  }
  return lines.every(({ hasPassed }) => hasPassed);
}

/** Tries a command: it shall end with 0, and print what is expected. */
type Attempt = (step: string, line: string, expected?: RegExp) => void;

/** Runs commands in a project, and notes what came of them. */
export function attemptsIn(
  project: string,
  title: string,
  env: Readonly<Record<string, string>>,
): Attempt {
  return (step, line, expected = /(?:)/u) => {
    const started = performance.now();
    const { status, output } = spawnIn(line, project, env);
    const hasPassed = status === 0 && expected.test(output);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    if (!hasPassed) console.log(`${title}: ${line} (exit code ${status})\n${output}\n`);
    lines.push({
      title,
      step,
      result: `${hasPassed ? 'passed' : 'FAILED'} in ${seconds} s`,
      hasPassed,
    });
  };
}

/** Runs a command without which there is nothing to try. */
export function runOrFail(line: string, cwd: string): void {
  const { status, output } = spawnIn(line, cwd, {});
  if (status !== 0) throw new Error(`${line}:\n${output}`);
}

function spawnIn(
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): { readonly status: number | null; readonly output: string } {
  // What npm tells those that it starts is of this repository.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_|^NODE_OPTIONS$/iu.test(name),
  );
  const PATH = [join(tools, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync(line, {
    cwd,
    shell: true,
    encoding: 'utf8',
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env, PATH },
  });
  return { status, output: stdout + stderr };
}
