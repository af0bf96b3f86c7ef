/// How far a TCP connection is, as conntrack sees it (`enum tcp_conntrack`).
public enum TCPState: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case synSent, synReceived, established, finWait, closeWait, lastAck, timeWait, close
  /// Both ends have sent a SYN.
  case synSent2

  /// As `conntrack -L` prints them.
  private static let names = [
    "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE", "SYN_SENT2",
  ]
  public var name: String { Self.names[Int(rawValue)] }
  public init?(name: String) {
    guard let place = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: UInt8(place))
  }

  /// What a segment makes of it.
  enum Effect: Equatable {
    case becomes(TCPState)
    /// It may be of a connection of which conntrack has missed something: it passes, and changes nothing.
    case ignored
    case invalid
  }

  /// `tcp_conntracks` in nf_conntrack_proto_tcp.c, less its first column: a row for each kind of segment, with a letter for each state. Small
  /// `i`: ignored; a stroke: invalid.
  private static let ofOriginal = ["SiiiiiSS2", "-R------R", "-FFLLLTC-", "-EEWWTTC-", "CCCCCCCCC"].map(effects)
  private static let ofReply = ["2-----S-2", "RiiiiiiiR", "-FFLLLTC-", "iREWWTTCi", "CCCCCCCCC"].map(effects)
  private static func effects(_ row: String) -> [Effect] {
    row.map { letter in
      if let place = "SREFWLTC2".firstIndex(of: letter) {
        return .becomes(allCases["SREFWLTC2".distance(from: "SREFWLTC2".startIndex, to: place)])
      }
      return letter == "i" ? .ignored : .invalid
    }
  }
  /// What a segment with these flags makes of it. `isReply`: the one who was asked sends it.
  func after(_ flags: TCPFlags, isReply: Bool) -> Effect {
    guard flags.areValid, let row = Self.row(flags) else { return .invalid }
    return (isReply ? Self.ofReply : Self.ofOriginal)[row][Int(rawValue)]
  }
  /// get_conntrack_index: SYN, SYN and ACK, FIN, ACK, RST. Nil: none of them.
  private static func row(_ flags: TCPFlags) -> Int? {
    if flags.contains(.rst) { return 4 }
    if flags.contains(.syn) { return flags.contains(.ack) ? 1 : 0 }
    return flags.contains(.fin) ? 2 : flags.contains(.ack) ? 3 : nil
  }

  /// Seconds until the connection is forgotten, if nothing comes (tcp_timeouts). `hasReply`: else the answer to a segment from its middle is awaited.
  func timeout(hasReply: Bool) -> Double {
    switch self {
    case .synSent, .synSent2, .finWait, .timeWait: 120
    case .synReceived, .closeWait: 60
    case .established: hasReply ? 432_000 : 300
    case .lastAck: 30
    case .close: 10
    }
  }
}

extension TCPFlags {
  /// Whether a segment may have them (tcp_valid_flags).
  var areValid: Bool {
    switch intersection(.all).subtracting(.psh) {
    case .syn, [.syn, .urg], [.syn, .ack], .rst, [.rst, .ack], [.fin, .ack], [.fin, .ack, .urg], .ack, [.ack, .urg]: true
    default: false
    }
  }
}
