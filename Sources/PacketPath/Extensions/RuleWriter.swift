/// Where an extension prints itself, as iptables-save would. Every piece begins with its blank: ` -m mark --mark 0x1`.
public struct RuleWriter {
  public private(set) var output: [UInt8] = []
  public let ruleset: RuleTables
  public let backend: Backend

  public init(_ ruleset: RuleTables, backend: Backend) {
    self.ruleset = ruleset
    self.backend = backend
  }
  public var family: IPFamily { ruleset.family }
  package mutating func reserve(_ count: Int) { output.reserveCapacity(count) }

  public mutating func write(_ text: StaticString) {
    // A literal's bytes live as long as the program.
    unsafe output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
  public mutating func write(_ text: String) { output += text.utf8 }
  public mutating func write(_ bytes: [UInt8]) { output += bytes }
  /// A part of the ruleset's own text, as it stands there.
  public mutating func write(_ text: TextRange) { ruleset.append(text, to: &output) }
  public mutating func write(_ number: some UnsignedInteger) { output += String(number).utf8 }
  public mutating func writeHex(_ number: some UnsignedInteger) {
    output += [0x30, 0x78]
    output += String(number, radix: 16).utf8
  }
  /// ` ! option` or ` option`, without a blank behind it.
  public mutating func option(_ name: StaticString, negated: Bool = false) {
    write(negated ? " ! " : " ")
    write(name)
  }
  /// A blank and a string, quoted where iptables quotes.
  public mutating func quote(_ text: some Collection<UInt8>, always: Bool = false) {
    output.append(32)
    Quoting.append(text, to: &output, always: always)
  }
  public mutating func write(ports: PortRange) {
    output.append(32)
    write(ports.low)
    if !ports.isSingle {
      output.append(0x3a)
      write(ports.high)
    }
  }
}
