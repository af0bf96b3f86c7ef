/// One command of ipvsadm, as `ipvsadm -S` prints it: `-a -t 10.96.0.1:443 -r 192.168.0.2:6443 -m -w 1`.
struct IPVSAdmCommand {
  enum Action { case addService, editService, deleteService, addServer, editServer, deleteServer, clear }
  private(set) var action: Action?
  var service = VirtualServer(.mark(0, .ipv4))
  /// The first option that is not understood.
  private(set) var wrong: String?
  private var place: (word: String, proto: IPProtocol)?
  private var mark: UInt32?
  private var isIPv6 = false
  private var real: IPVSAdmWords.Place?
  private var method = RealServer.Method.route, tunnel = RealServer.Tunnel()
  private var weight: UInt32 = 1, upper: UInt32 = 0, lower: UInt32 = 0
  private var timeout: UInt32?, mask: String?

  /// Whether an option makes ipvsadm list or save.
  static func isListing(_ word: String) -> Bool {
    word.hasPrefix("-l") || word.hasPrefix("-L") || word.hasPrefix("-S") || word == "--list" || word == "--save" || word == "-n"
      || word == "-R"
      || word == "--restore" || word.hasPrefix(">") || word.hasPrefix("|")
  }

  init(_ words: [String]) {
    var rest = words[...]
    while let word = rest.popFirst() {
      // `--weight=1`
      let parts = word.hasPrefix("--") ? word.split(separator: "=", maxSplits: 1).map(String.init) : [word]
      if parts.count == 2 { rest = [parts[1]] + rest }
      if !read(parts[0], &rest) && wrong == nil { wrong = word }
    }
    if let selector { service.selector = selector }
    if let timeout {
      let family = service.family
      service.persistence = VirtualServer.Persistence(
        timeout: timeout, mask: mask.flatMap { IPVSAdmWords.mask($0, family) } ?? family.mask(length: family.width))
    }
  }

  /// Nil: none is named, or not by an address.
  var selector: VirtualServer.Selector? {
    if let mark { return .mark(mark, isIPv6 ? .ipv6 : .ipv4) }
    guard let place, let endpoint = IPVSAdmWords.endpoint(place.word), let address = endpoint.address else { return nil }
    return .address(address, port: endpoint.port, proto: place.proto)
  }
  /// Nil: none is named. One without a port has the virtual server's.
  var server: RealServer? {
    guard let real else { return nil }
    var server = RealServer(real.address ?? .any(service.family), port: real.hasPort ? real.port : service.port, weight: weight)
    server.name = real.name
    server.method = method
    server.tunnel = method == .tunnel ? tunnel : nil
    server.upperThreshold = upper
    server.lowerThreshold = lower
    return server
  }

  /// False: not understood.
  private mutating func read(_ option: String, _ rest: inout ArraySlice<String>) -> Bool {
    switch option {
    case "-A", "--add-service": action = .addService
    case "-E", "--edit-service": action = .editService
    case "-D", "--delete-service": action = .deleteService
    case "-a", "--add-server": action = .addServer
    case "-e", "--edit-server": action = .editServer
    case "-d", "--delete-server": action = .deleteServer
    case "-C", "--clear": action = .clear
    case "-t", "--tcp-service": return readPlace(.tcp, &rest)
    case "-u", "--udp-service": return readPlace(.udp, &rest)
    case "--sctp-service": return readPlace(.sctp, &rest)
    case "-f", "--fwmark-service":
      mark = rest.popFirst().flatMap(IPVSAdmWords.mark)
      return mark != nil
    case "-6", "--ipv6": isIPv6 = true
    case "-n", "--numeric": break
    case "-r", "--real-server":
      real = rest.popFirst().flatMap(IPVSAdmWords.endpoint)
      return real != nil
    default: return readSetting(option, &rest)
    }
    return true
  }
  private mutating func readPlace(_ proto: IPProtocol, _ rest: inout ArraySlice<String>) -> Bool {
    place = rest.popFirst().map { ($0, proto) }
    return place.map { IPVSAdmWords.endpoint($0.word)?.address != nil } ?? false
  }
  private mutating func readSetting(_ option: String, _ rest: inout ArraySlice<String>) -> Bool {
    func number() -> UInt32? { rest.first.flatMap { $0.first == "+" ? nil : UInt32($0) } }
    switch option {
    case "-s", "--scheduler":
      guard let name = rest.popFirst() else { return false }
      service.scheduler = name
    case "-p", "--persistent":
      // Without a number, 360 seconds.
      timeout = number() ?? 360
      if number() != nil { rest.removeFirst() }
    case "-M", "--netmask": mask = rest.popFirst()
    case "--pe": service.persistenceEngine = rest.popFirst()
    case "-o", "--ops": service.isOnePacket = true
    case "-b", "--sched-flags":
      guard let flags = rest.popFirst().flatMap(IPVSAdmWords.flags) else { return false }
      service.flags = flags
    case "-m", "--masquerading": method = .masquerade
    case "-g", "--gatewaying": method = .route
    case "-i", "--ipip": method = .tunnel
    case "-w", "--weight", "-x", "--u-threshold", "-y", "--l-threshold":
      guard let value = number() else { return false }
      rest.removeFirst()
      if option.hasSuffix("w") || option == "--weight" {
        weight = value
      } else if option == "-x" || option == "--u-threshold" {
        upper = value
      } else {
        lower = value
      }
    case "--tun-type":
      guard let kind = rest.popFirst().flatMap(RealServer.Tunnel.Kind.init(rawValue:)) else { return false }
      tunnel.kind = kind
    case "--tun-port":
      guard let port = rest.popFirst().flatMap({ UInt16($0) }) else { return false }
      tunnel.port = port
    case "--tun-nocsum": tunnel.checksum = .none
    case "--tun-csum": tunnel.checksum = .full
    case "--tun-remcsum": tunnel.checksum = .remote
    default: return false
    }
    return true
  }
}
