import Foundation
import Testing

@testable import PacketPath

/// Texts of sets in the corpus.
enum SetSamples {
  static let names = ["types-save", "kube-proxy-ipvs-save", "unloaded-types"]

  static func bytes(_ name: String, folder: String = "ipsets") throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../Corpus/captures")
    return Array(try Data(contentsOf: root.appending(path: "\(folder)/\(name).txt")))
  }
  static func sets(_ text: String) -> IPSets {
    let (sets, diagnostics) = IPSetSaveParser.parse(SourceText(text))
    #expect(diagnostics.filter { $0.severity != .note } == [])
    return sets
  }
}

/// A rule's test asked of a packet, with sets beside it.
struct SetQuestion {
  let ruleset: Ruleset
  let context: EvaluationContext

  init(_ words: String, _ sets: IPSets, family: IPFamily = .ipv4) {
    ruleset = IPTablesSaveParser.parse(SourceText("*mangle\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING \(words)\nCOMMIT\n"), family: family)
    var facts = NodeFacts()
    facts.sets = sets
    context = EvaluationContext(ruleset: ruleset.tables, facts: facts, backend: .nft)
  }
  var test: PacketPath.Test { ruleset.tests[0] }
  func answer(_ skb: SocketBuffer) -> Answer { test.evaluate(skb, in: context) }
  func question(_ skb: SocketBuffer) -> Question? { test.query(about: skb, in: context)?.question }
}

/// A packet in the middle of the node, with known ports and devices.
func frame(
  _ source: String, _ destination: String, _ proto: IPProtocol = .tcp, sport: UInt16? = 40000, dport: UInt16 = 80,
  in inDevice: String = "eth0",
  out outDevice: String = "cni0", mark: UInt32 = 0, mac: UInt64? = 0x1122_3344_0f, icmp: (UInt8, UInt8) = (8, 0)
) -> SocketBuffer {
  var packet = Packet(from: Address(source)!, to: Address(destination)!, port: proto.hasPorts ? dport : 0, proto: proto)
  if proto.hasPorts { packet.sourcePort = sport.map { PortRange($0) } ?? .ephemeral }
  (packet.icmpType, packet.icmpCode) = icmp
  packet.mark = mark
  packet.mac = mac
  packet.inInterface = InterfaceName(inDevice) ?? .none
  var skb = SocketBuffer(packet)
  skb.outInterface = InterfaceName(outDevice) ?? .none
  skb.hook = .postrouting
  return skb
}
