/// The words that iproute2's tools share: prefixes, tables, scopes, numbers, as `ip` prints and reads them.
///
/// Names stand for numbers in `/etc/iproute2`; what that file says on the node, a text does not tell.
package enum IPRouteWords {
  /// An address with or without a length; IPv4 may leave out octets at the end (`169.254/16`). Not `default`.
  package static func prefix(_ word: String) -> Network? {
    if word.utf8.contains(UInt8(ascii: ":")) { return network(word) }
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(octets.count), octets.allSatisfy({ !$0.isEmpty }) else { return nil }
    let whole = parts[0] + String(repeating: ".0", count: 4 - octets.count)
    return network(parts.count == 2 ? "\(whole)/\(parts[1])" : String(whole))
  }
  /// A length, never a mask: a route's prefix is one.
  private static func network(_ word: String) -> Network? { Network(word).flatMap { $0.length == nil ? nil : $0 } }

  /// `all`, `any`, `default`: every address of a family.
  package static func isEverything(_ word: String) -> Bool { word == "all" || word == "any" || word == "default" }

  /// A table's number. One that is known by its name alone gets a number made from the name, the same in routes and in rules.
  package static func table(_ word: String) -> UInt32? {
    switch word {
    case "local": return Route.localTable
    case "main": return Route.mainTable
    case "default": return Route.defaultTable
    case "unspec", "all": return 0
    case "": return nil
    default: break
    }
    if let number = number(word) { return number }
    guard word.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "[") }) else { return nil }
    // FNV-1a, out of the way of numbers that people choose.
    return word.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } | 0x8000_0000
  }

  /// Decimal or `0x…`.
  package static func number(_ word: String) -> UInt32? {
    if word.hasPrefix("0x") || word.hasPrefix("0X") { return word.dropFirst(2).first == "+" ? nil : UInt32(word.dropFirst(2), radix: 16) }
    return word.first == "+" ? nil : UInt32(word)
  }
  /// A number, or a name of `rt_dsfield`, old or new.
  package static func tos(_ word: String) -> UInt8? {
    if let number = number(word) { return UInt8(exactly: number) }
    switch word {
    case "default", "BE": return 0
    case "lowdelay": return 0x10
    case "throughput": return 0x08
    case "reliability": return 0x04
    case "EF": return 0xb8
    default: break
    }
    let digits = word.dropFirst(2).compactMap { $0.wholeNumberValue }.filter { $0 < 8 }.map { UInt8($0) }
    guard digits.count == word.count - 2 else { return nil }
    if word.hasPrefix("CS"), digits.count == 1 { return digits[0] << 5 }
    if word.hasPrefix("AF"), digits.count == 2, (1...4).contains(digits[0]), (1...3).contains(digits[1]) {
      return digits[0] << 5 | digits[1] << 3
    }
    return nil
  }
  /// The upper six bits of a TOS: a number below 64, or a name.
  package static func dscp(_ word: String) -> UInt8? { number(word).map { $0 < 64 ? UInt8($0) << 2 : nil } ?? tos(word) }

  /// `80` or `1-2`.
  package static func ports(_ word: String) -> PortRange? {
    guard let range = range(word), range.upperBound <= 0xffff else { return nil }
    return PortRange(UInt16(range.lowerBound), UInt16(range.upperBound))
  }
  /// `5` or `1-2`.
  package static func range(_ word: String) -> ClosedRange<UInt32>? {
    let ends = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { number(String($0)) }
    guard let low = ends[0], let high = ends.count == 2 ? ends[1] : low, low <= high else { return nil }
    return low...high
  }
  /// `tcp`, `6`, or `ipproto-6` as `ip -N` prints it.
  package static func proto(_ word: String) -> IPProtocol? {
    IPProtocol(name: word.hasPrefix("ipproto-") ? String(word.dropFirst(8)) : word)
  }

  /// A name, a number of `enum rtm_type` as `ip -N` prints it; nil: not a kind that a lookup can end at.
  package static func kind(_ word: String) -> Route.Kind? {
    switch word {
    case "1": .unicast
    case "2": .local
    case "3": .broadcast
    case "4": .anycast
    case "5": .multicast
    case "6": .blackhole
    case "7": .unreachable
    case "8": .prohibit
    case "9": .throw
    default: Route.Kind(rawValue: word)
    }
  }
  /// A device group's number: `default` is 0, other names stand in a file of the node.
  package static func group(_ word: String) -> UInt32? { word == "default" ? 0 : number(word) }

  /// `a6:07:8c:34:02:6d`, the first byte highest; nil if it is no Ethernet address.
  package static func mac(_ word: String) -> UInt64? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var value: UInt64 = 0
    for part in parts {
      guard part.utf8.count == 2, part.first != "+", let byte = UInt8(part, radix: 16) else { return nil }
      value = value << 8 | UInt64(byte)
    }
    return value
  }
}
