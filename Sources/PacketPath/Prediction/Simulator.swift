/// Answers where packets go in one node.
///
///     let simulator = Simulator(Node(rulesets: [IPTablesSaveParser.parse(SourceText(dump))]))
///     let prediction = simulator.predict(Packet(from: client, to: service, port: 80))
public struct Simulator: Sendable {
  public struct Limits: Sendable {
    /// More outcomes than this are left out, and their weight is told.
    public var outcomes = 65536
    /// Rules walked for one packet, over all its outcomes.
    public var steps = 50_000_000
    public init() {}
  }
  public let node: Node
  public var limits: Limits

  public init(_ node: Node, limits: Limits = Limits()) {
    self.node = node
    self.limits = limits
  }
}
