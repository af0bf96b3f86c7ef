/// `-m tcp`: ports, flags and options of a TCP header (tcp_mt in xt_tcpudp.c).
public struct TCPMatch: Match {
  public static let info = ExtensionInfo(
    "tcp", options: ["[!] --sport port[:port]", "[!] --dport port[:port]", "[!] --tcp-option number", "[!] --tcp-flags mask comp"],
    spellings: ["--source-port", "--destination-port", "--syn"], model: .partial,
    "Exact, but for --tcp-option: which options a packet carries is unknown.")

  /// Flags and options are seldom: the whole test then stands in the heap.
  fileprivate enum Form: BitwiseCopyable {
    case ports(PortTest)
    case full(Stored<Full>)
  }
  fileprivate struct Full: BitwiseCopyable {
    var ports: PortTest
    var mask = TCPFlags(), wanted = TCPFlags()
    var option: UInt8 = 0
    var testsFlags = false, invertsFlags = false, testsOption = false, invertsOption = false
  }
  fileprivate let form: Form

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    var ports = PortTest()
    while true {
      guard let taken = ports.takes(&reader) else { return nil }
      if !taken { break }
    }
    if reader.cursor.byte() == 0x2d || reader.cursor.byte() == 0x21 {
      let start = reader.cursor.offset
      var full = Full(ports: ports)
      guard full.read(&reader) else { return nil }
      form = reader.cursor.offset == start ? .ports(ports) : .full(reader.store(full))
    } else {
      form = .ports(ports)
    }
  }
  @inline(__always) public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    guard skb.packet.proto == .tcp else { return .no }
    switch form {
    case .ports(let ports): return ports.evaluate(skb.packet, context)
    case .full(let place): return context.ruleset.heap[place].evaluate(skb.packet, context)
    }
  }
  public func indexKey(in tables: RuleTables) -> IndexKey? {
    if case .ports(let ports) = form { ports.indexKey } else { nil }
  }
  public var reads: PacketFields {
    if case .ports(let ports) = form { ports.reads } else { .everything }
  }
  public func save(to writer: inout RuleWriter) {
    if writer.backend == .nft, case .ports(let ports) = form, ports.isOnlyNegatedFull { return }
    writer.write(" -m tcp")
    switch form {
    case .ports(let ports): ports.save(to: &writer)
    case .full(let place): writer.ruleset.heap[place].save(to: &writer)
    }
  }
}

extension TCPMatch.Full {
  /// Reads what options are left. False: one is not understood.
  fileprivate mutating func read(_ reader: inout RuleReader) -> Bool {
    while true {
      if !testsFlags, reader.takes("--tcp-flags") {
        invertsFlags = reader.isNegated
        let first = reader.word()
        guard let mask = TCPFlags(list: reader.string(first)), let wanted = TCPFlags(list: reader.string(reader.word())) else {
          return false
        }
        (self.mask, self.wanted, testsFlags) = (mask, wanted, true)
      } else if !testsFlags, reader.takes("--syn") {
        (mask, wanted, testsFlags, invertsFlags) = ([.fin, .syn, .rst, .ack], .syn, true, reader.isNegated)
      } else if !testsOption, reader.takes("--tcp-option") {
        invertsOption = reader.isNegated
        guard let number = reader.number(upTo: 255), number != 0 else { return false }
        (option, testsOption) = (UInt8(number), true)
      } else {
        guard let taken = ports.takes(&reader) else { return false }
        if !taken { return true }
      }
    }
  }
  fileprivate func evaluate(_ packet: Packet, _ context: EvaluationContext) -> Answer {
    let answer = ports.evaluate(packet, context)
    if answer == .no { return .no }
    if testsFlags && (packet.tcpFlags.intersection(mask) == wanted) == invertsFlags { return .no }
    return testsOption ? .unknown : answer
  }
  fileprivate func save(to writer: inout RuleWriter) {
    ports.save(to: &writer)
    if testsOption {
      writer.option("--tcp-option", negated: invertsOption)
      writer.write(" ")
      writer.write(option)
    }
    if testsFlags && !(mask.isEmpty && wanted.isEmpty && !invertsFlags) {
      writer.option("--tcp-flags", negated: invertsFlags)
      writer.write(" \(Self.list(mask)) \(Self.list(wanted))")
    }
  }
  /// No flag is printed as NONE, all as their six names.
  private static func list(_ flags: TCPFlags) -> String { flags.isEmpty ? "NONE" : flags.names.joined(separator: ",") }
}

extension TCPMatch {
  func destinationPorts(in heap: Heap) -> PortRange? {
    switch form {
    case .ports(let ports): ports.destinationPorts
    case .full(let place): heap[place].ports.destinationPorts
    }
  }
  func namedPorts(in heap: Heap) -> PortRange? {
    switch form {
    case .ports(let ports): ports.namedPorts
    case .full(let place): heap[place].ports.namedPorts
    }
  }
}
