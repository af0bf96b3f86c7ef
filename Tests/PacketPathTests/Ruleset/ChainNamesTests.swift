import Testing

@testable import PacketPath

@Suite("Names of chains")
struct ChainNamesTests {
  /// Names that differ in one place only, at every length, and long ones that differ behind what a table holds of them.
  private static func names(_ seed: UInt64) -> [String] {
    var generator = SplitMix64(seed: seed), result = OrderedSet<String>()
    for _ in 0..<600 {
      let count = Int.random(in: 1...60, using: &generator)
      var name = [UInt8](repeating: 65, count: count)
      name[Int.random(in: 0..<count, using: &generator)] = UInt8.random(in: 65...90, using: &generator)
      if count > 27 { name[count - 1] = UInt8.random(in: 65...90, using: &generator) }
      result.insert(String(decoding: name, as: UTF8.self))
    }
    return result.elements
  }

  @Test("are found while a large text is read, and afterwards, each in its own table", arguments: 0..<6 as Range<UInt64>)
  func found(seed: UInt64) throws {
    let names = Self.names(seed)
    let declared = names.enumerated().map { ":\($1) - [\($0):0]" }
    // Each jumps to another: forwards, backwards, and to chains of both tables that are called the same.
    let rules = names.indices.map { "-A \(names[$0]) -j \(names[($0 &* 7 &+ 3) % names.count])" }
    func table(_ name: String) -> [String] { ["*\(name)"] + declared + rules + ["COMMIT"] }
    func padding(_ count: Int) -> [String] { ["# " + String(repeating: "x", count: count)] }
    // A small text, one that expects fewer chains than come, one that has some when it begins to expect.
    let texts = [
      table("filter") + table("nat"), padding(1 << 16) + table("nat") + table("filter"), padding(1 << 19) + table("filter") + table("nat"),
    ]
    for text in texts {
      let ruleset = IPTablesSaveParser.parse(SourceText(text.joined(separator: "\n") + "\n"), family: .ipv4)
      #expect(ruleset.diagnostics.isEmpty)
      #expect(ruleset.chains.count == names.count * 2)
      for table in [Table.filter, .nat] {
        for (number, name) in names.enumerated() {
          let chain = try #require(ruleset.chain(named: name, in: table))
          #expect(ruleset.name(of: chain) == name && ruleset[chain].table == table && ruleset[chain].count == 1)
          guard case .jump(let next) = ruleset.rules[Int(ruleset[chain].lowerBound)].target else { Issue.record("no jump"); return }
          #expect(ruleset.name(of: next) == names[(number &* 7 &+ 3) % names.count] && ruleset[next].table == table)
        }
        #expect(ruleset.chain(named: "NOBODY", in: table) == nil)
      }
      #expect(ruleset.chain(named: names[0], in: .mangle) == nil)
    }
  }
}
