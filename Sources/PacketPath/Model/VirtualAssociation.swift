/// How an association of SCTP goes on for IPVS by chunks that are told (ip_vs_proto_sctp.c).
extension VirtualConnection.State {
  /// `sctp_states`: a row for each kind of chunk, with a letter for each state.
  private static let rows: [(chunk: SCTPChunks, client: [Self], server: [Self], clientAlone: [Self])] = [
    (.data, states("E1IsrwoeESRAJC"), states("E1IsrwoeESRAJC"), states("E1IsrEoeESRAJC")),
    (.initiation, states("1IIsrwoeESRAII"), states("wwwwwwwwEwwwww"), states("1IIIIIoeESRAII")),
    (.initiationAcknowledgement, states("wwwsrooeESRAJC"), states("ssssrwoeESRAJC"), states("eeeeeeoeESRAJC")),
    (.cookieEcho, states("rIIrrwoeESRAJC"), states("eeeeeeeeESRAJC"), states("EEEEEEoeESRAJC")),
    (.cookieAcknowledgement, states("E1IsrwoEESRAJC"), states("EEEEEEEEESRAJC"), states("E1IEEwEEESRAJC")),
    (.shutdown, states("R1IsrwoeRSRAJC"), states("SSSSSSSSSSRAJC"), states("R1IsrwoeRSRAJC")),
    (.shutdownAcknowledgement, states("CIIsrwoeECRCJC"), states("AAAAAwoeEAAAJC"), states("CIIsrwoeCCRCJC")),
    (.shutdownComplete, states("CCCsrwoeESRCJC"), states("C1IsrwoeESRAJC"), states("CCCCCwoeESCCJC")),
    (.error, states("C1IsrwoCESRAJC"), states("CCCCCwoeESRAJC"), states("C1IsrwoeESRAJC")),
    (.abort, states("CCCCCJCCCCCCCC"), states("CJCCCCCCCCCCCC"), states("CCCCCJCCCCCCCC")),
  ]
  private static let order: [Self] = [
    .none, .initiated, .initiatedAgain, .cookieSent, .cookieReplied, .cookieAwaited, .cookie, .cookieEchoed, .established, .shutdownSent,
    .shutdownReceived, .shutdownAcknowledged, .rejected, .closed,
  ]
  private static func states(_ row: String) -> [Self] {
    row.compactMap { letter in zip("N1IsrwoeESRAJC", order).first { $0.0 == letter }?.1 }
  }
  /// The first chunk counts, or an ABORT right behind a cookie; what has no row of its own counts as DATA.
  func after(_ chunks: SCTPChunks, from direction: VirtualConnection.Direction) -> Self {
    let isBrokenOff = chunks == [.cookieEcho, .abort] || chunks == [.cookieAcknowledgement, .abort]
    guard let first = isBrokenOff ? .abort : chunks.inOrder.first, let place = Self.order.firstIndex(of: self) else { return self }
    let row = Self.rows.first { $0.chunk == first } ?? Self.rows[0]
    switch direction {
    case .client: return row.client[place]
    case .server: return row.server[place]
    case .clientAlone: return row.clientAlone[place]
    }
  }
}
