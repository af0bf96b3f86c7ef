/// How far an association of SCTP is, as conntrack sees it (`enum sctp_conntrack`).
public enum SCTPState: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// So too after INIT, until it is answered.
  case closed
  case cookieWait, cookieEchoed, established, shutdownSent, shutdownReceived, shutdownAckSent
  /// It began with a HEARTBEAT: another path of an association that conntrack has seen elsewhere, or not at all.
  case heartbeatSent

  /// As `conntrack -L` prints them.
  private static let names = [
    "CLOSED", "COOKIE_WAIT", "COOKIE_ECHOED", "ESTABLISHED", "SHUTDOWN_SENT", "SHUTDOWN_RECD", "SHUTDOWN_ACK_SENT", "HEARTBEAT_SENT",
  ]
  public var name: String { Self.names[Int(rawValue)] }
  public init?(name: String) {
    guard let place = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: UInt8(place))
  }
  /// Seconds until the association is forgotten, if nothing comes (sctp_timeouts).
  var timeout: Double {
    switch self {
    case .closed: 10
    case .established: 210
    case .heartbeatSent: 30
    default: 3
    }
  }

  /// `sctp_conntracks` less its first column: a row for each kind of chunk, with a letter for each state. A stroke: invalid.
  private static let rows: [(chunk: SCTPChunks, original: [SCTPState?], reply: [SCTPState?])] = [
    (.initiation, states("CWKECCAW"), states("CWKESRA-")), (.initiationAcknowledgement, states("CWKESRAC"), states("WWKESRA-")),
    (.abort, states("CCCCCCCC"), states("CCCCCCC-")), (.shutdown, states("CWKSSRAC"), states("CWKRSRA-")),
    (.shutdownAcknowledgement, states("CWKEAAAA"), states("CWKEAAA-")), (.error, states("CWKESRAC"), states("CWCESRA-")),
    (.cookieEcho, states("CKKESRAC"), states("CKKESRA-")), (.cookieAcknowledgement, states("CWEESRAC"), states("CWEESRA-")),
    (.shutdownComplete, states("CWKESRCC"), states("CWKESRC-")), (.heartbeat, states("CWKESRAH"), states("CWKESRAH")),
    (.heartbeatAcknowledgement, states("CWKESRAH"), states("CWKESRAE")),
  ]
  private static func states(_ row: String) -> [SCTPState?] {
    row.map { letter in zip("CWKESRAH", allCases).first { $0.0 == letter }?.1 }
  }
  /// What a chunk makes of it; nil: invalid. Chunks such as DATA leave it as it is.
  func after(_ chunk: SCTPChunks, isReply: Bool) -> SCTPState? {
    guard let row = Self.rows.first(where: { $0.chunk == chunk }) else { return self }
    return (isReply ? row.reply : row.original)[Int(rawValue)]
  }
}

/// What conntrack keeps of an association (`struct ip_ct_sctp`).
///
/// Verification tags are not told: every packet is taken to carry the one that its receiver has named in INIT or INIT ACK, and INIT none. What conntrack
/// knows of them is followed, for it takes no packet with a tag that it has not been told.
struct Association: BitwiseCopyable, Sendable, Hashable {
  /// What conntrack takes for the tag of packets in one direction.
  private enum Tag: UInt8, BitwiseCopyable { case unknown, right, wrong }

  private(set) var state: SCTPState
  private var originalTag = Tag.right, replyTag = Tag.right
  /// Whether a listing does not tell which tags conntrack knows: it began with an INIT that has got no INIT ACK, or it is over.
  private var areTagsOpen = false
  /// Whether each end has sent an INIT since the last COOKIE ACK.
  private var originalInit = false, replyInit = false
  /// Whether a HEARTBEAT had another tag, and who sent it.
  private var hasForeignHeartbeat = false, isForeignHeartbeatReply = false

  /// One that was there before. Of some states a listing leaves open which tags are known.
  init(_ state: SCTPState, hasReply: Bool) {
    self.state = state
    areTagsOpen = state == .closed || state == .shutdownAckSent
    if !hasReply && state == .heartbeatSent { replyTag = .unknown }
  }
  /// What a first packet opens (sctp_new); nil: it is invalid.
  init?(opening chunks: SCTPChunks) {
    let chunks = chunks.isEmpty ? .initiation : chunks
    // Others have a tag, and no other was named for it yet.
    let mayOpen: SCTPChunks = [.initiation, .heartbeat, .heartbeatAcknowledgement, .shutdownAcknowledgement]
    let mayNotOpen: SCTPChunks = [.abort, .shutdownComplete, .cookieAcknowledgement, .cookieEcho]
    guard chunks.areValid, !chunks.isDisjoint(with: mayOpen), chunks.isDisjoint(with: mayNotOpen),
      chunks.isSubset(of: mayOpen.union([.error, .shutdown]))
    else { return nil }
    (state, originalTag, replyTag) = (.closed, .unknown, .unknown)
    for chunk in chunks.inOrder {
      switch chunk {
      case .initiation: (replyTag, originalInit) = (.right, true)
      case .heartbeat: (originalTag, state) = (.right, .heartbeatSent)
      case .heartbeatAcknowledgement: originalTag = .right
      case .shutdownAcknowledgement: (replyTag, state) = (.wrong, .shutdownAckSent)
      default: replyTag = .wrong
      }
    }
  }

