/// The words of ipvsadm: addresses with ports, masks, marks, flags.
enum IPVSAdmWords {
  struct Place {
    /// Nil: a name.
    var address: Address?
    var name: String?
    var port: UInt16 = 0
    var hasPort = false
  }
  /// `10.96.0.1:443`, `[fd00::1]:443`, `10.96.0.1:https`, `node1:http`, `10.96.0.1`, and `0A600001:01BB` as in /proc.
  static func endpoint(_ word: String) -> Place? {
    if isHexadecimal(word) { return hexadecimal(word) }
    var host = word[...], place = Place()
    if word.first != "[" || !word.hasSuffix("]"), let colon = word.lastIndex(of: ":") {
      guard let number = self.port(word[word.index(after: colon)...]) else { return nil }
      (host, place.port, place.hasPort) = (word[..<colon], number, true)
    }
    if host.first == "[" {
      guard host.last == "]", let address = Address(String(host.dropFirst().dropLast())), address.family == .ipv6 else { return nil }
      place.address = address
    } else if let address = Address(String(host)), address.family == .ipv4 {
      place.address = address
    } else if host == "localhost" || host == "localhost.localdomain" {
      place.address = .loopback(.ipv4)
    } else if isName(host) {
      place.name = String(host)
    } else {
      return nil
    }
    return place
  }
  private static func isName(_ host: Substring) -> Bool {
    let isAddress = host.utf8.allSatisfy { $0 &- 48 < 10 || $0 == 0x2e }
    return !host.isEmpty && !isAddress
      && host.utf8.allSatisfy { $0 &- 48 < 10 || ($0 | 32) &- 97 < 26 || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }
  }
  private static func port(_ word: Substring) -> UInt16? { word.first == "+" ? nil : UInt16(word) ?? ServiceNames.port(String(word)) }

  // MARK: /proc/net/ip_vs

  static func isHexadecimal(_ word: String) -> Bool {
    let parts = word.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let isHex: (Substring.UTF8View) -> Bool = { $0.allSatisfy { $0 &- 48 < 10 || $0 &- 65 < 6 } }
    if parts.count == 2, parts[0].count == 8, parts[1].count == 4 { return parts.allSatisfy(isHex) }
    // `[fd00:0010:…]:01BB`: eight groups of four digits.
    return parts.count == 9 && word.hasPrefix("[") && parts[8].count == 4 && parts.dropFirst().prefix(6).allSatisfy { $0.count == 4 }
      && isHex(parts[8])
  }
  private static func hexadecimal(_ word: String) -> Place? {
    guard let colon = word.lastIndex(of: ":"), let port = UInt16(word[word.index(after: colon)...], radix: 16) else { return nil }
    let host = word[..<colon]
    if host.first == "[" { return Address(String(host.dropFirst().dropLast())).map { Place(address: $0, port: port, hasPort: true) } }
    return UInt32(host, radix: 16).map { Place(address: Address(UInt128($0), .ipv4), port: port, hasPort: true) }
  }
  static func hexMask(_ word: String, _ family: IPFamily) -> UInt128 {
    guard let bits = UInt32(word, radix: 16) else { return family.mask(length: family.width) }
    return family == .ipv4 ? UInt128(bits) : family.mask(length: Int(min(bits.byteSwapped, 128)))
  }

  // MARK: Options

