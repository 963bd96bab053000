import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = fileURLToPath(new URL('../../node_modules/knex/bin/cli.js', import.meta.url));

/**
 * Runs the `knex` command on the knexfile of this repository, as `npx knex` does.
 *
 * @returns what it printed
 * @throws Error that holds what it printed, where it ends with another exit code than 0
 */
export function runKnex(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: root,
      // tsx lets Node 20 read the knexfile and the migrations, which are TypeScript.
      env: { ...environment, NODE_OPTIONS: '--import tsx', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output.trim());
      else reject(new Error(`knex ${args.join(' ')} ended with ${code}:\n${output}`));
    });
  });
}
