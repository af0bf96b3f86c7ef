/// Reads `/proc/net/xt_recent/NAME`: a line for each address (recent_seq_show in xt_recent.c).
///
///     src=10.0.0.1 ttl: 64 last_seen: 4296128012 oldest_pkt: 2 4296120000, 4296128012
public enum RecentParser {
  public static func parse(_ text: SourceText) -> Parsed<[ListedAddress]> {
    var lines = LineReader(text, breaksAtBackslash: false)
    var list: [ListedAddress] = [], known: Set<Address> = []
    while let line = lines.next() {
      if line.words[0].text.hasPrefix("#") { continue }
      guard line.words[0].text.hasPrefix("src="), let address = Address(String(line.words[0].text.dropFirst(4))) else {
        lines.remark(.warning, "not an address of a list: \(line.words[0].text.shown)", line)
        continue
      }
      guard known.insert(address).inserted else {
        lines.remark(.warning, "\(address) is there already", line)
        continue
      }
      list.append(entry(address, line, &lines))
    }
    return lines.finish(list)
  }

  private static func entry(_ address: Address, _ line: TextLine, _ lines: inout LineReader) -> ListedAddress {
    var entry = ListedAddress(address, stamps: [])
    func index(behind key: String) -> Int? { line.words.firstIndex { $0.text == key }.map { $0 + 1 } }
    func number<N: FixedWidthInteger>(at index: Int?) -> N? {
      guard let index, index < line.words.count else { return nil }
      return N(line.words[index].text.filter { $0 != "," })
    }
    entry.ttl = number(at: index(behind: "ttl:")) ?? 0
    // Behind the index of the next stamp, all of them; a line that was cut says at least when it was last.
    if let first = index(behind: "oldest_pkt:").map({ $0 + 1 }) {
      for at in first..<max(first, line.words.count) {
        if let stamp: UInt64 = number(at: at) {
          entry.stamps.append(stamp)
        } else {
          lines.remark(.warning, "not a time: \(line.words[at].text.shown)", line, at)
        }
      }
    }
    if entry.stamps.isEmpty {
      let last: UInt64? = number(at: index(behind: "last_seen:"))
      if last == nil { lines.remark(.warning, "when \(address) was seen is missing", line) }
      entry.stamps = [last ?? 0]
    }
    return entry
  }
}
