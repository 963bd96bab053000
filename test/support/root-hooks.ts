import { startServers, stopServers } from './databases.ts';

export async function mochaGlobalSetup(): Promise<void> {
  await startServers();
}

export function mochaGlobalTeardown(): void {
  stopServers();
}
