/// What a listing of devices tells.
public struct InterfaceListing: Sendable, Equatable {
  public var interfaces: [Interface] = []
  /// Nil: a listing of links, which says nothing of addresses.
  public var addresses: [InterfaceAddress]?
  public init(interfaces: [Interface] = [], addresses: [InterfaceAddress]? = nil) {
    self.interfaces = interfaces
    self.addresses = addresses
  }
}

/// Reads what `ip addr` and `ip link` print, with or without `-o`, `-br`, `-d`, `-s`, `-c`.
///
/// A device's index is 0 where the text does not tell it (`-br`). `ip -o addr` does not tell whether a device is up: it is taken to be.
public struct AddressesParser {
  private var lines: LineReader
  private var listing = InterfaceListing()
  /// Where each device stands in the listing.
  private var places: [InterfaceName: Int] = [:]
  /// The device that indented lines belong to; nil: their device is left out.
  private var current: Int?
  /// A line said something of addresses, or is of a listing that would.
  private var tellsAddresses = false

  public static func parse(_ text: SourceText) -> Parsed<InterfaceListing> {
    var parser = AddressesParser(lines: LineReader(text))
    while let line = parser.lines.next() { parser.read(line) }
    if !parser.tellsAddresses { parser.listing.addresses = nil }
    return parser.lines.finish(parser.listing)
  }
  private init(lines: LineReader) {
    self.lines = lines
    listing.addresses = []
  }

  private mutating func read(_ line: TextLine) {
    let first = line.words[0].text
    if line.isIndented || first == "inet" || first == "inet6" || first.hasPrefix("link/") { return readDetail(line) }
    if first.last == ":", let index = Int(first.dropLast()), index >= 0, line.words.count > 1 { return readHeader(line, index: index) }
    if line.words.count > 1, Self.isState(line.words[1].text) { return readBrief(line) }
    if first == "Deleted" {
      lines.remark(.note, "a device or address that `ip monitor` saw vanish is left out", line)
    } else {
      lines.remark(.warning, "not a line of ip addr or ip link: \(first.shown)", line)
    }
    current = nil
  }
  static func isState(_ word: String) -> Bool {
    ["UP", "DOWN", "UNKNOWN", "LOWERLAYERDOWN", "DORMANT", "TESTING", "NOTPRESENT"].contains(word)
  }

  // MARK: Devices

  /// `2: eth0@if5: <BROADCAST,UP> mtu 1500 … master br0 … group default`, or with `-o` `2: eth0    inet 10.0.0.1/24 …`
  private mutating func readHeader(_ line: TextLine, index: Int) {
    guard declare(line, 1, index: index), let place = current else { return }
    guard line.words.count > 2, line.words[2].text.hasPrefix("<") else {
      if line.words.count > 2, ["inet", "inet6"].contains(line.words[2].text) {
        readAddress(line, from: 2)
      } else if line.words.count > 2 {
        readDetail(line, from: 2)
      }
      return
    }
    listing.interfaces[place].isUp = Self.isUp(line.words[2].text)
    if !line.words.contains(where: { $0.text == "mode" }) { tellsAddresses = true }
    for i in 3..<max(line.words.count - 1, 3) {
      let value = line.words[i + 1].text
      switch line.words[i].text {
      case "master":
        listing.interfaces[place].master = InterfaceName(value)
        if listing.interfaces[place].master == nil { lines.remark(.warning, "\(value.shown) is not a device's name", line, i + 1) }
      case "group":
        if let group = IPRouteWords.group(value) {
          listing.interfaces[place].group = group
        } else {
          lines.remark(.warning, "the number of the group \(value.shown) is not known; 0 is taken", line, i + 1)
        }
      default: break
      }
    }
  }
  private static func isUp(_ flags: String) -> Bool { flags.split { "<>,".contains($0) }.contains("UP") }

  /// `eth0@if5  UP  10.0.0.1/24 fd00::1/64`, or of links `eth0@if5  UP  a6:07:8c:34:02:6d <BROADCAST,UP>`
  private mutating func readBrief(_ line: TextLine) {
    guard declare(line, 0, index: 0), let place = current else { return }
    listing.interfaces[place].isUp = line.words[1].text != "DOWN"
    var i = 2, flags = false
    while i < line.words.count {
      let word = line.words[i].text
      if word.hasPrefix("<") {
        listing.interfaces[place].isUp = Self.isUp(word)
        flags = true
      } else if let mac = IPRouteWords.mac(word) {
        listing.interfaces[place].mac = mac
      } else if word == "metric" || word == "proto" {
        i += 1
      } else if word == "peer", i + 1 < line.words.count {
        i += 1
        setPeer(line, i)
      } else if Network(word) != nil {
        append(line, i, scope: nil)
      } else if line.words.last?.text.hasPrefix("<") != true {
        lines.remark(.warning, "not an address: \(word.shown)", line, i)
      }
      i += 1
    }
    if !flags { tellsAddresses = true }
  }

