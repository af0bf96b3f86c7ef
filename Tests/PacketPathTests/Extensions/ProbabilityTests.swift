import Testing

@testable import PacketPath

@Suite("Probabilities as they are written")
struct ProbabilityTests {
  /// The parts of 2^31 that a rule's probability is, as it is printed back.
  private func printed(_ probability: String) -> String? {
    let ruleset = IPTablesSaveParser.parse(
      SourceText("*filter\n:A - [0:0]\n-A A -m statistic --mode random --probability \(probability) -j ACCEPT\nCOMMIT\n"))
    guard ruleset.diagnostics.isEmpty, let rule = ruleset.rules.first, let test = ruleset.tests(of: rule).first else { return nil }
    return ruleset.save(test).split(separator: " ").last.map(String.init)
  }
  @Test("of eleven decimals or any other number, are the nearest part of 2^31", arguments: 1...4 as ClosedRange<UInt64>)
  func nearest(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let text =
        "0." + (0..<Int.random(in: 1...14, using: &generator)).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
      let parts = (Double(text)! * 0x1p31).rounded()
      #expect(printed(text) == StatisticMatch.decimal(UInt32(parts)), "\(text)")
    }
  }
  @Test("are read back as they were printed", arguments: 1...4 as ClosedRange<UInt64>)
  func readBack(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<60 {
      let text = StatisticMatch.decimal(UInt32.random(in: 0..<(1 << 31), using: &generator))
      #expect(printed(text) == text)
    }
  }
  @Test(
    "what is no number of eleven decimals is not taken for one",
    arguments: ["0.3333333334x", "0.33333333a33", "0.333333333 3", "0.3333:333333"])
  func others(text: String) { #expect(printed(text) == nil || printed(text)?.hasPrefix("0.") == false) }
}
