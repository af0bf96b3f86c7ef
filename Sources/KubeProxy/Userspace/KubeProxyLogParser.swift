public import PacketPath

/// What kube-proxy's log tells of the endpoints of Services: in userspace mode the only place where they stand.
public struct KubeProxyLog: Sendable, Hashable {
  /// By `namespace/name[:port]`. Empty: the Service had none in the end.
  public var endpoints: [String: [Endpoint]] = [:]
  public init() {}

  /// With what a later log tells.
  public func followed(by later: KubeProxyLog) -> KubeProxyLog {
    var both = self
    both.endpoints.merge(later.endpoints) { $1 }
    return both
  }
  /// The endpoints behind a Service; nil: the log does not tell.
  public func endpoints(of service: String) -> [Endpoint]? { endpoints[ServiceName.plain(service)] }
}

/// Reads the lines `Setting endpoints for "ns/name:port" to [10.244.1.3:53 10.244.1.4:53]` and `Removing endpoints for "ns/name:port"` of a log. The last
/// one about a Service holds; everything else is passed over.
public enum KubeProxyLogParser {
  public static func parse(_ text: SourceText) -> Parsed<KubeProxyLog> {
    var log = KubeProxyLog(), diagnostics: [Diagnostic] = []
    for (number, line) in String(decoding: text.bytes(0..<text.count), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated() {
      if let (service, list) = setting(line) {
        let words = list.split { $0 == " " || $0 == "," }
        let endpoints = words.compactMap { Endpoint(parsing: $0) }
        if endpoints.count < words.count {
          diagnostics.append(Diagnostic(.warning, "endpoints that are not understood", file: text.name, line: number + 1))
        }
        log.endpoints[ServiceName.plain(service)] = endpoints
      } else if let service = quoted(line, after: "Removing endpoints for ") {
        log.endpoints[ServiceName.plain(String(service.name))] = []
      }
    }
    return Parsed(log, diagnostics)
  }
  private static func setting(_ line: Substring) -> (service: String, list: Substring)? {
    guard let (name, rest) = quoted(line, after: "Setting endpoints for "), let open = rest.firstIndex(of: "["),
      let close = rest.lastIndex(of: "]"),
      open < close
    else { return nil }
    return (String(name), rest[rest.index(after: open)..<close])
  }
  private static func quoted(_ line: Substring, after words: String) -> (name: Substring, rest: Substring)? {
    guard let start = line.firstRange(of: words)?.upperBound else { return nil }
    // `"ns/name:port"`; in structured logs the quotes are escaped.
    let name = line[start...].drop { $0 == "\"" || $0 == "\\" }.prefix { $0 != "\"" && $0 != "\\" && $0 != " " }
    return name.isEmpty ? nil : (name, line[name.endIndex...])
  }
}

extension ServiceName {
  /// Without the colon behind a name whose port has none.
  static func plain(_ name: String) -> String { name.hasSuffix(":") ? String(name.dropLast()) : name }
}

extension ServiceTable {
  /// kube-proxy's own ports in userspace mode, where rules end, and the endpoints behind each as a log tells them; nil: it does not.
  public func proxyPorts(_ log: KubeProxyLog?) -> OrderedMap<UInt16, [Endpoint]?> {
    var result = OrderedMap<UInt16, [Endpoint]?>()
    for address in addresses {
      guard let port = address.proxyPort else { continue }
      let behind = address.service.flatMap { log?.endpoints(of: $0) }
      result[port] = .some(behind ?? result[port].flatMap { $0 })
    }
    return result
  }
}
