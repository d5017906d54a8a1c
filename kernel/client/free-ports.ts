/**
 * Ports that nobody uses, for the connection file of a kernel to be started.
 *
 * @module
 */

import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** They are held all at once, so that no two are alike, and then let go: another program may take one before the kernel does. */
export async function freePorts(count: number, host: string): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
