import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root } from './project.ts';

/** A process that holds a throw-away database: see throwaway-child.ts. */
export interface Holder {
  readonly url: string;
  readonly pid: number;
  /** Ends it by a signal, or in peace without one. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export async function spawnHolder(
  dialect: 'sqlite' | 'postgres' | 'mysql',
  env: Readonly<Record<string, string>> = {},
): Promise<Holder> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'test/support/throwaway-child.ts'), dialect],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`the holder of ${dialect} ended at once`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    async end(signal) {
      if (signal === undefined) child.stdin.end();
      else child.kill(signal);
      await ended;
    },
  };
}
