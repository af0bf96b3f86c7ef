public import PacketPath

/// One line of a `Corpus/extensions/*.t`, with what the lines above it say.
public struct ExtensionDataLine: Sendable {
  public var number: Int
  public var table: Table
  public var chains: [String]
  public var families: [IPFamily]
  public var backends: [Backend]
  public var rule: String
  /// What iptables-save prints behind `-A CHAIN `; nil where the rule is refused.
  public var saved: String?
}

/// The lines of one file of `Corpus/extensions`, as its README describes them.
public struct ExtensionData: Sendable {
  public struct Malformed: Error, CustomStringConvertible {
    public var description: String
  }
  public var lines: [ExtensionDataLine] = []

  public init(_ text: String, name: String) throws {
    var table = Table.filter, chains: [String] = [], families = IPFamily.allCases
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let number = index + 1
      switch line.first {
      case nil, "#": continue
      case "*":
        guard let named = Table(name: String(line.dropFirst())) else { throw Malformed(description: "\(name):\(number): no table") }
        table = named
      case ":": chains = line.dropFirst().split(separator: ",").map(String.init)
      case "@":
        switch line {
        case "@ipv4": families = [.ipv4]
        case "@ipv6": families = [.ipv6]
        case "@both": families = IPFamily.allCases
        default: throw Malformed(description: "\(name):\(number): no family")
        }
      default:
        let parts = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard (3...4).contains(parts.count), !chains.isEmpty else { throw Malformed(description: "\(name):\(number): `\(line)`") }
        var backends = Backend.allCases
        if parts.count == 4 {
          guard let only = Backend(rawValue: parts[3]) else { throw Malformed(description: "\(name):\(number): no backend") }
          backends = [only]
        }
        let rule = Self.trimmed(parts[0])
        let saved: String? =
          switch parts[2] {
          case "OK": Self.trimmed(parts[1] == "=" ? parts[0] : parts[1])
          case "FAIL": nil
          default: throw Malformed(description: "\(name):\(number): neither OK nor FAIL")
          }
        lines.append(
          ExtensionDataLine(number: number, table: table, chains: chains, families: families, backends: backends, rule: rule, saved: saved))
      }
    }
  }
  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
