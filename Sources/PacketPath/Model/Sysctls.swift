/// Kernel settings, by their dotted names.
public struct Sysctls: Sendable {
  private var values = OrderedMap<String, String>()
  /// Those of them that packets are asked about.
  private(set) var settings = Settings()
  public init() {}
  public subscript(_ key: String) -> String? {
    get { values[key] }
    set {
      let key = Self.normal(key)
      values[key] = newValue
      settings.note(key, newValue)
    }
  }
  /// The first separator of a key is its separator, as sysctl has it:
  /// `net/ipv4/conf/eth0.100/rp_filter` is `net.ipv4.conf.eth0/100.rp_filter`.
  private static func normal(_ key: String) -> String {
    guard key.first(where: { $0 == "." || $0 == "/" }) == "/" else { return key }
    return key.split(separator: "/").map { $0.replacing(".", with: "/") }.joined(separator: ".")
  }
  /// Where both set a key, `other` wins.
  public mutating func merge(_ other: Sysctls) {
    for key in other.values.keys {
      values[key] = other.values[key]
      settings.note(key, other.values[key])
    }
  }
  public func number(_ key: String) -> Int? { values[key].flatMap { Int($0) } }
  public var isEmpty: Bool { values.isEmpty }
  /// Whether these are all settings of a node, as `sysctl -a` prints them, and not some that a person gave: a key that is missing then says
  /// that its module is not loaded.
  public var isListing: Bool { settings.isListing }
}

extension Sysctls: Equatable {
  public static func == (a: Sysctls, b: Sysctls) -> Bool { a.values == b.values }
}

extension Sysctls {
  /// The numbers that a packet's way depends on, in fields: a walk puts no key together.
  struct Settings: Sendable {
    enum Key: Int, CaseIterable {
      case tcpLoose, forwarding4, forwarding6, bridgeCalls4, bridgeCalls6, conntrackChecksum, sloppyTCP, virtualServerConntrack
      fileprivate var name: String {
        switch self {
        case .tcpLoose: "net.netfilter.nf_conntrack_tcp_loose"
        case .conntrackChecksum: "net.netfilter.nf_conntrack_checksum"
        case .forwarding4: "net.ipv4.ip_forward"
        case .forwarding6: "net.ipv6.conf.all.forwarding"
        case .bridgeCalls4: "net.bridge.bridge-nf-call-iptables"
        case .bridgeCalls6: "net.bridge.bridge-nf-call-ip6tables"
        case .sloppyTCP: "net.ipv4.vs.sloppy_tcp"
        case .virtualServerConntrack: "net.ipv4.vs.conntrack"
        }
      }
    }
    /// Of `net.ipv4.conf.DEVICE`.
    enum DeviceKey: Int, CaseIterable {
      case rpFilter, acceptLocal, srcValidMark, routeLocalnet, forwarding
      fileprivate var name: String {
        switch self {
        case .rpFilter: "rp_filter"
        case .acceptLocal: "accept_local"
        case .srcValidMark: "src_valid_mark"
        case .routeLocalnet: "route_localnet"
        case .forwarding: "forwarding"
        }
      }
    }
    private typealias DeviceValues = InlineArray<5, Int?>
    private var values = InlineArray<8, Int?>(repeating: nil)
    private var all = DeviceValues(repeating: nil), defaults = DeviceValues(repeating: nil)
    private var devices: [InterfaceName] = [], deviceValues: [DeviceValues] = []
    private var places = SlotTable()
    private var listed4 = false, listed6 = false

    var isListing: Bool { listed4 || listed6 }
    @inline(__always) subscript(_ key: Key) -> Int? { values[key.rawValue] }
    /// A setting of a device alone.
    @inline(__always) func own(_ key: DeviceKey, of device: InterfaceName) -> Int? {
      place(of: device).flatMap { deviceValues[$0][key.rawValue] }
    }
    /// How the kernel combines a setting of a device with that of `all`: IN_DEV_ORCONF, IN_DEV_MAXCONF.
    enum Combination { case or, maximum }
    @inline(__always) func number(_ key: DeviceKey, on device: InterfaceName, combine: Combination) -> Int {
      let everywhere = all[key.rawValue] ?? 0
      let here = (device.isKnown ? own(key, of: device) : nil) ?? defaults[key.rawValue] ?? 0
      return combine == .or ? everywhere | here : max(everywhere, here)
    }
    @inline(__always) private func place(of device: InterfaceName) -> Int? {
      if places.isEmpty { return nil }
      var slot = places.start(Self.hash(device))
      while let place = places.index(at: slot) {
        if devices[place] == device { return place }
        slot = places.next(slot)
      }
      return nil
    }
    private static func hash(_ device: InterfaceName) -> UInt64 {
      var hash = WordHash()
      hash.combine(device.low)
      hash.combine(device.high)
      return hash.value
    }

    fileprivate mutating func note(_ key: String, _ value: String?) {
      if key == "net.ipv4.conf.lo.forwarding" { listed4 = value != nil }
      if key == "net.ipv6.conf.lo.forwarding" { listed6 = value != nil }
      let number = value.flatMap { Int($0) }
      if let own = Key.allCases.first(where: { $0.name == key }) {
        values[own.rawValue] = number
      } else if key.hasPrefix("net.ipv4.conf."), let dot = key.lastIndex(of: "."),
        let own = DeviceKey.allCases.first(where: { $0.name == key[key.index(after: dot)...] })
      {
        note(own, String(key[..<dot].dropFirst("net.ipv4.conf.".count)), number)
      }
    }
    /// Device names have a slash for each of their dots here.
    private mutating func note(_ key: DeviceKey, _ device: String, _ number: Int?) {
      if device == "all" { all[key.rawValue] = number }
      if device == "default" { defaults[key.rawValue] = number }
      guard let name = InterfaceName(device.replacing("/", with: ".")) else { return }
      if let place = place(of: name) {
        deviceValues[place][key.rawValue] = number
      } else {
        var values = DeviceValues(repeating: nil)
        values[key.rawValue] = number
        devices.append(name)
        deviceValues.append(values)
        places.insert(devices.count - 1) { Self.hash(devices[$0]) }
      }
    }
  }
}
