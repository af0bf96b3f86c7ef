import KubeProxy
import PacketPath
import TestSupport
import Testing

@Suite struct MasqueradeGapTests {
  private func notes(from source: String, adding rules: String = "") throws -> [String] {
    let text = try Corpus.string("captures/debug-services/iptables-mode.txt") + rules
    var ruleset = IPTablesSaveParser.parse(SourceText(text), options: .kubeProxy)
    _ = Completion.complete(&ruleset)
    var packet = Packet(from: try #require(Address(source)), to: .v4(10, 0, 1, 175), port: 80)
    packet.inInterface = .unknown
    return MasqueradeGap.notes(on: Simulator(Node(rulesets: [ruleset])).predict(packet), in: [ruleset]).map(\.message)
  }
  @Test func `the branch back to the sender is marked, and nothing masquerades it`() throws {
    #expect(
      try notes(from: "10.244.3.6") == [
        "the branch to 10.244.3.6:9376, back to the sender, is marked 0x4000 for masquerade, but nothing in the input masquerades it"
      ])
  }
  @Test func `a sender that is no endpoint is not marked`() throws { #expect(try notes(from: "10.244.3.7").isEmpty) }
  @Test func `with the masquerade there is no gap`() throws {
    #expect(
      try notes(
        from: "10.244.3.6", adding: "-A KUBE-POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE\n-A POSTROUTING -j KUBE-POSTROUTING\n"
      ).isEmpty)
  }
}
