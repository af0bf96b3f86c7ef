/// One input, as answers name it.
public struct InputDescription: Sendable, Hashable {
  /// A file name; `-` for standard input.
  public var name: String
  /// `iptables-save`, `ipvsadm` …
  public var kind: String
  /// For rules: the kernel backend that holds them.
  public var backend: Backend?
  public init(name: String, kind: String, backend: Backend? = nil) {
    self.name = name
    self.kind = kind
    self.backend = backend
  }
}

/// What an answer says beside the prediction itself.
public struct PredictionContext: Sendable {
  public var inputs: [InputDescription] = []
  /// For each of the node's rulesets, its place in ``inputs``.
  public var inputOfRuleset: [Int] = []
  /// Fractions are written whole, however long.
  public var isExact = false
  /// The user's name for a packet of a batch, as JSON text (a string, a number …).
  public var id: String?
  /// `pod`, `node` or `outside`, if the answer is one of three.
  public var from: String?
  /// Ports of the node at which kube-proxy's userspace mode listens, and the endpoints behind each; nil: no log names them.
  public var userspacePorts = OrderedMap<UInt16, [Endpoint]?>()
  /// By ``Endpoint/host``.
  public var hostNames = OrderedMap<UInt32, String>()
  public init() {}

  /// `10.244.1.7:9376`, or `name:9376` where only a name is known.
  public func text(of endpoint: Endpoint) -> String {
    guard endpoint.host != 0, let name = hostNames[endpoint.host] else { return endpoint.description }
    return name + (endpoint.port.map { ":\($0)" } ?? "")
  }
  func input(ofRuleset index: Int) -> Int { inputOfRuleset.indices.contains(index) ? inputOfRuleset[index] : index }
  /// Denominators up to 2^1024 are written (CONTRACT: `fraction`).
  static let longestDenominator = 1024
}

extension Prediction {
  /// The members of one answer: everything but `schema`.
  public func writeMembers(to json: inout JSONWriter, _ context: PredictionContext) {
    if let from = context.from { json.member("from", from) }
    json.member("packet") { packet.write(to: &$0) }
    json.member("outcomes") { $0.array(outcomes, .lines) { json, outcome in outcome.write(to: &json, context) } }
    json.member("endpoints") { $0.array(endpoints, .lines) { json, endpoint in endpoint.write(to: &json, context) } }
    json.member("unknown", isUnknown)
    json.member("truncated", isTruncated)
    json.member("remainder") { json in
      guard let remainder else { return json.null() }
      json.object { json in json.writeShare(remainder, context) }
    }
    json.member("inputs") { $0.array(context.inputs, .lines) { json, input in input.write(to: &json) } }
    json.member("notes") { $0.array(notes, .lines) { json, note in note.write(to: &json) } }
  }
  /// The whole answer, `schema` first.
  public func write(to json: inout JSONWriter, _ context: PredictionContext) {
    json.object(.lines) { json in
      json.member("schema", 1)
      if let id = context.id { json.member("id") { $0.verbatim(id) } }
      writeMembers(to: &json, context)
    }
  }
}

extension InputDescription {
  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("kind", kind)
      if let backend { json.member("backend", backend.rawValue) }
    }
  }
}

extension Diagnostic {
  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("severity", severity.rawValue)
      if !file.isEmpty { json.member("file", file) }
      if let line { json.member("line", line) }
      if let column { json.member("column", column) }
      json.member("message", message)
    }
  }
}

extension EndpointShare {
  public func write(to json: inout JSONWriter, _ context: PredictionContext) {
    json.object { json in
      json.member("address", endpoint.address?.description)
      json.member("port", endpoint.port)
      if endpoint.host != 0 { json.member("host", context.hostNames[endpoint.host]) }
      json.writeShare(share, context)
      if let minimum { json.member("minimum") { $0.object { $0.writeShare(minimum, context) } } }
      if let maximum { json.member("maximum") { $0.object { $0.writeShare(maximum, context) } } }
      json.writeProxy(of: endpoint, context)
    }
  }
}

extension JSONWriter {
  /// `probability` and `fraction`. False: the fraction is too long, and null.
  @discardableResult mutating func writeShare(_ weight: Weight, _ context: PredictionContext) -> Bool {
    let isWritten = context.isExact || weight.denominatorExponent <= PredictionContext.longestDenominator
    member("probability", weight.probability)
    member("fraction", isWritten ? weight.description : nil)
    return isWritten
  }
}

extension Packet {
  /// The packet's headers and what the kernel knows of it. A port that may be any of a range is null.
  public func write(to json: inout JSONWriter) {
    let hasPorts = proto.hasPorts && !isLaterFragment
    json.object { json in
      json.member("family", family == .ipv4 ? "ipv4" : "ipv6")
      json.member("protocol", proto.description)
      json.member("source", isSourceUnknown ? nil : sourceAddress.description)
      json.member("sourcePort", hasPorts && sourcePort.isSingle ? sourcePort.low : nil)
      json.member("destination", destinationAddress.description)
      json.member("destinationPort", hasPorts ? destinationPort : nil)
      json.member("inInterface", inInterface.isKnown ? inInterface.description : nil)
      json.member("local", isLocal)
      writeProtocolMembers(to: &json)
      json.member("mark", mark)
      json.member("ttl", ttl)
      json.member("tos", tos)
      json.member("length", length)
      writeSeldomMembers(to: &json)
    }
  }
  private func writeProtocolMembers(to json: inout JSONWriter) {
    if proto == .tcp { json.member("tcpFlags") { $0.array(tcpFlags.names) { json, name in json.value(name) } } }
    if proto == .sctp && !sctpChunks.isEmpty {
      json.member("sctpChunks") { $0.array(sctpChunks.names) { json, name in json.value(name) } }
    }
    if proto == .icmp || proto == .icmpv6 {
      json.member("icmpType", icmpType)
      json.member("icmpCode", icmpCode)
    }
  }
  /// What most packets do not say stands there only where it was given.
  private func writeSeldomMembers(to json: inout JSONWriter) {
    if fragmentOffset != 0 { json.member("fragmentOffset", fragmentOffset) }
    if let uid { json.member("uid", uid) }
    if let gid { json.member("gid", gid) }
    if let mac { json.member("mac", macText(mac)) }
    if physIn.isKnown { json.member("physIn", physIn.description) }
    if physOut.isKnown { json.member("physOut", physOut.description) }
    if let time { json.member("time", time) }
  }
}

/// `02:42:0a:f4:01:07`
func macText(_ mac: UInt64) -> String {
  stride(from: 40, through: 0, by: -8).map { shift in
    let byte = String(UInt8(truncatingIfNeeded: mac >> UInt64(shift)), radix: 16)
    return byte.count == 1 ? "0" + byte : byte
  }.joined(separator: ":")
}