  /// Makes the device that a word names the current one.
  private mutating func declare(_ line: TextLine, _ word: Int, index: Int) -> Bool {
    current = nil
    let whole = line.words[word].text
    let name = (whole.last == ":" ? whole.dropLast() : whole[...]).split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)[0]
    guard let interface = InterfaceName(name) else {
      lines.remark(.warning, "\(whole.shown) is not a device's name", line, word)
      return false
    }
    if let place = places[interface] {
      current = place
    } else {
      current = listing.interfaces.count
      places[interface] = current
      listing.interfaces.append(Interface(index: index, name: interface))
    }
    return true
  }

  // MARK: What stands below a device

  private mutating func readDetail(_ line: TextLine, from start: Int = 0) {
    guard let place = current else { return }
    let word = line.words[start].text
    switch word {
    case "inet", "inet6": readAddress(line, from: start)
    case _ where word.hasPrefix("link/"):
      if line.words.count > start + 1, let mac = IPRouteWords.mac(line.words[start + 1].text) { listing.interfaces[place].mac = mac }
    case _ where Self.details.contains(word) || word.utf8.allSatisfy({ $0 &- 48 < 10 }): break
    default: lines.remark(.note, "a line about the device that is not known: \(word.shown)", line, start)
    }
  }
  /// What `-d` and `-s` print below a device, none of which moves a packet.
  private static let details: Set<String> = [
    "valid_lft", "altname", "alias", "RX", "TX", "RX:", "TX:", "vf", "prog/xdp", "prog", "promiscuity", "addrgenmode", "numtxqueues",
    "bridge",
    "bridge_slave", "bond", "bond_slave", "veth", "vlan", "vxlan", "dummy", "tun", "ipip", "sit", "gre", "gretap", "erspan", "ip6tnl",
    "ip6gre",
    "ip6gretap", "ip6erspan", "geneve", "macvlan", "macvtap", "ipvlan", "ipvtap", "vrf", "vrf_slave", "wireguard", "nlmon", "ifb", "can",
    "vcan", "xfrm", "vti", "vti6", "hsr", "openvswitch", "team", "team_slave", "bareudp", "rmnet", "gtp", "netdevsim", "amt", "ipoib",
    "netkit",
    "parentbus", "macsec", "virt_wifi", "batadv", "dsa", "vsockmon",
  ]

  /// `inet 10.9.0.1 peer 10.9.0.2/32 brd … scope global secondary eth0`
  private mutating func readAddress(_ line: TextLine, from start: Int) {
    tellsAddresses = true
    guard start + 1 < line.words.count, append(line, start + 1, scope: nil) else {
      return lines.remark(.warning, "an address line without an address", line, start)
    }
    let family: IPFamily = line.words[start].text == "inet" ? .ipv4 : .ipv6
    if listing.addresses?.last?.address.family != family { lines.remark(.warning, "an address of the other family", line, start + 1) }
    var i = start + 2
    while i < line.words.count {
      let word = line.words[i].text
      let hasValue = i + 1 < line.words.count
      switch word {
      case "secondary": withLast { $0.isSecondary = true }
      case "peer" where hasValue:
        i += 1
        setPeer(line, i)
      case "scope" where hasValue:
        i += 1
        setScope(line, i)
      case _ where hasValue && Self.valued.contains(word): i += 1
      case _ where Self.flags.contains(word): break
      case _ where family == .ipv4 && !hasValue: break  // the label
      default: lines.remark(.note, "a word of the address that is not known: \(word.shown)", line, i)
      }
      i += 1
    }
  }
  private static let valued: Set<String> = ["brd", "any", "metric", "proto", "flags", "valid_lft", "preferred_lft"]
  private static let flags: Set<String> = [
    "temporary", "tentative", "deprecated", "dadfailed", "dynamic", "permanent", "mngtmpaddr", "noprefixroute", "nodad", "home",
    "optimistic",
    "autojoin", "stable-privacy",
  ]

  /// Adds the address that a word is; false if it is none.
  @discardableResult
  private mutating func append(_ line: TextLine, _ word: Int, scope: RouteScope?) -> Bool {
    let text = line.words[word].text
    guard let place = current, let prefix = AddressAndLength(text) else { return false }
    listing.addresses?.append(InterfaceAddress(listing.interfaces[place].name, prefix.address, length: prefix.length, scope: scope))
    return true
  }
  /// The prefix length stands behind the peer, whose network it is.
  private mutating func setPeer(_ line: TextLine, _ word: Int) {
    guard let peer = AddressAndLength(line.words[word].text), peer.address.family == listing.addresses?.last?.address.family else {
      return lines.remark(.warning, "not the other end's address: \(line.words[word].text.shown)", line, word)
    }
    withLast {
      $0.peer = peer.address
      $0.length = peer.length
    }
  }
  private mutating func setScope(_ line: TextLine, _ word: Int) {
    guard let scope = RouteScope(name: line.words[word].text) else {
      return lines.remark(.note, "a scope that is not known: \(line.words[word].text.shown)", line, word)
    }
    withLast { $0.scope = scope }
  }
  private mutating func withLast(_ change: (inout InterfaceAddress) -> Void) {
    guard let last = listing.addresses?.indices.last else { return }
    change(&listing.addresses![last])
  }
}

/// `10.0.0.1/24`: an address and the length of its network, whose host bits count.
package struct AddressAndLength: Equatable {
  package var address: Address
  package var length: Int
  /// Without a length, it is the whole address's.
  package init?(_ word: String) {
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let address = Address(parts[0]) else { return nil }
    self.address = address
    length = address.family.width
    guard parts.count == 2 else { return }
    guard let length = Int(parts[1]), (0...address.family.width).contains(length) else { return nil }
    self.length = length
  }
}
