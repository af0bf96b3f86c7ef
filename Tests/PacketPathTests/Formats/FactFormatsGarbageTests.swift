import PacketPath
import Testing

/// No text of any kind may stop a parser, and a bad text may not become a silent one.
@Suite struct FactFormatsGarbageTests {
  static let texts = [AddressesParserTests.listing, AddressesParserTests.oneLine, RoutesParserTests.table, RoutingRulesParserTests.text]

  private func parseAll(_ bytes: [UInt8]) {
    let text = SourceText(bytes)
    _ = AddressesParser.parse(text)
    _ = RoutesParser.parse(text)
    _ = RoutingRulesParser.parse(text)
    _ = SysctlParser.parse(text)
    _ = InputKind.recognise(text)
  }

  @Test(arguments: texts.indices) func aTextCutAtAnyByteIsRead(index: Int) {
    let bytes = Array(Self.texts[index].utf8)
    for end in bytes.indices {
      let text = SourceText(bytes[..<end])
      switch index {
      case 0, 1: _ = AddressesParser.parse(text)
      case 2: _ = RoutesParser.parse(text)
      default: _ = RoutingRulesParser.parse(text)
      }
      if end % 16 == 0 { _ = InputKind.recognise(text) }
    }
  }
  @Test(arguments: [1, 2, 3]) func randomChangesAreRead(seed: UInt64) {
    var state = seed &* 0x9e37_79b9_7f4a_7c15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<200 {
      var bytes = Array(Self.texts[random(Self.texts.count)].utf8)
      for _ in 0..<20 { bytes[random(bytes.count)] = UInt8(random(256)) }
      let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
      parseAll(bytes)
      parseAll(Array((0..<100).map { _ in String(words[random(words.count)]) }.joined(separator: " ").utf8))
      parseAll((0..<300).map { _ in UInt8(random(256)) })
    }
  }
  @Test func remarksAreBounded() {
    let parsed = RoutesParser.parse(SourceText(String(repeating: "nonsense\n", count: 5000)))
    #expect(parsed.diagnostics.count == 1001)
    #expect(parsed.diagnostics.last?.message == "4000 further remarks")
  }
  @Test func manyNextHopsAndLineBreaksTakeLittleTime() {
    let hops = String(repeating: "\\ nexthop via 10.0.0.1 dev eth0 weight 1 ", count: 50_000)
    #expect(RoutesParser.parse(SourceText("10.0.0.0/8 " + hops)).value.first?.nextHops.count == 50_000)
  }
}
