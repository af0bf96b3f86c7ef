/// The chunks of an SCTP packet by their types; none: it is not told which they are. Nor are their flags told.
public struct SCTPChunks: OptionSet, BitwiseCopyable, Sendable, Hashable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let data = SCTPChunks(type: 0)
  public static let initiation = SCTPChunks(type: 1)
  public static let initiationAcknowledgement = SCTPChunks(type: 2)
  public static let selectiveAcknowledgement = SCTPChunks(type: 3)
  public static let heartbeat = SCTPChunks(type: 4)
  public static let heartbeatAcknowledgement = SCTPChunks(type: 5)
  public static let abort = SCTPChunks(type: 6)
  public static let shutdown = SCTPChunks(type: 7)
  public static let shutdownAcknowledgement = SCTPChunks(type: 8)
  public static let error = SCTPChunks(type: 9)
  public static let cookieEcho = SCTPChunks(type: 10)
  public static let cookieAcknowledgement = SCTPChunks(type: 11)
  public static let shutdownComplete = SCTPChunks(type: 14)

  /// In the order in which iptables prints them. Each has the bit of its place here.
  static let types: [(name: String, type: Int)] = [
    ("DATA", 0), ("INIT", 1), ("INIT_ACK", 2), ("SACK", 3), ("HEARTBEAT", 4), ("HEARTBEAT_ACK", 5), ("ABORT", 6), ("SHUTDOWN", 7),
    ("SHUTDOWN_ACK", 8), ("ERROR", 9), ("COOKIE_ECHO", 10), ("COOKIE_ACK", 11), ("ECN_ECNE", 12), ("ECN_CWR", 13),
    ("SHUTDOWN_COMPLETE", 14),
    ("I_DATA", 64), ("ASCONF_ACK", 128), ("RE_CONFIG", 130), ("PAD", 132), ("FORWARD_TSN", 192), ("ASCONF", 193), ("I_FORWARD_TSN", 194),
  ]
  /// Precondition: one of those that iptables names.
  public init(type: Int) {
    guard let place = Self.types.firstIndex(where: { $0.type == type }) else { preconditionFailure("\(type) has no name") }
    rawValue = 1 << UInt32(place)
  }
  public var names: [String] { Self.types.indices.filter { rawValue >> $0 & 1 == 1 }.map { Self.types[$0].name } }
  /// `COOKIE_ECHO,DATA`, in any case; nil if a word is none of the names.
  public init?(list: String) {
    self = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = word.uppercased()
      guard let place = Self.types.firstIndex(where: { $0.name == name }) else { return nil }
      rawValue |= 1 << UInt32(place)
    }
  }

  /// Whether one packet may carry them together: those that have to be its only one do, and of those that have to be its first there is one
  /// (do_basic_checks in nf_conntrack_proto_sctp.c).
  var areValid: Bool {
    let alone: SCTPChunks = [.initiation, .initiationAcknowledgement, .shutdownComplete]
    return (isDisjoint(with: alone) || rawValue.nonzeroBitCount == 1) && !isSuperset(of: [.cookieEcho, .cookieAcknowledgement])
  }
  /// Each by itself, in the order in which they are taken to stand: cookies first, what ends an association last.
  var inOrder: [SCTPChunks] {
    let last: SCTPChunks = [.shutdown, .shutdownAcknowledgement, .abort]
    let cookies = intersection([.cookieEcho, .cookieAcknowledgement])
    return [cookies, subtracting(last).subtracting(cookies), intersection(last).subtracting(.abort), intersection(.abort)].flatMap { part in
      (0..<32).map { SCTPChunks(rawValue: part.rawValue & 1 << $0) }.filter { !$0.isEmpty }
    }
  }
  /// What is answered to them, if nothing goes wrong; of what is not told, nothing is.
  var answering: SCTPChunks {
    let answers: [(asked: SCTPChunks, answer: SCTPChunks)] = [
      (.initiation, .initiationAcknowledgement), (.initiationAcknowledgement, .cookieEcho), (.cookieEcho, .cookieAcknowledgement),
      (.shutdown, .shutdownAcknowledgement), (.shutdownAcknowledgement, .shutdownComplete), (.heartbeat, .heartbeatAcknowledgement),
      (.data, .selectiveAcknowledgement),
    ]
    if isEmpty { return [] }
    return answers.first { !isDisjoint(with: $0.asked) }?.answer ?? .data
  }
}
