/// One family's tables and what is around them: what all packets of the family have in common.
@safe final class Course: Sendable {
  let layers: [Layer]
  /// The same, for those who hold the course itself.
  private let uncounted: [Unmanaged<Layer>]
  /// Where each of the layers stands in the node's rulesets.
  let inputs: [Int]
  let facts: NodeFacts
  let schedule: Schedule
  /// Whether some rule of this family makes the kernel track connections. Without it the nat table is never asked.
  let tracksConnections: Bool
  /// Connections that were there before the packet, of either family.
  let connections: ConnectionTable
  /// Whether some set holds Ethernet addresses.
  let looksAtFrames: Bool
  /// What a prediction begins with; nil where nothing that one packet changes can matter to it.
  let memory: Memory?
  /// Base chains whose walk other branches of a packet may take over, by layer, table and hook.
  private let shared: [Bool]

  @inline(__always) func isShared(_ table: Table, _ layer: UInt8, _ hook: Hook) -> Bool {
    shared[(Int(layer) * 5 + Int(table.rawValue)) * 5 + Int(hook.rawValue)]
  }
  @inline(__always) func withLayer<Result>(_ number: UInt8, _ body: (Layer) -> Result) -> Result {
    // `layers` holds them as long as anybody has the course. A reference counted here would be written by all threads, at every table.
    unsafe uncounted[Int(number)]._withUnsafeGuaranteedRef(body)
  }

  init(_ layers: [Layer], inputs: [Int], facts: NodeFacts, connections: ConnectionTable) {
    (self.layers, self.inputs, self.facts, self.connections) = (layers, inputs, facts, connections)
    shared = layers.flatMap { layer in
      Table.allCases.flatMap { table in
        Hook.allCases.map { hook in
          layer.index != nil && layer.ruleset.baseChain(table, hook).map { layer.ruleset.isShared($0) } ?? false
        }
      }
    }
    // `self.layers` holds each of them as long as this list is there.
    unsafe uncounted = layers.map { unsafe Unmanaged.passUnretained($0) }
    schedule = Schedule(layers, hasVirtualServers: !facts.virtualServers.isEmpty)
    looksAtFrames = facts.sets.all.contains { $0.type.first == .mac || $0.type.second == .mac }
    // What has entries is switched on, whichever rule did it.
    let remembers = layers.contains { layer in
      layers.contains { $0.number != layer.number && layer.remembering.matters(beside: $0.remembering) }
        || layer.remembering.matterWithinWalks
    }
    memory = remembers ? Memory(facts) : nil
    tracksConnections = layers.contains { $0.ruleset.needsConntrack } || facts.connections.contains(where: \.isPartlyOfZone0)
  }
}
