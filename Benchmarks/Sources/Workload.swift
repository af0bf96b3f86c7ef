import Glibc
import KubeProxy
import PacketPath

/// Rules to measure with, and packets to Services in them.
final class Workload {
  /// `10000 Services, 1-10 endpoints`, or a file's name.
  let name: String
  let services: Int, endpoints: ClosedRange<Int>?
  let path: String
  let text: SourceText
  let facts: NodeFacts
  let ruleLines: Int
  /// One for each Service, in the order of KUBE-SERVICES: first packets from a pod of this node.
  private(set) var packets: [Packet] = []
  /// What the cluster itself says of each packet's endpoints; nil for a user's rules.
  private(set) var truths: [Set<Endpoint>?] = []

  /// A generated cluster.
  init(services: Int, endpoints: ClosedRange<Int>, folder: String, seed: UInt64) throws {
    var options = SyntheticCluster.Options()
    options.services = services
    options.endpoints = endpoints
    options.nodePortPercent = 10
    options.seed = seed
    let texts = ClusterTexts(SyntheticCluster(options))
    name =
      "\(services) Services, \(endpoints.lowerBound == endpoints.upperBound ? "\(endpoints.lowerBound)" : "\(endpoints.lowerBound)-\(endpoints.upperBound)") endpoints"
    self.services = services
    self.endpoints = endpoints
    path = "\(folder)/\(services)-\(endpoints.lowerBound)-\(endpoints.upperBound).rules"
    try Files.create(path) { try texts.write(.iptablesSave, to: $0) }
    text = SourceText(try Files.read(path), name: path)
    ruleLines = Self.countRules(text)
    var facts = NodeFacts()
    let listing = AddressesParser.parse(SourceText(texts.bytes(.addresses))).value
    facts.add(interfaces: listing.interfaces, addresses: listing.addresses)
    facts.add(routes: RoutesParser.parse(SourceText(texts.bytes(.routes))).value)
    self.facts = facts
    try findPackets { cluster($0, texts.cluster) }
  }
  /// The user's own rules. Without addresses and routes, what they would tell is unknown, as in `packetpath trace FILE`.
  init(rules path: String) throws {
    name = path.split(separator: "/").last.map(String.init) ?? path
    self.path = path
    text = SourceText(try Files.read(path), name: path)
    ruleLines = Self.countRules(text)
    facts = NodeFacts()
    endpoints = nil
    services = ServiceTable(IPTablesSaveParser.parse(text)).addresses.count { $0.kind == .clusterIP }
    try findPackets { _ in nil }
  }

  private func cluster(_ address: ServiceAddress, _ cluster: SyntheticCluster) -> Set<Endpoint>? {
    // The number of a Service is the end of its name.
    guard let name = address.service?.prefix(while: { $0 != ":" }), let digits = name.split(separator: "-").last, let index = Int(digits)
    else { return nil }
    return Set(cluster.endpoints(of: cluster.services[index], .ipv4).map(\.endpoint))
  }
  private func findPackets(_ truth: (ServiceAddress) -> Set<Endpoint>?) throws {
    let ruleset = IPTablesSaveParser.parse(text)
    let points = VantagePoints([ruleset], facts: facts)
    for address in ServiceTable(ruleset).addresses where address.kind == .clusterIP && address.refusal == nil {
      guard let destination = address.address else { continue }
      packets.append(points.packet(from: .pod, to: destination, port: address.port, proto: address.proto).packet)
      truths.append(truth(address))
    }
    if packets.isEmpty { throw BenchmarkError("\(path): no Service with endpoints is in these rules") }
  }
  private static func countRules(_ text: SourceText) -> Int {
    text.bytes(0..<text.count).split(separator: 10).count { line in
      // `-A` may stand behind counters.
      let rule = line.first == 0x5b ? line.drop { $0 != 0x20 }.dropFirst() : line
      return rule.starts(with: [0x2d, 0x41, 0x20])
    }
  }

  func parse() -> Ruleset { IPTablesSaveParser.parse(text) }
  func simulator(_ engine: Simulator.Engine) -> Simulator {
    var simulator = Simulator(Node(rulesets: [parse()], facts: facts), engine: engine)
    simulator.prepareDispatch()
    return simulator
  }

  var destinations: [Dispatch.Destination] { packets.map(Dispatch.Destination.init(of:)) }
  /// At most `count` packets, from the first Service to the last.
  func sample(_ count: Int) -> [Packet] { places(count).map { packets[$0] } }
  func places(_ count: Int) -> [Int] {
    if packets.count <= count { return Array(packets.indices) }
    return (0..<count).map { $0 * (packets.count - 1) / max(count - 1, 1) }
  }
  /// Throws unless a prediction is what the cluster was made to be.
  func check(_ prediction: Prediction, _ place: Int) throws {
    let total = prediction.outcomes.map(\.weight).reduce(Weight.zero, +)
    guard total.isOne || prediction.isUnknown || !prediction.outcomes.allSatisfy(\.assumptions.isEmpty) else {
      throw BenchmarkError("the outcomes of a packet to \(packets[place].destinationAddress) add up to \(total)")
    }
    guard let truth = truths[place] else { return }
    let found = Set(prediction.endpoints.map(\.endpoint))
    if found != truth {
      throw BenchmarkError(
        "a packet to \(packets[place].destinationAddress) reaches \(found.count) endpoints, not the \(truth.count) there are")
    }
  }
}
