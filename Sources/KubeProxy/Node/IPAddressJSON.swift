public import PacketPath

/// Reads what `ip -j addr` and `ip -j link` print, with or without `-d`, `-s`, `-p`, `-br`.
public enum IPAddressJSON {
  public static func parse(_ text: SourceText) -> Parsed<InterfaceListing> {
    var (links, diagnostics) = IPJSON.decode(Link.self, from: text, "device")
    var listing = InterfaceListing()
    for (place, link) in links {
      // Older versions print `{}` for a device that was not asked for.
      guard let ifname = link.ifname else { continue }
      func remark(_ message: String) {
        diagnostics.append(Diagnostic(.warning, "device \(place), \(ifname.shown): \(message)", file: text.name))
      }
      guard let name = InterfaceName(ifname) else {
        remark("that is not a device's name; it is left out")
        continue
      }
      var interface = Interface(index: max(link.ifindex ?? 0, 0), name: name)
      interface.isUp = link.flags.map { $0.contains("UP") } ?? (link.operstate != "DOWN")
      interface.master = link.master.flatMap { InterfaceName($0) }
      interface.mac = link.address.flatMap { IPRouteWords.mac($0) }
      if let group = link.group?.text {
        if let number = IPRouteWords.group(group) {
          interface.group = number
        } else {
          remark("the number of the group \(group.shown) is not known; 0 is taken")
        }
      }
      listing.interfaces.append(interface)
      guard let addresses = link.addr_info else { continue }
      listing.addresses = listing.addresses ?? []
      for entry in addresses {
        guard let local = entry.local else { continue }
        if let own = entry.value(of: name, local) {
          listing.addresses?.append(own)
        } else {
          remark("\(local.shown) is not an address; it is left out")
        }
      }
    }
    // What was listed has no device at all: still an answer, if it is the whole one.
    if links.isEmpty && diagnostics.isEmpty { listing.addresses = nil }
    return Parsed(listing, diagnostics)
  }

  /// Keys as `ip -j` names them (print_linkinfo, print_addrinfo in ipaddress.c).
  private struct Link: Decodable {
    var ifindex: Int?
    var ifname: String?
    var flags: [String]?
    var operstate: String?
    var master: String?
    var group: Word?
    var address: String?
    var addr_info: [Entry]?
  }
  private struct Entry: Decodable {
    var local: String?
    /// The other end's, of a point-to-point device.
    var address: String?
    var prefixlen: Int?
    var scope: Word?
    var secondary: Bool?
    var family: String?

    func value(of device: InterfaceName, _ local: String) -> InterfaceAddress? {
      guard let own = Address(local) else { return nil }
      let length = prefixlen ?? own.family.width
      guard (0...own.family.width).contains(length) else { return nil }
      let peer = address.flatMap { Address($0) }
      return InterfaceAddress(
        device, own, length: length, isSecondary: secondary == true, scope: scope.flatMap { RouteScope(name: $0.text) },
        peer: peer?.family == own.family ? peer : nil)
    }
  }
}
