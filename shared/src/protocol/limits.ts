/** Every bound on the wire and beside it, in one place. Sizes are bytes, times milliseconds unless the name says otherwise. */
export const LIMITS = {
  /** A larger WebSocket message closes the connection. */
  messageBytes: 4 * 1024 * 1024,
  /** Before WELCOME a peer is a stranger and gets less room and little time. */
  handshakeBytes: 16 * 1024,
  handshakeMs: 10_000,
  /** Raw bytes of one log chunk that are taken. */
  logChunkBytes: 256 * 1024,
  /** Log bytes sent and not yet acknowledged, for one execution. */
  logWindowBytes: 2 * 1024 * 1024,
  /** Log bytes of one execution; what comes after is dropped and the log says so. */
  logBytes: 256 * 1024 * 1024,
  /** Durable messages sent and not yet acknowledged. */
  windowMessages: 32,
  /** Messages a second from one agent, log chunks apart; a burst may be ten times that. Beyond it the connection closes. */
  messagesPerSecond: 50,
  heartbeatMs: 20_000,
  /** No message for this long: the other end counts as gone. */
  silenceMs: 60_000,
  /** Two living agents with one identity are told apart by asking the older connection for a sign of life. */
  livenessProbeMs: 3_000,
  /** One job, with the plan that was approved. */
  jobOrderBytes: 512 * 1024,
  jobsPerMachine: 100,
} as const;
