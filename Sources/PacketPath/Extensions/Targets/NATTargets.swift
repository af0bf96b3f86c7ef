/// The address, port and flag options of DNAT and SNAT.
struct NATOptions: BitwiseCopyable {
  var addresses: AddressRange?
  var ports: PortRange?
  var basePort: UInt16?
  var isRandom = false, isFullyRandom = false, isPersistent = false

  private init() {}
  /// The address option and the flags, which may stand in front of it.
  static func read(_ option: Keyword, _ reader: inout RuleReader, allowsFully: Bool) -> NATOptions? {
    var flags = NATOptions()
    flags.readFlags(&reader, allowsFully: allowsFully)
    guard reader.takesPlain(option), var all = NATOptions(&reader) else { return nil }
    (all.isRandom, all.isFullyRandom, all.isPersistent) = (flags.isRandom, flags.isFullyRandom, flags.isPersistent)
    all.readFlags(&reader, allowsFully: allowsFully)
    return all
  }
  /// `A`, `A-B`, `A:p`, `A:p-q`, `A:p-q/base`, `:p`; IPv6 in brackets where a port follows.
  private init?(_ reader: inout RuleReader) {
    var isBracketed = false
    if reader.family == .ipv6 { isBracketed = reader.takesByte(0x5b) }
    if reader.cursor.byte() != 0x3a || isBracketed || (reader.family == .ipv6 && reader.cursor.byte(1) == 0x3a) {
      guard let low = reader.partialAddress() else { return nil }
      var high = low
      if reader.takesByte(0x2d) {
        guard let last = reader.partialAddress() else { return nil }
        high = last
      }
      addresses = AddressRange(low, high)
    }
    if isBracketed && !reader.takesByte(0x5d) { return nil }
    if reader.takesByte(0x3a) && !readPorts(&reader) { return nil }
    guard reader.cursor.endsValue() else { return nil }
  }
  private mutating func readPorts(_ reader: inout RuleReader) -> Bool {
    guard let low = reader.partialPort() else { return false }
    var range = PortRange(low)
    if reader.takesByte(0x2d) {
      guard let high = reader.partialPort(), high >= low else { return false }
      range.high = high
      if reader.takesByte(0x2f) {
        guard let base = reader.partialPort() else { return false }
        basePort = base
      }
    }
    ports = range
    return true
  }
  /// `--random`, `--random-fully`, `--persistent`, in any order.
  mutating func readFlags(_ reader: inout RuleReader, allowsFully: Bool) {
    while true {
      if !isRandom, reader.takesPlain("--random") {
        isRandom = true
      } else if allowsFully, !isFullyRandom, reader.takesPlain("--random-fully") {
        isFullyRandom = true
      } else if !isPersistent, reader.takesPlain("--persistent") {
        isPersistent = true
      } else {
        return
      }
    }
  }
  func translation(_ kind: Translation.Kind, _ side: ManipulatedSide) -> Translation {
    var result = Translation(kind, side)
    result.addresses = addresses
    result.ports = ports
    result.basePort = basePort
    result.isRandom = isRandom || isFullyRandom
    result.isPersistent = isPersistent
    return result
  }
  func save(to writer: inout RuleWriter) {
    if let addresses {
      let brackets = writer.family == .ipv6 && ports != nil
      var text = Address(addresses.low, writer.family).description
      if addresses.high != addresses.low { text += "-\(Address(addresses.high, writer.family))" }
      writer.write(brackets ? "[\(text)]" : text)
    }
    if let ports {
      writer.write(":\(ports)")
      if let basePort { writer.write("/\(basePort)") }
    }
    saveFlags(to: &writer)
  }
  func saveFlags(to writer: inout RuleWriter) {
    if isRandom { writer.write(" --random") }
    if isFullyRandom { writer.write(" --random-fully") }
    if isPersistent { writer.write(" --persistent") }
  }
}

/// `-j DNAT --to-destination …`: a new destination, in nat PREROUTING and OUTPUT (xt_nat.c).
///
/// One IPv4 address with a port, as kube-proxy writes it, stands in the target itself.
public struct DNATTarget: Target {
  public static let info = ExtensionInfo(
    "DNAT", options: ["--to-destination [addr[-addr]][:port[-port[/base]]]", "--random", "--persistent"], model: .partial,
    "Exact, by the kernel's hash out of a range of addresses too; which port is drawn at random is unknown.")
  private enum Form: BitwiseCopyable {
    case endpoint(address: UInt32, port: UInt16)
    case options(Stored<NATOptions>)
  }
  private let form: Form

  @inline(__always) public init?(parsing reader: inout RuleReader) {
    let start = reader.cursor.offset
    if reader.takesPlain("--to-destination"), reader.family == .ipv4, let address = reader.partialIPv4(), reader.takesByte(0x3a),
      let port = reader.partialNumber(upTo: 65535),
      reader.cursor.byte() == 10
    {
      form = .endpoint(address: address, port: UInt16(truncatingIfNeeded: port))
      return
    }
    reader.cursor.offset = start
    guard let options = NATOptions.read("--to-destination", &reader, allowsFully: false) else { return nil }
    form = .options(reader.store(options))
  }
  @inline(__always) public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    switch form {
    case .endpoint(let address, let port):
      var translation = Translation(.dnat, .destination)
      translation.addresses = AddressRange(UInt128(address), UInt128(address))
      translation.ports = PortRange(port)
      return .translate(translation)
    case .options(let place): return .translate(context.ruleset.heap[place].translation(.dnat, .destination))
    }
  }
  /// The one address and port that it leads to, if it names just one.
  public func endpoint(in tables: RuleTables) -> (address: Address?, port: UInt16?)? {
    switch form {
    case .endpoint(let address, let port): return (Address(UInt128(address), .ipv4), port)
    case .options(let place):
      let options = tables.heap[place]
      if let addresses = options.addresses, addresses.low != addresses.high { return nil }
      if let ports = options.ports, !ports.isSingle { return nil }
      return (options.addresses.map { Address($0.low, tables.family) }, options.ports?.low)
    }
  }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j DNAT --to-destination ")
    switch form {
    case .endpoint(let address, let port): writer.write("\(Address(UInt128(address), .ipv4)):\(port)")
    case .options(let place): writer.ruleset.heap[place].save(to: &writer)
    }
  }
  public var needsConntrack: Bool { true }
}

/// `-j SNAT --to-source …`: a new source, in nat POSTROUTING and INPUT (xt_nat.c).
public struct SNATTarget: Target {
  public static let info = ExtensionInfo(
    "SNAT", options: ["--to-source [addr[-addr]][:port[-port]]", "--random", "--random-fully", "--persistent"], model: .partial,
    "Exact, by the kernel's hash out of a range of addresses too; which port is drawn at random is unknown.")
  private let options: Stored<NATOptions>

  public init?(parsing reader: inout RuleReader) {
    guard let all = NATOptions.read("--to-source", &reader, allowsFully: true), all.basePort == nil else { return nil }
    options = reader.store(all)
  }
  public func apply(to skb: inout SocketBuffer, in context: EvaluationContext) -> TargetEffect {
    .translate(context.ruleset.heap[options].translation(.snat, .source))
  }
  /// The addresses of which one becomes the source; nil: it stays.
  func addresses(in heap: Heap) -> AddressRange? { heap[options].addresses }
  public func save(to writer: inout RuleWriter) {
    writer.write(" -j SNAT --to-source ")
    writer.ruleset.heap[options].save(to: &writer)
  }
  public var needsConntrack: Bool { true }
}
