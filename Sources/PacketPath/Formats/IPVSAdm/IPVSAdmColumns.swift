/// Which columns stand behind a real server's address, as ipvsadm's options have it.
enum IPVSAdmColumns {
  /// Forward Weight ActiveConn InActConn
  case plain
  /// Forward TunnelInfo Weight ActiveConn InActConn
  case tunnel
  /// Uthreshold Lthreshold ActiveConn InActConn
  case thresholds
  /// Weight PersistConn ActiveConn InActConn
  case persistent
  /// Four numbers whose heading is missing: the last two are ActiveConn InActConn all the same.
  case counters
  /// Conns InPkts OutPkts InBytes OutBytes, or the same a second: nothing of that is kept.
  case statistics

  /// From the heading of the virtual servers' lines.
  init?(heading words: [String]) {
    if words.contains("Uthreshold") {
      self = .thresholds
    } else if words.contains("PersistConn") {
      self = .persistent
    } else if words.contains("Conns") || words.contains("CPS") {
      self = .statistics
    } else if words.contains("Scheduler") {
      self = .plain
    } else {
      return nil
    }
  }
  /// From the columns themselves.
  init(guessing fields: [String]) {
    if fields.count > 1, RealServer.Method(column: fields[0]) != nil {
      self = UInt32(fields[1]) == nil ? .tunnel : .plain
    } else {
      self = fields.count == 5 ? .statistics : fields.isEmpty ? .plain : .counters
    }
  }
  var count: Int { self == .tunnel || self == .statistics ? 5 : 4 }

  /// Whether columns could be of this kind.
  func fits(_ fields: [String]) -> Bool {
    guard let first = fields.first else { return true }
    let hasMethod = RealServer.Method(column: first) != nil
    switch self {
    case .plain, .tunnel: return hasMethod && (fields.count < 2 || (UInt32(fields[1]) == nil) == (self == .tunnel))
    case .thresholds, .persistent, .statistics, .counters: return !hasMethod
    }
  }

  /// False: something is not understood.
  func read(_ fields: [String], into server: inout RealServer) -> Bool {
    let numbers = fields.map { UInt32($0) }
    func number(_ i: Int) -> UInt32? { i < numbers.count ? numbers[i] : nil }
    switch self {
    case .statistics: return true
    case .counters: break
    case .plain, .tunnel:
      guard let first = fields.first else { return true }
      guard let method = RealServer.Method(column: first) else { return false }
      server.method = method
      let at = self == .tunnel ? 2 : 1
      if self == .tunnel, fields.count > 1 { server.tunnel = RealServer.Tunnel(column: fields[1]) }
      server.weight = number(at) ?? server.weight
    case .thresholds:
      server.upperThreshold = number(0) ?? 0
      server.lowerThreshold = number(1) ?? 0
    case .persistent:
      server.weight = number(0) ?? server.weight
      server.persistentConnections = number(1)
    }
    let at = self == .tunnel ? 3 : 2
    if let active = number(at) { server.counters = RealServer.Counters(active: active, inactive: number(at + 1) ?? 0) }
    // Words stand in front of the numbers.
    let words = self == .tunnel ? 2 : self == .plain ? 1 : 0
    return !numbers.dropFirst(words).contains(nil)
  }
}

extension RealServer.Method {
  init?(column: String) {
    switch column {
    case "Masq": self = .masquerade
    case "Route": self = .route
    case "Tunnel": self = .tunnel
    case "Local": self = .local
    default: return nil
    }
  }
}
extension RealServer.Tunnel {
  /// `ipip`, `gue:5555:+c`, `gre:-c`; nil: `n/a`.
  init?(column: String) {
    let parts = column.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard let kind = Kind(rawValue: parts[0]) else { return nil }
    self.init(kind, port: kind == .gue && parts.count > 1 ? UInt16(parts[1]) ?? 0 : 0)
    switch parts.last {
    case "+c": checksum = .full
    case "r+c": checksum = .remote
    default: checksum = .none
    }
  }
}
