/// Writes virtual servers as `ipvsadm -Sn` does.
///
/// What that does not save is lost here too: thresholds, counters, and of real servers that have only a name, everything but the name.
public enum IPVSAdmWriter {
  public static func write(_ servers: VirtualServers) -> String { servers.all.map(write).joined() }

  public static func write(_ server: VirtualServer) -> String {
    let service = option(server.selector)
    var text = "-A \(service) -s \(server.scheduler)"
    if let persistence = server.persistence {
      text += " -p \(persistence.timeout)"
      let family = server.family
      if persistence.mask != family.mask(length: family.width) {
        text += " -M " + (family == .ipv4 ? Address(persistence.mask, .ipv4).description : String(persistence.mask.nonzeroBitCount))
      }
    }
    if let engine = server.persistenceEngine { text += " --pe \(engine)" }
    if server.isOnePacket { text += " -o" }
    if !server.flags.isEmpty { text += " -b " + IPVSAdmWords.flagNames(server.flags, of: server.scheduler) }
    return text + "\n" + server.realServers.map { "-a \(service) \(words(of: $0))\n" }.joined()
  }
  private static func option(_ selector: VirtualServer.Selector) -> String {
    switch selector {
    case .mark(let mark, let family): "-f \(mark)" + (family == .ipv6 ? " -6" : "")
    case .address(let address, let port, let proto):
      (proto == .tcp ? "-t " : proto == .udp ? "-u " : "--sctp-service ") + Endpoint(address, port: port).description
    }
  }
  private static func words(of server: RealServer) -> String {
    let method =
      switch server.method {
      case .masquerade: "-m"
      case .route, .local: "-g"
      case .tunnel: "-i"
      }
    var text = "-r \(server) \(method) -w \(server.weight)"
    if server.method == .tunnel {
      let tunnel = server.tunnel ?? RealServer.Tunnel()
      text += " --tun-type \(tunnel.kind.rawValue)"
      if tunnel.kind == .gue { text += " --tun-port \(tunnel.port)" }
      if tunnel.kind != .ipip { text += " --tun-\(tunnel.checksum.rawValue)" }
    }
    return text
  }
}
