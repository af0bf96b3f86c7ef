/// What a text is, by its content alone.
public enum InputKind: String, Sendable, Hashable, CaseIterable {
  case iptablesSave = "iptables-save"
  case ip6tablesSave = "ip6tables-save"
  case ipsetSave = "ipset-save"
  case ipvsadm
  case ipvsConnections = "ipvs-connections"
  case addresses
  case addressesJSON = "addresses-json"
  case links
  case linksJSON = "links-json"
  case routes
  case routesJSON = "routes-json"
  case rules = "ip-rules"
  case rulesJSON = "ip-rules-json"
  case conntrack
  case sysctl
  case recent
  case sockets
  case kubeProxyLog = "kube-proxy-log"
  case nftRuleset = "nft-ruleset"
  /// What `kubectl get -o json` prints.
  case kubernetesObjects = "kubernetes-objects"
  /// A manifest, or what `kubectl get -o yaml` prints: known, but not read.
  case kubernetesYAML = "kubernetes-yaml"
  /// One JSON object a line, each a packet.
  case packets
  case assertions
  /// Text, but of no kind that is known.
  case unknown
  /// No text at all.
  case binary
  /// Compressed by gzip: to be unpacked first.
  case gzip
  /// Nothing but blanks and comments.
  case empty

  /// Recognises a text: each line says what it could be a line of, and most lines win; of equals, the one seen first.
  ///
  /// A fragment, a listing with a prompt or an error message above it, and text with carriage returns are recognised all the same.
  public static func recognise(_ text: SourceText) -> InputKind {
    let start = text.bytes(0..<min(text.count, 1 << 16))
    if start.starts(with: [0x1f, 0x8b]) { return .gzip }
    if isBinary(start) { return .binary }
    let first = start.drop { $0 <= 32 || [0xef, 0xbb, 0xbf].contains($0) }
    if first.isEmpty && text.count <= start.count { return .empty }
    if first.first == 0x7b || first.first == 0x5b, let kind = JSONKeys(first).kind { return kind }
    var votes = Votes()
    var lines = LineReader(text, breaksAtBackslash: false)
    while let line = lines.next(), line.number <= maximumLines, !votes.isDecided { votes.add(line) }
    guard let kind = votes.winner else { return votes.sawText ? .unknown : .empty }
    if kind == .iptablesSave { return IPTablesSaveParser.family(of: text) == .ipv6 ? .ip6tablesSave : .iptablesSave }
    return kind
  }
  private static let maximumLines = 10_000

  /// NUL bytes, or more than one byte in ten that no text has.
  private static func isBinary(_ bytes: [UInt8]) -> Bool {
    if bytes.contains(0) { return true }
    let odd = bytes.count { $0 < 32 && !(9...13).contains($0) && $0 != 0x1b || $0 == 127 }
    // Invalid UTF-8 becomes U+FFFD, byte by byte; the cut at the end may add a few.
    let invalid = String(decoding: bytes, as: UTF8.self).unicodeScalars.count { $0.value == 0xfffd }
    return (odd + invalid) * 10 > bytes.count && odd + invalid > 3 || odd + invalid == bytes.count && !bytes.isEmpty
  }
}

/// What the lines of a text say it is.
private struct Votes {
  private var counts: [InputKind: Int] = [:]
  /// Kinds in the order in which they were first seen.
  private var order: [InputKind] = []
  private(set) var sawText = false
  private var readers = LineRecogniser()

  mutating func add(_ line: TextLine) {
    let (kind, isText) = readers.kind(of: line)
    sawText = sawText || isText
    guard let kind else { return }
    if counts[kind] == nil { order.append(kind) }
    counts[kind, default: 0] += 1
  }
  /// Nothing else was seen for long enough.
  var isDecided: Bool { order.count == 1 && counts[order[0]]! >= 64 && order[0] != .links }

  var winner: InputKind? {
    // The headers of `ip addr` and `ip link` differ; an address settles it.
    if counts[.addresses] != nil, let links = counts[.links], links >= order.compactMap({ counts[$0] }).max()! { return .addresses }
    var best: InputKind?
    for kind in order where best.map({ counts[kind]! > counts[$0]! }) ?? true { best = kind }
    return best
  }
}
