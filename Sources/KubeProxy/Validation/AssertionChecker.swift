public import PacketPath

/// What came of one assertion.
public struct AssertionResult: Sendable {
  public enum Status: String, Sendable, Hashable {
    case passed, failed
    /// It depends on something that the inputs do not tell.
    case unknown
  }
  public var assertion: Assertion
  public var status: Status
  /// What contradicts it, or what it depends on; empty if it passed.
  public var message: String
  /// Nil if there was no packet to trace: the Service is not known.
  public var prediction: Prediction?
  /// How the packet's source was chosen.
  public var source: String?
  /// The first outcome that contradicts, by its place in the prediction; its path is what to show.
  public var contradiction: Int?

  public var passed: Bool { status == .passed }
}
extension AssertionResult: CustomStringConvertible {
  /// `line 3: from pod to 10.0.1.175:80 drops: failed: …`
  public var description: String {
    let place = assertion.line.map { "line \($0): " } ?? ""
    return "\(place)\(assertion.text): \(status.rawValue)" + (message.isEmpty ? "" : ": \(message)")
  }
}

/// Holds assertions to what the rules do.
public struct AssertionChecker {
  /// How far a share may be from what is asserted: kube-proxy's own decimals are not exact.
  public static let shareTolerance = 1e-5

  private let points: VantagePoints
  private let services: ServiceTable
  private let predict: (Packet) -> Prediction

  public init(points: VantagePoints, services: ServiceTable, predict: @escaping (Packet) -> Prediction) {
    self.points = points
    self.services = services
    self.predict = predict
  }
  public init(_ simulator: Simulator) {
    let rulesets = simulator.node.rulesets
    self.init(points: VantagePoints(rulesets, facts: simulator.node.facts), services: ServiceTable(rulesets, facts: simulator.node.facts)) {
      simulator.predict($0).namingServices()
    }
  }

  public func check(_ assertions: [Assertion]) -> [AssertionResult] { assertions.map(check) }

  public func check(_ assertion: Assertion) -> AssertionResult {
    switch chosenPacket(for: assertion) {
    case .failure(let fault): return AssertionResult(assertion: assertion, status: .failed, message: fault.message)
    case .success(let chosen):
      let prediction = predict(chosen.packet)
      let judgement = Judgement(prediction, assertion.expectation)
      return AssertionResult(
        assertion: assertion, status: judgement.status, message: judgement.message, prediction: prediction, source: chosen.explanation,
        contradiction: judgement.contradiction)
    }
  }

  // MARK: The packet

  private struct Fault: Error {
    var message: String
  }
  /// The packet that an assertion is about.
  private func chosenPacket(for assertion: Assertion) -> Result<ChosenPacket, Fault> {
    var family: IPFamily?
    if case .address(let source, _) = assertion.origin { family = source.family }
    guard let (destination, port, proto) = place(of: assertion.destination, family: family) else {
      return .failure(Fault(message: "no rule knows the Service, or it has several ports and none is named"))
    }
    var chosen =
      switch assertion.origin {
      case .vantage(let vantage): points.packet(from: vantage, to: destination, port: port, proto: proto)
      case .address(let source, _): points.packet(from: source, to: destination, port: port, proto: proto)
      }
    if let device = assertion.inInterface {
      chosen.packet.isLocal = false
      chosen.packet.inInterface = device
    }
    if let port = assertion.sourcePort { chosen.packet.sourcePort = PortRange(port) }
    if let mark = assertion.mark { chosen.packet.mark = mark }
    if let flags = assertion.tcpFlags { chosen.packet.tcpFlags = flags }
    if let type = assertion.icmpType { (chosen.packet.icmpType, chosen.packet.icmpCode) = (type, assertion.icmpCode ?? 0) }
    if let uid = assertion.uid { chosen.packet.uid = uid }
    return .success(chosen)
  }
  /// A Service's first address, cluster IPs before others; nil if it has none of that family, or several ports to choose from.
  private func place(of destination: Destination, family: IPFamily?) -> (Address, UInt16, IPProtocol)? {
    switch destination {
    case .address(let address, let port, let proto): return (address, port ?? 0, proto)
    case .service(let name):
      let all = services.addresses(of: name).filter { $0.address != nil && (family == nil || $0.address?.family == family) }
      guard let first = all.first, let address = first.address else { return nil }
      let rivals = all.filter { $0.kind == first.kind && $0.address == address }
      return rivals.count == 1 ? (address, first.port, first.proto) : nil
    }
  }
}
