import { freePort } from "#scripts/processes/ports.ts";

export type Options = { key: string; secret: string; webhookUrl?: string | undefined };

/**
 * Returns a configuration that stays on the loopback. Its TURN server also answers STUN, so browsers don't ask a public
 * one. The app creates and deletes rooms; an empty room waits two minutes for people to come back.
 */
export async function livekitConfig(port: number, { key, secret, webhookUrl }: Options) {
  const [udpPort, turnPort, relayPort] = [await freePort(), await freePort(), await freePort()];
  return {
    port,
    bind_addresses: ["127.0.0.1"],
    keys: { [key]: secret },
    rtc: {
      // 0 turns TCP off. Otherwise LiveKit listens on every interface.
      tcp_port: 0,
      udp_port: udpPort,
      node_ip: "127.0.0.1",
      use_external_ip: false,
      enable_loopback_candidate: true,
      interfaces: { includes: ["lo", "lo0"] },
      ips: { includes: ["127.0.0.1/32"] },
    },
    turn: {
      enabled: true,
      domain: "localhost",
      udp_port: turnPort,
      bind_addresses: ["127.0.0.1"],
      relay_range_start: relayPort,
      relay_range_end: Math.min(relayPort + 100, 65_535),
      allow_restricted_peer_cidrs: ["127.0.0.0/8"],
    },
    room: { auto_create: false, departure_timeout: 120 },
    webhook: webhookUrl ? { api_key: key, urls: [webhookUrl] } : undefined,
    logging: { level: "info", json: true },
  };
}
