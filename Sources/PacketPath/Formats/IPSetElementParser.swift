/// `add NAME 10.0.0.0/8,tcp:80-90 timeout 5 nomatch`, and `del`.
extension IPSetSaveParser {
  /// What stands behind `add ` or `del `.
  mutating func readElement(adds: Bool) {
    let name = word()
    guard take(name), let form = current?.form else {
      if isUnknown(name) { return }
      return remark(.warning, "there is no set `\(excerpt(name))` before this line")
    }
    skipBlanks()
    if form.type == .listSet { return readMember(adds: adds) }
    reader = RuleReader(reader.cursor, family: form.family ?? .ipv4)
    let start = reader.cursor.offset
    guard let blocks = blocks(of: form), reader.cursor.byte() <= 32 else {
      current?.isIncomplete = true
      return remark(.warning, "`\(excerpt())` is not understood: what is not found in the set is unknown")
    }
    if !adds {
      for element in blocks where !(current?.remove(element) ?? false) {
        // Part of a block that stands there as one: which of it is left cannot be said.
        if (current?.count ?? 0) > 0 { remark(.warning, "`\(excerpt())`: there is no such element to delete", at: start) }
      }
      return
    }
    guard let (options, isNomatch, isWildcard) = elementOptions() else {
      current?.isIncomplete = true
      return
    }
    for var element in blocks {
      element.isNomatch = isNomatch && form.type.hasNomatch
      if isWildcard, form.type == .hashNetInterface {
        element.isWildcard = true
        // The bytes that the name has.
        element.secondLength = UInt8((128 - element.second.trailingZeroBitCount + 7) / 8 * 8)
      }
      current?.insert(element, options)
    }
  }
  /// Comment, counters and the like. Nil: something is not understood, and remarked.
  private mutating func elementOptions() -> (IPSetElementOptions?, isNomatch: Bool, isWildcard: Bool)? {
    var options: IPSetElementOptions?, isNomatch = false, isWildcard = false
    while true {
      skipBlanks()
      if reader.atEnd { return (options, isNomatch, isWildcard) }
      let start = reader.cursor.offset
      if reader.cursor.takes("nomatch") {
        isNomatch = true
        continue
      }
      if reader.cursor.takes("wildcard") {
        isWildcard = true
        continue
      }
      if reader.cursor.takes("-exist") || reader.cursor.takes("-!") { continue }
      var all = options ?? IPSetElementOptions()
      let key = string()
      let value = word()
      guard take(key, String(decoding: value, as: UTF8.self), value, &all) else {
        remark(.warning, "`\(excerpt(key.utf8)) \(excerpt(value))` of an element is not understood; the element is left out", at: start)
        return nil
      }
      options = all
    }
  }
  private func take(_ key: String, _ value: String, _ bytes: [UInt8], _ options: inout IPSetElementOptions) -> Bool {
    switch key {
    case "timeout": options.timeout = UInt32(value)
    case "packets": options.packets = UInt64(value)
    case "bytes": options.bytes = UInt64(value)
    case "comment": options.comment = bytes
    case "skbqueue": options.skbQueue = UInt16(value)
    case "skbprio":
      let parts = value.split(separator: ":").compactMap { UInt16($0, radix: 16) }
      options.skbPriority = parts.count == 2 ? UInt32(parts[0]) << 16 | UInt32(parts[1]) : nil
    case "skbmark":
      let parts = value.split(separator: "/", omittingEmptySubsequences: false).compactMap { IPSet.number(String($0)) }
      guard (1...2).contains(parts.count) else { return false }
      options.skbMark = parts[0]
      options.skbMarkMask = parts.count == 2 ? parts[1] : .max
    default: return false
    }
    return switch key {
    case "timeout": options.timeout != nil
    case "packets": options.packets != nil
    case "bytes": options.bytes != nil
    case "skbqueue": options.skbQueue != nil
    case "skbprio": options.skbPriority != nil
    default: true
    }
  }
  /// A set in a list, with `before NAME` or `after NAME`.
  private mutating func readMember(adds: Bool) {
    let written = word()
    guard let name = IPSetName(bytes: written) else {
      current?.isIncomplete = true
      return remark(.warning, "`\(excerpt())` names no set")
    }
    if !adds {
      if !(current?.remove(name) ?? false) { remark(.warning, "`\(excerpt())`: it is not in the list") }
      return
    }
    skipBlanks()
    var before: IPSetName?, after: IPSetName?
    if reader.cursor.takes("before") {
      before = IPSetName(bytes: word())
    } else if reader.cursor.takes("after") {
      after = IPSetName(bytes: word())
    }
    guard let (options, _, _) = elementOptions() else {
      current?.isIncomplete = true
      return
    }
    var member = IPSetMember(name)
    if let options { member.options = options }
    let isKnown = current?.members.contains { $0.name == name } ?? false
    if !(current?.insert(member, before: before, after: after) ?? false), !isKnown {
      remark(.warning, "`\(excerpt())`: the other set is not in the list")
      current?.insert(member)
    }
  }

