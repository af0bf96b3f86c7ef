/// `-m addrtype`: what kind of address the routes say it is (addrtype_mt_v1 in xt_addrtype.c).
public struct AddrtypeMatch: Match {
  public static let info = ExtensionInfo(
    "addrtype", options: ["[!] --src-type list", "[!] --dst-type list", "--limit-iface-in", "--limit-iface-out"],
    "By the node's addresses and routes; without them, whether an address is local is unknown.")
  /// One bit a type, in the kernel's order (RTN_… of rtnetlink.h).
  private var source: UInt16 = 0, destination: UInt16 = 0
  private var flags: UInt8 = 0
  private static let invertsSource: UInt8 = 1, invertsDestination: UInt8 = 2, limitsIn: UInt8 = 4, limitsOut: UInt8 = 8
  private static let testsSource: UInt8 = 16, testsDestination: UInt8 = 32

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    while true {
      if flags & Self.testsDestination == 0, reader.takes("--dst-type") {
        if reader.isNegated { flags |= Self.invertsDestination }
        guard let types = Self.types(&reader) else { return nil }
        destination = types
        flags |= Self.testsDestination
      } else if flags & Self.testsSource == 0, reader.takes("--src-type") {
        if reader.isNegated { flags |= Self.invertsSource }
        guard let types = Self.types(&reader) else { return nil }
        source = types
        flags |= Self.testsSource
      } else if reader.takesPlain("--limit-iface-in") {
        flags |= Self.limitsIn
      } else if reader.takesPlain("--limit-iface-out") {
        flags |= Self.limitsOut
      } else {
        break
      }
    }
    guard flags & (Self.testsSource | Self.testsDestination) != 0,
      flags & (Self.limitsIn | Self.limitsOut) != Self.limitsIn | Self.limitsOut
    else {
      return nil
    }
  }
  private static func types(_ reader: inout RuleReader) -> UInt16? {
    if reader.cursor.takes("LOCAL") { return AddressType.local.bit }
    var all: UInt16 = 0
    for word in reader.string(reader.word()).split(separator: ",", omittingEmptySubsequences: false) {
      guard let type = AddressType(name: word.uppercased()) else { return nil }
      all |= type.bit
    }
    // The kernel asks IPv6's routes for no other types (addrtype_mt_checkentry_v1).
    let unknown = all & ~AddressType.ofIPv6
    return reader.family == .ipv6 && unknown != 0 ? reader.fails("a type that IPv6 addresses do not have") : all
  }

  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    var answer = Answer.yes
    if flags & Self.testsDestination != 0 {
      answer = test(skb.packet.destinationAddress, destination, skb, context).negated(flags & Self.invertsDestination != 0)
      if answer == .no { return .no }
    }
    if flags & Self.testsSource != 0 {
      let first: Answer = skb.packet.isSourceUnknown ? .unknown : test(skb.packet.sourceAddress, source, skb, context)
      answer = answer.and(first.negated(flags & Self.invertsSource != 0))
    }
    return answer
  }
  private func test(_ address: Address, _ types: UInt16, _ skb: SocketBuffer, _ context: EvaluationContext) -> Answer {
    let device: InterfaceName? = flags & Self.limitsIn != 0 ? skb.inInterface : flags & Self.limitsOut != 0 ? skb.outInterface : nil
    return context.facts.isAddress(address, ofTypes: types, on: device, skb.sender)
  }
  /// One side alone, and locality alone: the question is about the address, so that routing gets the same answer.
  public func query(about skb: SocketBuffer, in context: EvaluationContext) -> Query? {
    guard flags & (Self.limitsIn | Self.limitsOut) == 0 else { return nil }
    let tests = flags & (Self.testsSource | Self.testsDestination)
    if tests == Self.testsDestination && destination == AddressType.local.bit {
      return Query(.isLocal(skb.packet.destination), holdsWhen: flags & Self.invertsDestination == 0)
    }
    if tests == Self.testsSource && source == AddressType.local.bit && !skb.packet.isSourceUnknown {
      return Query(.isLocal(skb.packet.source), holdsWhen: flags & Self.invertsSource == 0)
    }
    return nil
  }
  /// Whether all that it asks of the destination is whether it is the node's own.
  var asksForLocality: Bool {
    flags & (Self.limitsIn | Self.limitsOut) == 0 && (destination == 0 || destination == AddressType.local.bit)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m addrtype")
    if flags & Self.testsSource != 0 {
      writer.option("--src-type", negated: flags & Self.invertsSource != 0)
      writer.write(" " + AddressType.names(of: source))
    }
    if flags & Self.testsDestination != 0 {
      writer.option("--dst-type", negated: flags & Self.invertsDestination != 0)
      writer.write(" " + AddressType.names(of: destination))
    }
    if flags & Self.limitsIn != 0 { writer.write(" --limit-iface-in") }
    if flags & Self.limitsOut != 0 { writer.write(" --limit-iface-out") }
  }
}

/// The kernel's route types, which addrtype tests.
public enum AddressType: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case unspec, unicast, local, broadcast, anycast, multicast, blackhole, unreachable, prohibit, `throw`, nat, xresolve

  @inline(__always) var bit: UInt16 { 1 << UInt16(rawValue) }
  var name: String { self == .throw ? "THROW" : "\(self)".uppercased() }
  init?(name: String) {
    guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }
  static let ofIPv6 = unspec.bit | unicast.bit | local.bit | anycast.bit | multicast.bit | unreachable.bit
  static func names(of types: UInt16) -> String { allCases.filter { types & $0.bit != 0 }.map(\.name).joined(separator: ",") }
}

extension AddrtypeMatch {
  /// Whether it is `--dst-type LOCAL` and nothing else.
  var isLocalDestination: Bool { flags == Self.testsDestination && destination == AddressType.local.bit }
}
