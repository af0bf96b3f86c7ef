extension Ruleset {
  /// The rules as `iptables-save` prints them: byte for byte the text they were read from, if that was canonical.
  public func save(backend: Backend? = nil) -> [UInt8] {
    var writer = RuleWriter(tables, backend: backend ?? headerBackend ?? .nft)
    writer.reserve(tables.text.count + 64)
    for section in sections {
      for comment in section.header { write(line: comment, to: &writer) }
      writer.write("*\(section.table.name)\n")
      for chain in section.chains { writeDeclaration(chain, to: &writer) }
      for chain in section.chains { writeRules(chain, to: &writer) }
      for (index, chain) in chains.enumerated() where chain.table == section.table && chain.count > 0 && chain.text == Rule.noText {
        let id = ChainID(raw: UInt32(index))
        if !section.chains.contains(id) { writeRules(id, to: &writer) }
      }
      writer.write("COMMIT\n")
      for comment in section.trailer { write(line: comment, to: &writer) }
    }
    if sections.isEmpty { for id in chains.indices { writeRules(ChainID(raw: UInt32(id)), to: &writer) } }
    return writer.output
  }
  private func write(line: TextRange, to writer: inout RuleWriter) {
    writer.write(line)
    writer.write("\n")
  }
  private func writeDeclaration(_ id: ChainID, to writer: inout RuleWriter) {
    let chain = self[id]
    writer.write(":")
    writer.write(chain.name)
    writer.write(chain.hook == nil ? " - " : chain.dropsByPolicy ? " DROP " : " ACCEPT ")
    let counters = counters(ofLineAt: chain.text, skipping: 2)
    writer.write(counters.isEmpty ? "[0:0]" : counters)
    writer.write("\n")
  }
  private func writeRules(_ id: ChainID, to writer: inout RuleWriter) {
    for raw in self[id].rules {
      let rule = RuleID(raw: raw)
      let counters = counters(ofLineAt: self[rule].text, skipping: 0)
      if !counters.isEmpty {
        writer.write(counters)
        writer.write(" ")
      }
      write(rule, in: id, to: &writer)
      writer.write("\n")
    }
  }
  /// `[packets:bytes]`, if that is the line's word behind so many others; else empty.
  private func counters(ofLineAt offset: UInt32, skipping words: Int) -> String {
    if offset == Rule.noText { return "" }
    var cursor = tables.text.cursor(at: Int(offset))
    for _ in 0..<words {
      cursor.offset = cursor.wordEnd()
      cursor.blank()
    }
    guard cursor.byte() == 0x5b else { return "" }
    let word = tables.string(TextRange(start: cursor.offset, end: cursor.wordEnd()))
    return word.hasSuffix("]") ? word : ""
  }
  /// Packets and bytes that a rule counted; nil if the text does not tell.
  public func counters(of rule: RuleID) -> (packets: UInt64, bytes: UInt64)? {
    let numbers = counters(ofLineAt: self[rule].text, skipping: 0).dropFirst().dropLast().split(separator: ":")
    guard numbers.count == 2, let packets = UInt64(numbers[0]), let bytes = UInt64(numbers[1]) else { return nil }
    return (packets, bytes)
  }
}
