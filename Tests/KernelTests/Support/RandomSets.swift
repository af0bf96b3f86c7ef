#if os(Linux)

  import KernelHarness
  import PacketPath

  /// The sets of random scenarios: one of each type that the kernel at hand can make, with some of the scenarios' addresses in it.
  struct RandomSets {
    struct Known: Sendable {
      var name: String
      var type: IPSetType
      var dimension: Int { type == .listSet ? 1 : type.dimension }
      var hasNomatch: Bool { type.hasNomatch }
    }
    private static let types: [IPSetType] = [
      .hashIP, .hashNet, .hashIPPort, .hashIPPortIP, .hashIPPortNet, .hashNetPort, .hashNetInterface, .bitmapIP, .bitmapIPMAC, .bitmapPort,
    ]

    /// Every set that a rule of the family may name.
    static func all(isIPv6: Bool) -> [Known] {
      types.filter { !isIPv6 || ($0 != .bitmapIP && $0 != .bitmapIPMAC) }.map { Known(name: name(of: $0), type: $0) }
        + [Known(name: "list", type: .listSet)]
    }
    /// Those that `-j SET` changes.
    static func changing(isIPv6: Bool) -> [Known] {
      all(isIPv6: isIPv6).filter { [.hashIP, .hashNet, .hashIPPort, .bitmapPort, .hashNetInterface].contains($0.type) }
    }
    private static func name(of type: IPSetType) -> String { type.rawValue.replacing(":", with: "-").replacing(",", with: "-") }

    /// The input of `ipset restore`.
    static func text(_ draw: inout Draw, isIPv6: Bool) -> String {
      let family = isIPv6 ? "inet6" : "inet", at = AddressPool.of(isIPv6: isIPv6)
      // What `--map-mark` finds.
      let carriesMarks = draw.isOnce(in: 2), skbinfo = carriesMarks ? " skbinfo" : ""
      func mark(_ draw: inout Draw) -> String {
        carriesMarks && draw.isOnce(in: 2) ? " skbmark 0x\(draw.number(1...7))/0x\(draw.pick([1, 7, 15]))" : ""
      }
      var text = ""
      for set in all(isIPv6: isIPv6) where set.type != .listSet {
        switch set.type {
        case .bitmapIP, .bitmapIPMAC: text += "create \(set.name) \(set.type.rawValue) range 192.168.0.0/24\(skbinfo)\n"
        case .bitmapPort: text += "create \(set.name) bitmap:port range 0-9000\(skbinfo)\n"
        default: text += "create \(set.name) \(set.type.rawValue) family \(family)\(skbinfo)\n"
        }
        for _ in 0..<draw.number(0...4) { text += "add \(set.name) \(element(set.type, &draw, at))\(mark(&draw)) -exist\n" }
      }
      let isMarked = carriesMarks && draw.isOnce(in: 2)
      text += "create list list:set size 8\(isMarked ? skbinfo : "")\n"
      for set in draw.some(of: all(isIPv6: isIPv6).filter { $0.type != .listSet }, 2) {
        text += "add list \(set.name)\(isMarked ? mark(&draw) : "")\n"
      }
      return text
    }

    private static func element(_ type: IPSetType, _ draw: inout Draw, _ at: AddressPool) -> String {
      let address = draw.pick(at.all), other = draw.pick(at.all)
      // The kernel takes no network of length 0 here.
      let network = draw.pick(at.networks.dropLast()), isExcluded = draw.isOnce(in: 4)
      let port = draw.pick(["tcp:80", "udp:53", "tcp:8080", "sctp:80", "tcp:443", at.own[0].contains(":") ? "icmpv6:128/0" : "icmp:8/0"])
      let nomatch = isExcluded ? " nomatch" : ""
      return switch type {
      case .hashIP: address
      case .hashNet: draw.isOnce(in: 2) ? network + nomatch : address + nomatch
      case .hashIPPort: "\(address),\(port)"
      case .hashIPPortIP: "\(address),\(port),\(other)"
      case .hashIPPortNet: "\(address),\(port),\(network)\(nomatch)"
      case .hashNetPort: "\(network),\(port)\(nomatch)"
      case .hashNetInterface: "\(draw.isOnce(in: 2) ? network : address),\(draw.pick(["eth0", "cni0", "lo"]))\(nomatch)"
      case .bitmapIP: draw.pick(["192.168.0.10", "192.168.0.77", "192.168.0.64/26"])
      // One without a MAC is given that of the first packet, for good.
      case .bitmapIPMAC: draw.pick(["192.168.0.77,02:ff:00:00:00:01", "192.168.0.10,02:ff:00:00:00:01", "192.168.0.78,02:ff:00:00:00:02"])
      default: "\(draw.pick([80, 53, 600, 8080]))"
      }
    }
  }

#endif