  /// Debian's ipvsadm prints a mark as a signed number.
  static func mark(_ word: String) -> UInt32? {
    if word.first == "+" { return nil }
    return UInt32(word) ?? Int32(word).map { UInt32(bitPattern: $0) }
  }
  /// `255.255.255.0`, or an IPv6 prefix's length.
  static func mask(_ word: String, _ family: IPFamily) -> UInt128? {
    if family == .ipv6 { return UInt8(word).flatMap { $0 <= 128 ? family.mask(length: Int($0)) : nil } }
    return Address(word).flatMap { $0.family == .ipv4 ? $0.bits : nil }
  }
  static func flags(_ list: String) -> VirtualServer.SchedulerFlags? {
    var flags: VirtualServer.SchedulerFlags = []
    for word in list.split(separator: ",") {
      switch word {
      case "flag-1", "sh-fallback", "mh-fallback": flags.insert(.fallback)
      case "flag-2", "sh-port", "mh-port": flags.insert(.port)
      case "flag-3": flags.insert(.third)
      default: return nil
      }
    }
    return flags
  }
  static func flagNames(_ flags: VirtualServer.SchedulerFlags, of scheduler: String) -> String {
    let own = scheduler == "sh" || scheduler == "mh"
    var names: [String] = []
    if flags.contains(.fallback) { names.append(own ? scheduler + "-fallback" : "flag-1") }
    if flags.contains(.port) { names.append(own ? scheduler + "-port" : "flag-2") }
    if flags.contains(.third) { names.append("flag-3") }
    return names.joined(separator: ",")
  }

  /// Whether ipvsadm would list `a` before `b`: by a signed difference of their addresses, word by word, then by port.
  static func isSorted(_ a: RealServer, _ b: RealServer) -> Bool {
    if a.name != nil || b.name != nil || a.address.family != b.address.family { return true }
    for shift in stride(from: a.address.family.width - 32, through: 0, by: -32) {
      let first = UInt32(truncatingIfNeeded: a.address.bits >> UInt128(shift)),
        second = UInt32(truncatingIfNeeded: b.address.bits >> UInt128(shift))
      if first != second { return Int32(bitPattern: first &- second) < 0 }
    }
    return a.port <= b.port
  }
}

/// Ports by the names that `/etc/services` has for them: the ones that Services listen on.
enum ServiceNames {
  static func port(_ name: String) -> UInt16? { numbers[name] }
  private static let numbers: [String: UInt16] = [
    "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "time": 37, "domain": 53, "bootps": 67, "tftp": 69, "gopher": 70,
    "finger": 79,
    "http": 80, "kerberos": 88, "iso-tsap": 102, "pop3": 110, "sunrpc": 111, "nntp": 119, "ntp": 123, "netbios-ns": 137, "netbios-dgm": 138,
    "netbios-ssn": 139, "imap2": 143, "imap": 143, "snmp": 161, "snmp-trap": 162, "bgp": 179, "irc": 194, "ldap": 389, "svrloc": 427,
    "https": 443,
    "microsoft-ds": 445, "submissions": 465, "isakmp": 500, "syslog": 514, "shell": 514, "printer": 515, "submission": 587, "ipp": 631,
    "ldaps": 636,
    "domain-s": 853, "rsync": 873, "ftps": 990, "imaps": 993, "pop3s": 995, "socks": 1080, "openvpn": 1194, "ms-sql-s": 1433,
    "ms-sql-m": 1434,
    "ingreslock": 1524, "radius": 1812, "radius-acct": 1813, "mqtt": 1883, "nfs": 2049, "zookeeper": 2181, "docker": 2375, "docker-s": 2376,
    "etcd-client": 2379, "etcd-server": 2380, "mysql": 3306, "ms-wbt-server": 3389, "stun": 3478, "diameter": 3868, "epmd": 4369,
    "ipsec-nat-t": 4500,
    "sip": 5060, "sip-tls": 5061, "xmpp-client": 5222, "xmpp-server": 5269, "mdns": 5353, "postgresql": 5432, "amqps": 5671, "amqp": 5672,
    "redis": 6379,
    "x11": 6000, "git": 9418, "http-alt": 8080, "https-alt": 8443, "bacula-dir": 9101, "bacula-fd": 9102, "bacula-sd": 9103,
    "zabbix-agent": 10050,
    "zabbix-trapper": 10051, "webmin": 10000, "mongodb": 27017, "kazaa": 1214, "webcache": 8080, "cfengine": 5308, "puppet": 8140,
  ]
}