  // MARK: Elements

  /// Values that begin with the same bits, `length` of them.
  struct Block: Equatable {
    var value: UInt128, length: UInt8
    init(_ value: UInt128, _ length: UInt8) {
      self.value = value
      self.length = length
    }
  }

  /// At most so many blocks come of one line: three ranges at their worst are more.
  private static let maximumBlocks = 1 << 16

  /// The element that begins here as aligned blocks; nil: it is not understood, or it is too many.
  private mutating func blocks(of form: IPSet.Form) -> [IPSetElement]? {
    let type = form.type
    var firsts: [Block] = [Block(0, 0)], seconds: [Block] = [Block(0, 0)], ports: [Block] = [Block(0, 0)]
    var proto = IPProtocol(0), isPhysdev = false
    for dimension in 0..<type.dimension {
      if dimension > 0, !reader.takesByte(0x2c) {
        // bitmap:ip,mac may leave the MAC out: every one fits, until the kernel fills it in.
        if type == .bitmapIPMAC { break }
        return nil
      }
      if type.portDimension == dimension {
        guard let found = portBlocks(type) else { return nil }
        (proto, ports) = found
      } else if dimension == 0 {
        guard let found = values(type.first, form) else { return nil }
        firsts = found
      } else {
        if type.second == .interface { isPhysdev = takesPhysdev() }
        guard let found = values(type.second, form) else { return nil }
        seconds = found
      }
    }
    if firsts.count * ports.count * seconds.count > Self.maximumBlocks { return nil }
    var result: [IPSetElement] = []
    for first in firsts {
      for port in ports {
        for second in seconds {
          var element = IPSetElement()
          (element.first, element.firstLength) = (first.value, first.length)
          (element.second, element.secondLength) = (second.value, second.length)
          (element.port, element.portLength) = (UInt16(truncatingIfNeeded: port.value), port.length)
          (element.proto, element.isPhysdev) = (proto.rawValue, isPhysdev)
          result.append(element)
        }
      }
    }
    return result
  }
  private mutating func values(_ component: IPSetType.Component, _ form: IPSet.Form) -> [Block]? {
    switch component {
    case .ip, .net: return addresses(component, form)
    case .mac: return mac().map { [Block($0, 128)] }
    case .mark: return reader.partialNumber().map { [Block(UInt128(UInt32($0) & form.markMask), 128)] }
    case .interface:
      let start = reader.cursor.offset
      while reader.cursor.byte() > 32 { reader.cursor.skip(1) }
      return InterfaceName(bytes: reader.bytes(reader.range(from: start))).map { [Block($0.orderedBits, 128)] }
    case .none, .port: return nil
    }
  }
  private mutating func takesPhysdev() -> Bool {
    let prefix = Array("physdev:".utf8)
    guard prefix.indices.allSatisfy({ reader.cursor.byte($0) == prefix[$0] }) else { return false }
    reader.cursor.skip(prefix.count)
    return true
  }
  /// `a`, `a/length`, `a-b`; brackets may stand around an address.
  private mutating func addresses(_ component: IPSetType.Component, _ form: IPSet.Form) -> [Block]? {
    let family = reader.family, width = family.width
    guard let low = address() else { return nil }
    let mask = component == .ip || form.type == .hashNetNet ? form.addressMask : .max
    if reader.takesByte(0x2f) {
      // Only these take a network of length 0 (hash_netiface4_uadt, hash_netportnet4_uadt).
      guard let length = reader.partialNumber(upTo: UInt64(width)),
        length > 0 || form.type == .hashNetInterface || form.type == .hashNetPortNet
      else { return nil }
      return [Block(low & mask & family.mask(length: Int(length)), UInt8(length))]
    }
    if reader.takesByte(0x2d) {
      guard let high = address() else { return nil }
      return Self.blocks(min(low, high) & mask, max(low, high), width: width)
    }
    return [Block(low & mask, UInt8(width))]
  }
  private mutating func address() -> UInt128? {
    let isBracketed = reader.takesByte(0x5b)
    guard let address = reader.partialAddress() else { return nil }
    return isBracketed && !reader.takesByte(0x5d) ? nil : address
  }
  private mutating func mac() -> UInt128? {
    var value: UInt128 = 0
    for i in 0..<6 {
      if i > 0, !reader.takesByte(0x3a) { return nil }
      for _ in 0..<2 {
        let byte = reader.cursor.byte()
        guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
        value = value << 4 | UInt128(digit)
        reader.cursor.skip(1)
      }
    }
    return value
  }
  /// `80`, `http`, `tcp:80-90`, `icmp:echo-request`, `icmp:8/0`, `gre:0`.
  private mutating func portBlocks(_ type: IPSetType) -> (IPProtocol, [Block])? {
    var proto = IPProtocol.tcp
    let start = reader.cursor.offset
    while case let byte:UInt8 = reader.cursor.byte(), byte > 32, byte != 0x3a, byte != 0x2c { reader.cursor.skip(1) }
    if reader.cursor.byte() == 0x3a {
      guard let named = IPProtocol(name: reader.string(reader.range(from: start))), named.rawValue != 0 else { return nil }
      proto = named
      reader.cursor.skip(1)
    } else {
      reader.cursor.offset = start
    }
    let written = type.hasProtocol ? proto : IPProtocol(0)
    if proto == .icmp || proto == .icmpv6 { return icmp(proto).map { (written, [Block($0, 16)]) } }
    guard let low = port() else { return nil }
    var high = low
    if reader.takesByte(0x2d) {
      guard let last = port() else { return nil }
      high = last
    }
    // Of other protocols the port is 0, whatever is written.
    guard [IPProtocol.tcp, .udp, .sctp, .udplite].contains(proto) else { return (written, [Block(0, 16)]) }
    return (written, Self.blocks(UInt128(min(low, high)), UInt128(max(low, high)), width: 16))
  }
  private mutating func port() -> UInt16? {
    if reader.cursor.byte() &- 48 < 10 { return reader.partialNumber(upTo: 65535).map { UInt16($0) } }
    // A name may hold the `-` of a range: the longest that is known.
    let start = reader.cursor.offset
    while case let byte:UInt8 = reader.cursor.byte(), byte > 32, byte != 0x2c { reader.cursor.skip(1) }
    while reader.cursor.offset > start {
      if let port = Services.port(named: reader.string(reader.range(from: start))) { return port }
      reader.cursor.skip(-1)
    }
    return nil
  }
  private mutating func icmp(_ proto: IPProtocol) -> UInt128? {
    if reader.cursor.byte() &- 48 < 10 {
      guard let type = reader.partialNumber(upTo: 255), reader.takesByte(0x2f), let code = reader.partialNumber(upTo: 255) else {
        return nil
      }
      return UInt128(type << 8 | code)
    }
    let start = reader.cursor.offset
    while case let byte:UInt8 = reader.cursor.byte(), byte > 32, byte != 0x2c { reader.cursor.skip(1) }
    return IPSetICMP.number(reader.string(reader.range(from: start)), proto).map { UInt128($0) }
  }

  /// The fewest aligned blocks that make up a range: values, and how many of their bits count. Precondition: low <= high.
  static func blocks(_ low: UInt128, _ high: UInt128, width: Int) -> [Block] {
    var result: [Block] = [], at = low
    while true {
      var free = min(at.trailingZeroBitCount, width)
      // The largest block that begins here and does not reach beyond the end.
      while free > 0, high - at < (free == 128 ? .max : (1 << UInt128(free)) - 1) { free -= 1 }
      result.append(Block(at, UInt8(width - free)))
      let last = at + (free == 128 ? .max : (1 << UInt128(free)) - 1)
      if last >= high { return result }
      at = last + 1
    }
  }
}
