/// `-m multiport`: up to fifteen ports; a range takes two places (multiport_mt in xt_multiport.c).
public struct MultiportMatch: Match {
  public static let info = ExtensionInfo(
    "multiport", options: ["[!] --sports list", "[!] --dports list", "[!] --ports list"],
    spellings: ["--source-ports", "--destination-ports"],
    "Exact, for tcp, udp, udplite, sctp and dccp.")
  private enum Side: UInt8, BitwiseCopyable { case source, destination, either }
  private struct Ports: BitwiseCopyable {
    var ranges = InlineArray<15, PortRange>(repeating: PortRange(0))
    var count = 0
    func test(_ port: PortRange) -> Answer {
      var answer = Answer.no
      for i in 0..<count { answer = answer.or(ranges[i].test(port)) }
      return answer
    }
  }
  private let ports: Stored<Ports>
  private let side: Side
  private let isNegated: Bool

  public init?(parsing reader: inout RuleReader) {
    if reader.takes("--dports") || reader.takes("--destination-ports") {
      side = .destination
    } else if reader.takes("--sports") || reader.takes("--source-ports") {
      side = .source
    } else if reader.takes("--ports") {
      side = .either
    } else {
      return nil
    }
    isNegated = reader.isNegated
    guard reader.requires(reader.proto.hasPorts, "it needs -p tcp, udp, udplite, sctp or dccp") else { return nil }
    var list = Ports(), places = 0
    repeat {
      guard let low = reader.partialPort() else { return nil }
      var range = PortRange(low)
      places += 1
      if reader.takesByte(0x3a) {
        guard let high = reader.partialPort(), high > low else { return nil }
        range.high = high
        places += 1
      }
      guard places <= 15 else { return nil }
      list.ranges[list.count] = range
      list.count += 1
    } while reader.takesByte(0x2c)
    guard reader.cursor.endsValue() else { return nil }
    ports = reader.store(list)
  }
  public func evaluate(_ skb: SocketBuffer, in context: EvaluationContext) -> Answer {
    let packet = skb.packet
    guard packet.proto.hasPorts, !packet.isLaterFragment else { return .no }
    let list = context.ruleset.heap[ports]
    let answer: Answer =
      switch side {
      case .source: list.test(packet.sourcePort)
      case .destination: list.test(packet.destinationPorts)
      case .either: list.test(packet.destinationPorts).or(list.test(packet.sourcePort))
      }
    return answer.negated(isNegated)
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -m multiport")
    switch side {
    case .source: writer.option("--sports", negated: isNegated)
    case .destination: writer.option("--dports", negated: isNegated)
    case .either: writer.option("--ports", negated: isNegated)
    }
    let list = writer.ruleset.heap[ports]
    let words = (0..<list.count).map {
      list.ranges[$0].isSingle ? "\(list.ranges[$0].low)" : "\(list.ranges[$0].low):\(list.ranges[$0].high)"
    }
    writer.write(" " + words.joined(separator: ","))
  }
}
