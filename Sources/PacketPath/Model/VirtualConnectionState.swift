extension VirtualConnection {
  /// How far a connection is, by the packets that IPVS has seen of it; as `ipvsadm -lnc` names it.
  public enum State: String, Sendable, Hashable, CaseIterable {
    case none = "NONE", established = "ESTABLISHED"
    // TCP (ip_vs_proto_tcp.c)
    case synSent = "SYN_SENT", synReceived = "SYN_RECV", finWait = "FIN_WAIT", timeWait = "TIME_WAIT", close = "CLOSE"
    case closeWait = "CLOSE_WAIT", lastAck = "LAST_ACK", listen = "LISTEN", synAck = "SYNACK"
    // UDP (ip_vs_proto_udp.c)
    case datagrams = "UDP"
    // SCTP (ip_vs_proto_sctp.c)
    case initiated = "INIT1", initiatedAgain = "INIT", cookieSent = "C-SENT", cookieReplied = "C-REPLIED", cookieAwaited = "C-WAIT"
    case cookie = "COOKIE", cookieEchoed = "C-ECHOED", shutdownSent = "S-SENT", shutdownReceived = "S-RECEIVED"
    case shutdownAcknowledged = "S-ACK-SENT", rejected = "REJECTED", closed = "CLOSED"
    /// Of a template: one of its connections was established.
    case assured = "ASSURED"
  }
  /// Who sends, as far as IPVS sees it.
  enum Direction {
    case client, server
    /// The client; of what the real server answers nothing is seen, for it goes there by itself.
    case clientAlone
  }
}

extension VirtualConnection.State {
  /// Whether the connection counts as active at its server (tcp_state_active_table, set_sctp_state).
  var isActive: Bool {
    switch self {
    case .established, .synSent, .synReceived, .synAck: true
    default: false
    }
  }
  /// In seconds, while no packet comes (tcp_timeouts, udp_timeouts, sctp_timeouts).
  var timeout: Double {
    switch self {
    case .none, .assured: 2
    case .established: 900
    case .synSent, .finWait, .timeWait, .listen, .synAck: 120
    case .synReceived, .closeWait: 60
    case .lastAck: 30
    case .close: 10
    case .datagrams: 300
    case .initiated, .rejected: 4
    default: 61
    }
  }
  /// Whether a new connection may take its place (is_new_conn_expected).
  var isOver: Bool { self == .timeWait || self == .close || self == .closed }
  /// Whether what a client of SCTP sends next is an INIT.
  var awaitsInitiation: Bool {
    switch self {
    case .none, .initiated, .initiatedAgain, .rejected, .closed: true
    default: false
    }
  }

  /// After a packet. Of SCTP, where chunks are not told, the usual course is taken: INIT, its answer, cookie, its answer.
  func after(_ packet: Packet, from direction: VirtualConnection.Direction) -> Self {
    switch packet.proto {
    case .tcp: afterTCP(packet.tcpFlags, from: direction)
    case .udp: .datagrams
    case .sctp where !packet.sctpChunks.isEmpty: after(packet.sctpChunks, from: direction)
    default: direction == .server ? afterServersChunk : afterClientsChunk
    }
  }
  private var afterClientsChunk: Self {
    switch self {
    case .none: .initiated
    case .initiated, .rejected, .closed: .initiatedAgain
    case .cookieSent: .cookieReplied
    default: self
    }
  }
  private var afterServersChunk: Self {
    switch self {
    case .initiated, .initiatedAgain: .cookieSent
    case .cookieReplied: .established
    default: self
    }
  }

  /// tcp_states; of several flags RST counts first, then SYN, FIN, ACK (tcp_state_idx).
  private func afterTCP(_ flags: TCPFlags, from direction: VirtualConnection.Direction) -> Self {
    if flags.contains(.rst) { return afterReset(direction) }
    if flags.contains(.syn) { return afterSYN(direction) }
    if flags.contains(.fin) { return afterFIN(direction) }
    return flags.contains(.ack) ? afterACK(direction) : .close
  }
  private func afterReset(_ direction: VirtualConnection.Direction) -> Self {
    switch (self, direction) {
    case (.synSent, .server), (.timeWait, .server): self
    case (_, .server): .close
    case (.synReceived, _), (.lastAck, _), (.listen, _): self
    case (.synAck, .client): .synReceived
    default: .close
    }
  }
  private func afterSYN(_ direction: VirtualConnection.Direction) -> Self {
    if self == .established { return self }
    switch (self, direction) {
    case (.listen, .server): return self
    case (.synReceived, .server), (.synAck, .server): return .synReceived
    case (_, .server): return .synSent
    case (.synSent, _): return .established
    default: return .synReceived
    }
  }
  private func afterFIN(_ direction: VirtualConnection.Direction) -> Self {
    switch (self, direction) {
    case (.synSent, _), (.timeWait, _), (.close, _), (.lastAck, _), (.listen, _): self
    case (.synReceived, _), (.synAck, _), (.none, .server), (.closeWait, .server), (.finWait, .client): .timeWait
    case (.established, .client): .closeWait
    case (.established, _): .finWait
    case (.none, _): .close
    default: self
    }
  }
  private func afterACK(_ direction: VirtualConnection.Direction) -> Self {
    switch (self, direction) {
    case (.none, _), (.synReceived, _), (.synAck, _), (.listen, .server): .established
    case (.lastAck, .client), (.lastAck, .clientAlone): .close
    default: self
    }
  }
}
