#if os(Linux)

  import KernelHarness
  import PacketPath

  /// Where a rule stands, as far as it decides what may be in it.
  struct RulePlace {
    var table: Table
    /// The hooks from which it is reached.
    var hooks: Set<Hook>
    /// Whether it stands in a base chain, where userspace looks at `-i` and `-o`.
    var isBase: Bool
    var isIPv6: Bool
    var backend: KernelBackend
    var at: AddressPool
    var isForSequences = false
    /// The protocol that the rule tests, as `-p` has it.
    var proto = ""
    func isOnly(_ allowed: Hook...) -> Bool { hooks.isSubset(of: allowed) }
    var hasPorts: Bool { RuleWords.withPorts.contains(proto) }
    /// Whether translations may name ports.
    var hasTranslatedPorts: Bool { hasPorts || proto == "dccp" }
    /// Where packets have a device by which they came, and where one by which they leave.
    var hasInput: Bool { isOnly(.prerouting, .input, .forward) }
    var hasOutput: Bool { isOnly(.forward, .output, .postrouting) }
  }

  /// A match or a target of the random rules: one entry each, and what it needs.
  struct RuleWord: Sendable {
    /// The extension's name, as `packetpath extensions` has it. Several entries may be of one extension.
    let name: String
    /// Nil: it may not stand in that place.
    let make: @Sendable (RulePlace, inout Draw) -> String?
    init(_ name: String, _ make: @escaping @Sendable (RulePlace, inout Draw) -> String?) {
      self.name = name
      self.make = make
    }
  }

  /// The words that random rules are made of.
  enum RuleWords {
    /// What a rule tests, one entry a match.
    static let matches = headers + tracking + remembering + node + seldom + matchOptions
    /// What a rule does, one entry a target. Jumps are drawn by the ruleset.
    static let targets = verdicts + changes + translations + targetOptions

    static let ports: [UInt16] = [53, 80, 443, 8080, 30080, 600]
    static let withPorts = ["tcp", "udp", "sctp"]

    static func port(_ draw: inout Draw) -> String {
      draw.isOnce(in: 5) ? draw.pick(["1:100", "80:8080", "1024:65000"]) : "\(draw.pick(ports))"
    }
    static func mark(_ draw: inout Draw) -> String { "0x\(draw.number(0...5))" + (draw.isOnce(in: 2) ? "/0x\(draw.pick([1, 3, 7]))" : "") }
    /// An address, or a network that holds some of the scenarios' addresses.
    static func network(_ place: RulePlace, _ draw: inout Draw) -> String { draw.pick(place.at.networks + place.at.all) }

    /// Draws a word's text for a place; nil if the word has none there.
    static func text(of words: [RuleWord], _ place: RulePlace, _ draw: inout Draw) -> String? {
      draw.pick(words).make(place, &draw)
    }
  }

#endif
