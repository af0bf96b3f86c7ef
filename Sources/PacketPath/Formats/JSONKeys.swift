/// The keys of a JSON text's first objects, for telling what it is; nothing is decoded.
struct JSONKeys {
  /// Keys of the outermost objects, and of those within them.
  private var outer: Set<String> = [], inner: Set<String> = []
  private var isArray = false, hasValue = false

  /// Looks at no more bytes than are given: a text cut off is as good.
  init(_ bytes: ArraySlice<UInt8>) {
    isArray = bytes.first == 0x5b
    /// How many objects, and how many brackets of any kind, are open.
    var objects = 0, depth = 0
    var i = bytes.startIndex
    while i < bytes.endIndex {
      switch bytes[i] {
      case 0x7b:
        objects += 1
        depth += 1
        hasValue = true
      case 0x7d:
        objects -= 1
        depth -= 1
      case 0x5b: depth += 1
      case 0x5d: depth -= 1
      case 0x22:
        let start = i + 1
        i = start
        while i < bytes.endIndex, bytes[i] != 0x22 { i += bytes[i] == 0x5c ? 2 : 1 }
        guard i < bytes.endIndex else { return }
        hasValue = true
        let next = bytes[(i + 1)...].prefix(16).first { $0 > 32 }
        if next == 0x3a && i - start <= 32 {
          if objects == 1 { outer.insert(String(decoding: bytes[start..<i], as: UTF8.self)) }
          if objects == 2 { inner.insert(String(decoding: bytes[start..<i], as: UTF8.self)) }
        }
      case let byte: if byte > 32 && byte != 0x2c { hasValue = true }
      }
      i += 1
    }
  }

  /// Nil: not JSON by the look of it (`[1:2] -A …`), or none that is known.
  var kind: InputKind? {
    if !hasValue && isArray { return .empty }
    let all = outer
    func has(_ keys: String...) -> Bool { keys.allSatisfy { all.contains($0) } }
    if has("apiVersion") || has("kind", "items") || has("kind", "metadata") { return .kubernetesObjects }
    if has("nftables") { return .nftRuleset }
    if has("addr_info") { return .addressesJSON }
    if has("ifname") && (has("ifindex") || has("operstate")) { return .linksJSON }
    if has("priority") && (has("src") || has("table") || has("action")) { return .rulesJSON }
    if has("dst") && (has("flags") || has("dev") || has("type") || has("gateway")) { return .routesJSON }
    if has("ts", "msg") { return .kubeProxyLog }
    if !isArray, ["destination", "next", "replyTo", "errorAbout", "advance", "flush"].contains(where: { has($0) }) { return .packets }
    if inner.contains("apiVersion") { return .kubernetesObjects }
    return outer.isEmpty ? nil : .unknown
  }
}
