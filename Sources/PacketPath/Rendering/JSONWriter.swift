/// Writes JSON: keys in the order in which they are written, nothing held in memory but the text.
///
///     var json = JSONWriter(.lines)
///     json.object(.lines) { json in
///       json.member("schema", 1)
///       json.member("endpoints") { $0.array(endpoints) { json, endpoint in … } }
///     }
public struct JSONWriter: Sendable {
  public enum Layout: Sendable {
    /// All on one line.
    case line
    /// One member or element a line, where the caller asks for it.
    case lines
  }
  public private(set) var bytes: [UInt8] = []
  private let layout: Layout
  /// For each open object or array: whether its parts stand on lines of their own, and whether it has any yet.
  private var open: [(isBroken: Bool, hasParts: Bool)] = []
  /// A key was written, its value follows.
  private var isBehindKey = false

  public init(_ layout: Layout = .line) { self.layout = layout }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Objects and arrays

  public mutating func object(_ layout: Layout = .line, _ members: (inout JSONWriter) -> Void) {
    begin(0x7b, layout)
    members(&self)
    end(0x7d)
  }
  public mutating func array<Elements: Sequence>(
    _ elements: Elements, _ layout: Layout = .line, _ element: (inout JSONWriter, Elements.Element) -> Void
  ) {
    begin(0x5b, layout)
    for value in elements { element(&self, value) }
    end(0x5d)
  }
  /// A key; its value is the next thing that is written.
  public mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes += layout == .line ? [0x3a] : [0x3a, 0x20]
    isBehindKey = true
  }
  public mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
    key(name)
    value(&self)
  }

  // MARK: Values

  public mutating func null() { raw("null") }
  public mutating func value(_ value: Bool) { raw(value ? "true" : "false") }
  public mutating func value(_ value: some BinaryInteger) { raw(String(value)) }
  /// The shortest decimal that reads back as the same double. Not a number and the infinities are null: JSON has none.
  public mutating func value(_ value: Double) {
    guard value.isFinite else { return null() }
    let text = value.description
    raw(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }
  public mutating func value(_ value: String) {
    separate()
    quote(value)
  }

  /// JSON that someone else wrote, as it is.
  public mutating func verbatim(_ text: String) { raw(text) }

  public mutating func member(_ name: String, _ value: Bool) { member(name) { $0.value(value) } }
  public mutating func member(_ name: String, _ value: Double) { member(name) { $0.value(value) } }
  public mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
    member(name) { if let value { $0.value(value) } else { $0.null() } }
  }
  public mutating func member(_ name: String, _ value: String?) {
    member(name) { if let value { $0.value(value) } else { $0.null() } }
  }
  public mutating func member(_ name: String, _ value: Bool?) {
    member(name) { if let value { $0.value(value) } else { $0.null() } }
  }

  // MARK: Characters

  private mutating func begin(_ bracket: UInt8, _ layout: Layout) {
    separate()
    bytes.append(bracket)
    open.append((self.layout == .lines && layout == .lines, false))
  }
  private mutating func end(_ bracket: UInt8) {
    let closed = open.removeLast()
    if closed.isBroken && closed.hasParts { newLine() }
    bytes.append(bracket)
  }
  private mutating func raw(_ text: String) {
    separate()
    bytes += text.utf8
  }
  /// What stands between two parts, and in front of the first.
  private mutating func separate() {
    if isBehindKey {
      isBehindKey = false
      return
    }
    guard let inner = open.indices.last else { return }
    if open[inner].hasParts { bytes.append(0x2c) }
    if open[inner].isBroken {
      newLine()
    } else if open[inner].hasParts && layout == .lines {
      bytes.append(0x20)
    }
    open[inner].hasParts = true
  }
  private mutating func newLine() {
    bytes.append(0x0a)
    bytes += repeatElement(0x20, count: 2 * open.count { $0.isBroken })
  }
  /// Quotes, backslashes and control characters are escaped (RFC 8259, section 7); all else is UTF-8 as it is.
  private mutating func quote(_ text: String) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5c: bytes += [0x5c, byte]
      case 0x0a: bytes += [0x5c, 0x6e]
      case 0x0d: bytes += [0x5c, 0x72]
      case 0x09: bytes += [0x5c, 0x74]
      case 0..<0x20, 0x7f:
        bytes += "\\u00".utf8
        bytes += [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }
  private static let digits = Array("0123456789abcdef".utf8)
}
