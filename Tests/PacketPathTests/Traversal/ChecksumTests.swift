import PacketPath
import Testing

/// SNPT and DNPT leave a packet's checksum as it is. Who has looked before them believes it ever after, or for a while (nf_ip6_checksum).
struct ChecksumTests {
  private static let eth0 = InterfaceName("eth0")!
  private func node(_ rules: [String]) -> Node {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(Self.eth0, Address("2001:db8::1")!, length: 64)]
    facts.routes = RoutesParser.parse(SourceText("2001:db8::/64 dev eth0\nfd00:1::/64 dev eth0\n"), family: .ipv6).value
    let text = rules.map { rule in
      let words = rule.split(separator: " ", maxSplits: 2), hook = words[1]
      return "*\(words[0])\n:\(hook) ACCEPT [0:0]\n-A \(hook) \(words[2])\nCOMMIT\n"
    }
    return Node(rulesets: [IPTablesSaveParser.parse(SourceText(text.joined()), family: .ipv6)], facts: facts)
  }
  private func packet(_ proto: IPProtocol, to destination: String, isLocal: Bool = false) -> Packet {
    var packet = Packet(from: Address(isLocal ? "2001:db8::1" : "2001:db8::7")!, to: Address(destination)!, port: 80, proto: proto)
    (packet.inInterface, packet.sourcePort, packet.isLocal) = (isLocal ? .none : Self.eth0, PortRange(4000), isLocal)
    return packet
  }
  private static let untracked = "raw PREROUTING -j CT --notrack", tracked = "raw PREROUTING -p sctp -j CT --zone 1"
  /// Another prefix than the one that is taken out of the sum, and the same behind it.
  private static func dnpt(_ prefix: String, _ hook: String = "PREROUTING") -> String {
    "mangle \(hook) -j DNPT --src-pfx \(prefix) --dst-pfx \(prefix)"
  }
  private static let forwarded = dnpt("fd00:1::/64"), delivered = dnpt("2001:db8::/64")

  @Test(arguments: [
    // Conntrack looks where a packet arrives, and an ICMP error believes it.
    ([tracked, forwarded, "filter FORWARD -j REJECT"], IPProtocol.udp, true),
    ([untracked, forwarded, "filter FORWARD -j REJECT"], .udp, false),
    // A reset looks again where a packet is sent on, and believes it where it is delivered.
    ([tracked, forwarded, "filter FORWARD -p tcp -j REJECT --reject-with tcp-reset"], .tcp, false),
    ([tracked, delivered, "filter INPUT -p tcp -j REJECT --reject-with tcp-reset"], .tcp, true),
    ([untracked, delivered, "filter INPUT -p tcp -j REJECT --reject-with tcp-reset"], .tcp, false),
    // What was kept does not fit another hop limit.
    (
      [tracked, delivered + "\n-A PREROUTING -j HL --hl-set 9", "filter INPUT -p tcp -j REJECT --reject-with tcp-reset"], .tcp, false
    ),
  ])
  func `who has looked in front of DNPT is believed behind it`(rules: [String], proto: IPProtocol, isAnswered: Bool) {
    let destination = rules[1].hasPrefix(Self.delivered) ? "2001:db8:1::1" : "2001:db8:2::8"
    let outcome = Simulator(node(rules)).predict(packet(proto, to: destination)).outcomes[0]
    #expect(outcome.verdict == .rejected && (outcome.answer != nil) == isAnswered)
  }
  @Test(arguments: [true, false]) func `nat drops an error of the node's own whose checksum is wrong`(hasPrefix: Bool) {
    let prefix = hasPrefix ? "2001:db8::/64" : "fd00:1::/64"
    var session = Session(
      node(["nat POSTROUTING -p tcp -j MASQUERADE", Self.dnpt(prefix, "OUTPUT"), "filter INPUT -p sctp -j DROP"]), seed: 1)
    let first = packet(.udp, to: "2001:db8::1")
    #expect(session.send(first).outcome.verdict == .delivered)
    var error = packet(.icmpv6, to: "2001:db8::7", isLocal: true)
    (error.icmpType, error.icmpCode, error.sourcePort) = (1, 4, PortRange(0))
    let outcome = session.send(error, about: first).outcome
    #expect(outcome.conntrackState == .related && (outcome.verdict == .dropped) == !hasPrefix)
  }
}