  /// What packets make of it.
  enum Effect { case renews, leaves, invalid }
  /// `nf_conntrack_sctp_packet`, of a packet of the association.
  mutating func take(_ packet: Packet, isReply: Bool) -> Effect {
    let chunks = packet.sctpChunks.isEmpty ? expected(isReply: isReply) : packet.sctpChunks
    let unchecked: SCTPChunks = [
      .initiation, .shutdownComplete, .cookieEcho, .abort, .shutdownAcknowledgement, .heartbeat, .heartbeatAcknowledgement,
    ]
    guard chunks.areValid, !chunks.isDisjoint(with: unchecked) || tag(isReply) == .right else { return .invalid }
    let before = self
    var effect = Effect.renews
    for chunk in chunks.inOrder {
      switch checkTag(chunk, among: chunks, isReply: isReply, isForeign: effect == .leaves) {
      case .invalid: return .invalid
      case .leaves:
        effect = .leaves
        continue
      case .renews: break
      }
      guard let next = state.after(chunk, isReply: isReply) else { return .invalid }
      if chunk == .initiation {
        note(initOf: isReply)
        // Sent again and again, it does not keep the association.
        if before.state == .closed && next == .closed { effect = .leaves }
      } else if chunk == .initiationAcknowledgement {
        if !hasInit(!isReply) && tag(!isReply) == .wrong { return .invalid }
        setTag(!isReply, .right)
      }
      state = next
      if next == .established { areTagsOpen = false }
    }
    return effect
  }
  /// Invalid: another tag is awaited. Leaves: it is one that conntrack is not sure of.
  private mutating func checkTag(_ chunk: SCTPChunks, among chunks: SCTPChunks, isReply: Bool, isForeign: Bool) -> Effect {
    switch chunk {
    case .abort, .shutdownComplete, .cookieEcho: return tag(isReply) == .right ? .renews : .invalid
    case .cookieAcknowledgement: (originalInit, replyInit) = (false, false)
    case .heartbeat, .heartbeatAcknowledgement:
      switch tag(isReply) {
      case .unknown: setTag(isReply, .right)
      case .right: hasForeignHeartbeat = false
      case .wrong:
        if chunks.contains(.data) || isForeign { return .invalid }
        if chunk == .heartbeat {
          (hasForeignHeartbeat, isForeignHeartbeatReply) = (true, isReply)
          return .leaves
        }
        if !hasForeignHeartbeat || isForeignHeartbeatReply == isReply { return .invalid }
        hasForeignHeartbeat = false
        setTag(isReply, .right)
        setTag(!isReply, .unknown)
      }
    default: break
    }
    return .renews
  }
  /// What comes next in the usual course, where it is not told: INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, and what is answered to what.
  func expected(isReply: Bool) -> SCTPChunks {
    switch state {
    case .closed: isReply && (originalTag == .unknown || areTagsOpen) ? .initiationAcknowledgement : .initiation
    case .cookieWait: isReply ? .initiationAcknowledgement : .cookieEcho
    case .cookieEchoed: isReply ? .cookieAcknowledgement : .cookieEcho
    case .established: .data
    case .shutdownSent: isReply ? .shutdownAcknowledgement : .shutdown
    case .shutdownReceived: isReply ? .shutdown : .shutdownAcknowledgement
    case .shutdownAckSent: tag(isReply) == .right ? .shutdownComplete : .shutdownAcknowledgement
    case .heartbeatSent: isReply ? .heartbeatAcknowledgement : .heartbeat
    }
  }

  /// Whether it is open if conntrack takes a packet whose chunks are told, for it depends on the tags that it knows.
  func mayRefuse(_ packet: Packet, isReply: Bool) -> Bool {
    guard areTagsOpen, !packet.sctpChunks.isEmpty else { return false }
    var knowing = self, unknowing = self
    (unknowing.originalTag, unknowing.replyTag) = (.wrong, .wrong)
    return knowing.take(packet, isReply: isReply) != .invalid && unknowing.take(packet, isReply: isReply) == .invalid
  }

  // MARK: Both directions

  private func tag(_ isReply: Bool) -> Tag { isReply ? replyTag : originalTag }
  private mutating func setTag(_ isReply: Bool, _ tag: Tag) { if isReply { replyTag = tag } else { originalTag = tag } }
  private func hasInit(_ isReply: Bool) -> Bool { isReply ? replyInit : originalInit }
  private mutating func note(initOf isReply: Bool) {
    if originalInit && replyInit { if isReply { originalInit = false } else { replyInit = false } }
    if isReply { replyInit = true } else { originalInit = true }
    setTag(!isReply, .right)
  }
}
