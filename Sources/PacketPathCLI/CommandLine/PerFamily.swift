import PacketPath

/// One value for IPv4 and one for IPv6.
struct PerFamily<Value> {
  var ipv4: Value, ipv6: Value
  init(_ value: Value) { (ipv4, ipv6) = (value, value) }
  subscript(family: IPFamily) -> Value {
    get { family == .ipv4 ? ipv4 : ipv6 }
    set { if family == .ipv4 { ipv4 = newValue } else { ipv6 = newValue } }
  }
}
extension PerFamily: Sendable where Value: Sendable {}
