import PacketPath
import TestSupport
import Testing

/// No input crashes the parser, and whatever it reads it can save and read again.
@Suite struct GarbageTests {
  private func survives(_ bytes: [UInt8]) {
    let ruleset = IPTablesSaveParser.parse(SourceText(bytes))
    // What was read as a rule is a rule still when it is saved. (Its text may settle only in the second round: half a quote gets its other half.)
    #expect(IPTablesSaveParser.parse(SourceText(ruleset.save()), family: ruleset.family).rules.count == ruleset.rules.count)
    for diagnostic in ruleset.diagnostics { #expect((diagnostic.line ?? 1) >= 1 && (diagnostic.column ?? 1) >= 1) }
  }
  @Test func `a dump cut off at any byte is read`() throws {
    let bytes = Array(try Corpus.bytes("captures/docker-host/iptables-save.txt").prefix(2500))
    for end in bytes.indices { survives(Array(bytes[..<end])) }
  }
  @Test(arguments: Seeds.upTo(6)) func `random bytes are read`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<50 { survives((0..<Int.random(in: 0...400, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
  }
  @Test(arguments: Seeds.upTo(6)) func `a dump with random bytes changed, removed and doubled is read`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let original = Array(try Corpus.bytes("captures/debug-services/iptables-mode.txt"))
    for _ in 0..<60 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let at = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert([10, 32, 34, 92, 33, 45].randomElement(using: &generator)!, at: at)
        default: bytes.insert(contentsOf: bytes[at..<min(at + 40, bytes.count)], at: at)
        }
      }
      survives(bytes)
    }
  }
  @Test(arguments: [
    "", "\n", "\u{0}", "*", ":", "-A", "-A ", "-A INPUT", "-A INPUT -j", "-A INPUT -m", "[", "[1:2]", "[1:2] ", "COMMIT", "*nat", "#", "\"",
    "-A \"",
  ])
  func `the shortest texts are read`(text: String) { survives(Array(text.utf8)) }

  @Test func `an empty text has no rules and no remarks`() {
    let ruleset = IPTablesSaveParser.parse(SourceText(""))
    #expect(ruleset.rules.isEmpty && ruleset.diagnostics.isEmpty)
  }
}
