public import PacketPath

/// A Linux node by what its tools print, to be asked about packets in somebody's own tests.
///
///     @Test func `a client reaches each pod with the same chance`() throws {
///       let node = try KubeNode(iptablesSave: rulesThatMyProxyWrote)
///       let packet = node.packet(from: "10.244.1.5", to: "10.0.1.175:80")
///       #expect(packet.reaches("10.244.1.7:9376", share: 1 / 3))
///       #expect(packet.reaches(only: "10.244.1.7:9376", "10.244.2.3:9376", "10.244.3.6:9376"))
///       #expect(node.packet(from: .outside, to: "10.0.1.177:80").isRejected(with: "icmp-port-unreachable"))
///       #expect(node.packet(from: "10.244.1.7", to: "default/hostnames:80").reaches("10.244.1.7:9376", masqueraded: true))
///     }
///
/// Whole tables of flows are assertions (``AssertionParser`` has the grammar), one result a line:
///
///     #expect(node.violations(of: flows) == [])
///
/// No root, no cluster, no packet: nothing is done but reading. Every question is answered by ``PacketPath/Simulator``.
public struct KubeNode: Sendable {
  public let simulator: Simulator
  public let services: ServiceTable
  /// What reading the rules brought up: remarks of the parser, and what was completed in a fragment.
  public let notes: [Diagnostic]
  private let points: VantagePoints

  /// There is nothing to ask.
  public struct NoRules: Error, CustomStringConvertible {
    public let description = "the texts hold no rule of iptables"
  }

  /// Reads what `iptables-save` and `ip6tables-save` print, or a fragment of it.
  ///
  /// `facts` are the node's addresses, routes and sysctls; without them, what rests on them is unknown. Throws ``NoRules``.
  public init(iptablesSave: String = "", ip6tablesSave: String = "", facts: NodeFacts = NodeFacts()) throws {
    var rulesets: [Ruleset] = [], notes: [Diagnostic] = []
    for (text, name, family) in [(iptablesSave, "iptables-save", IPFamily.ipv4), (ip6tablesSave, "ip6tables-save", .ipv6)]
    where !text.isEmpty {
      let source = SourceText(text, name: name)
      // A text that says it is of the other family is read as that.
      let told = IPTablesSaveParser.family(of: source) == .ipv6 ? IPFamily.ipv6 : family
      var ruleset = IPTablesSaveParser.parse(source, family: told, options: .kubeProxy)
      notes += ruleset.diagnostics + Completion.complete(&ruleset)
      if !ruleset.chains.isEmpty { rulesets.append(ruleset) }
    }
    guard !rulesets.isEmpty else { throw NoRules() }
    var facts = facts
    LocalKnowledge.fill(&facts, from: rulesets)
    for setting in LocalKnowledge.sysctlDefaults(for: rulesets, given: facts.sysctls) {
      facts.sysctls[setting.key] = setting.value
      notes.append(Diagnostic(.note, "\(setting.key) is taken as \(setting.value): \(setting.reason)"))
    }
    self.init(Simulator(Node(rulesets: rulesets, facts: facts)), notes: notes)
  }
  /// A node that was put together otherwise.
  public init(_ simulator: Simulator, notes: [Diagnostic] = []) {
    self.simulator = simulator
    self.notes = notes
    services = ServiceTable(simulator.node.rulesets, facts: simulator.node.facts)
    points = VantagePoints(simulator.node.rulesets, facts: simulator.node.facts)
  }

  // MARK: Packets

  /// A packet from a pod of this node, the node itself or a client outside; see ``VantagePoints`` for its source.
  ///
  /// `destination` is `ADDR:PORT`, `ADDR:PORT/udp`, `[ADDR6]:PORT`, `ADDR/icmp` or `NAMESPACE/NAME:PORT`.
  public func packet(from vantage: Vantage, to destination: String, on device: String? = nil) -> TracedPacket {
    packet(from: vantage.rawValue, to: destination, on: device)
  }
  /// A packet from `ADDR` or `ADDR:PORT`: of a process on the node if the node owns the address, else arriving on `device`, by default
  /// that of the route back.
  public func packet(from source: String, to destination: String, on device: String? = nil) -> TracedPacket {
    let line = "from \(source)\(device.map { " in \($0)" } ?? "") to \(destination) passes"
    do throws(AssertionParser.Fault) {
      guard let assertion = try AssertionParser.parse(line: line[...]) else { return TracedPacket("nothing is asked", nil) }
      let result = checker.check(assertion)
      return TracedPacket("from \(source) to \(destination)", result.prediction, fault: result.prediction == nil ? result.message : nil)
    } catch {
      return TracedPacket("from \(source) to \(destination)", nil, fault: error.message)
    }
  }
  private var checker: AssertionChecker {
    AssertionChecker(points: points, services: services) { [simulator] in simulator.predict($0).namingServices() }
  }

  // MARK: Assertions

  /// Holds one assertion to the rules: `from pod to 10.0.1.177:80 rejects`.
  public func check(_ assertion: String) -> AssertionResult? { results(of: assertion).results.first }

  /// Every line of an assertion file that does not hold, or is none, as text; empty if all hold.
  public func violations(of assertions: String) -> [String] {
    let (results, diagnostics) = results(of: assertions)
    return diagnostics.map(\.description) + results.filter { !$0.passed }.map(\.description)
  }
  public func results(of assertions: String) -> (results: [AssertionResult], diagnostics: [Diagnostic]) {
    let file = AssertionParser.parse(assertions)
    return (checker.check(file.assertions), file.diagnostics)
  }
}
