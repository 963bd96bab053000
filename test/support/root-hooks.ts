import { startServers, stopServers } from './databases.ts';

export async function mochaGlobalSetup(): Promise<void> {
  await startServers();
}

export async function mochaGlobalTeardown(): Promise<void> {
  await stopServers();
}
