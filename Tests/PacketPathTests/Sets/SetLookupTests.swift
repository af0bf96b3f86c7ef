import Testing

@testable import PacketPath

/// An element as a test makes it up, and what a linear scan thinks of it. Small domains, so that things collide.
private struct Sample {
  var address: [UInt128] = [0, 0], length = [32, 32]
  var proto = IPProtocol.tcp, ports: ClosedRange<UInt16> = 0...0
  var mac: UInt64?, mark: UInt32 = 0
  var device = "eth0", isWildcard = false, isNomatch = false

  init(_ type: IPSetType, _ width: IPFamily, _ generator: inout SplitMix64) {
    for i in 0...1 where i == 0 || type.second == .ip || type.second == .net {
      let isNet = i == 0 ? type.first == .net : type.second == .net
      length[i] = isNet ? width.width - Int.random(in: 0...3, using: &generator) : width.width
      address[i] = Self.address(width, &generator) & width.mask(length: length[i])
    }
    proto = type == .bitmapPort ? .tcp : [.tcp, .udp, .icmp, .sctp, IPProtocol(47)].randomElement(using: &generator)!
    let low = Self.port(&generator)
    ports = proto == .icmp ? 0x800...0x800 : proto.rawValue == 47 ? 0...0 : low...(low + UInt16.random(in: 0...1, using: &generator))
    mac = type == .bitmapIPMAC && Bool.random(using: &generator) ? nil : UInt64.random(in: 1...3, using: &generator)
    mark = UInt32.random(in: 0...3, using: &generator)
    device = ["eth0", "eth1", "cni0"].randomElement(using: &generator)!
    isWildcard = type == .hashNetInterface && Int.random(in: 0..<3, using: &generator) == 0
    if isWildcard { device = ["e", "eth", "c"].randomElement(using: &generator)! }
    isNomatch = type.hasNomatch && Int.random(in: 0..<3, using: &generator) == 0
  }
  static func address(_ width: IPFamily, _ generator: inout SplitMix64) -> UInt128 {
    (width == .ipv4 ? 0x0a00_0000 : UInt128(0xfd00) << 112) + UInt128.random(in: 0...9, using: &generator)
  }
  static func port(_ generator: inout SplitMix64) -> UInt16 { UInt16.random(in: 80...83, using: &generator) }

  func words(_ type: IPSetType, _ width: IPFamily) -> String {
    func net(_ i: Int) -> String { "\(Address(address[i], width))" + (length[i] == width.width ? "" : "/\(length[i])") }
    func macWords(_ mac: UInt64) -> String { "00:00:00:00:00:0\(mac)" }
    let port = proto == .icmp ? "icmp:8/0" : proto.rawValue == 47 ? "gre:0" : "\(proto):\(ports.lowerBound)-\(ports.upperBound)"
    let element =
      switch type {
      case .hashIP, .hashNet, .bitmapIP: net(0)
      case .hashIPPort, .hashNetPort: "\(net(0)),\(port)"
      case .hashIPPortIP, .hashIPPortNet, .hashNetPortNet: "\(net(0)),\(port),\(net(1))"
      case .hashNetNet: "\(net(0)),\(net(1))"
      case .hashNetInterface: "\(net(0)),\(device)"
      case .hashMAC: macWords(mac!)
      case .hashIPMAC, .bitmapIPMAC: net(0) + (mac.map { ",\(macWords($0))" } ?? "")
      case .hashIPMark: "\(net(0)),\(mark)"
      case .bitmapPort: "\(ports.lowerBound)-\(ports.upperBound)"
      case .listSet: ""
      }
    return element + (isNomatch ? " nomatch" : "") + (isWildcard ? " wildcard" : "")
  }

  /// Nil: the element does not hold the packet. Else what it says, `true` but for `nomatch`.
  func holds(_ type: IPSetType, _ width: IPFamily, _ skb: SocketBuffer, _ isSource: [Bool]) -> Bool? {
    func inNet(_ i: Int, _ dimension: Int) -> Bool {
      (isSource[dimension] ? skb.packet.source : skb.packet.destination) & width.mask(length: length[i]) == address[i]
    }
    func hasPort(_ dimension: Int) -> Bool {
      let packet = skb.packet
      if type == .bitmapPort ? packet.proto != .tcp && packet.proto != .udp : packet.proto != proto { return false }
      if packet.proto == .icmp { return true }
      return ports.contains(isSource[dimension] ? packet.sourcePort.low : packet.destinationPort)
    }
    let isHeld =
      switch type {
      case .hashIP, .hashNet, .bitmapIP: inNet(0, 0)
      case .hashIPPort, .hashNetPort: inNet(0, 0) && hasPort(1)
      case .hashIPPortIP, .hashIPPortNet, .hashNetPortNet: inNet(0, 0) && hasPort(1) && inNet(1, 2)
      case .hashNetNet: inNet(0, 0) && inNet(1, 1)
      case .hashNetInterface:
        inNet(0, 0) && (isSource[1] ? skb.inInterface : skb.outInterface).description.hasPrefix(device)
          && (isWildcard || (isSource[1] ? skb.inInterface : skb.outInterface).description == device)
      case .hashMAC: isSource[0] && skb.packet.mac == mac
      case .hashIPMAC, .bitmapIPMAC: inNet(0, 0) && (mac == nil || skb.packet.mac == mac)
      case .hashIPMark: inNet(0, 0) && skb.mark == mark
      case .bitmapPort: hasPort(0)
      case .listSet: false
      }
    return isHeld ? !isNomatch : nil
  }
}

@Suite("Looking up a packet in a set") struct SetLookupTests {
  /// One scan over all elements: the longest first network decides, then the longest second; a later equal element replaces an earlier one.
  private func expected(
    _ samples: [Sample], _ type: IPSetType, _ width: IPFamily, _ skb: SocketBuffer, _ isSource: [Bool], longestFirst: Bool
  ) -> Bool? {
    var held = samples.enumerated().filter { $1.holds(type, width, skb, isSource) != nil }
    if type == .hashNetInterface {
      // The longest network that is there with any interface.
      let address = isSource[0] ? skb.packet.source : skb.packet.destination
      let longest = samples.filter { address & width.mask(length: $0.length[0]) == $0.address[0] }.map { $0.length[0] }.max()
      held = held.filter { $0.element.length[0] == longest }
    }
    // Of interfaces, the first in the bucket decides.
    let first = held.min {
      let (a, b) = ($0.element.length, $1.element.length)
      if a[0] != b[0] { return (a[0] > b[0]) == longestFirst }
      if type.second == .net, a[1] != b[1] { return a[1] > b[1] }
      return $0.offset < $1.offset
    }
    return first.flatMap { $0.element.holds(type, width, skb, isSource) }
  }

  @Test(arguments: IPSetType.allCases.filter { $0 != .listSet }, 0..<12)
  func isWhatALinearScanFinds(type: IPSetType, seed: Int) {
    #expect(disagreements(type, seed) == [])
  }
  @Test func aScanForTheShortestFirstIsNoticed() {
    #expect((0..<12).contains { !disagreements(.hashNet, $0, longestFirst: false).isEmpty })
  }
  private func disagreements(_ type: IPSetType, _ seed: Int, longestFirst: Bool = true) -> [String] {
    var result: [String] = []
    var generator = SplitMix64(seed: UInt64(seed))
    let width: IPFamily = type.isBitmap || seed % 2 == 0 ? .ipv4 : .ipv6
    var samples: [Sample] = []
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      let sample = Sample(type, width, &generator)
      // An element that is there already, and answers otherwise, would replace it.
      if samples.contains(where: { $0.length == sample.length && $0.address == sample.address && $0.isNomatch != sample.isNomatch }) {
        continue
      }
      samples.append(sample)
    }
    var text = "create s \(type.rawValue)"
    if type.hasFamily && !type.isBitmap { text += width == .ipv4 ? " family inet" : " family inet6" }
    if type.isBitmap { text += type == .bitmapPort ? " range 0-65535" : " range 10.0.0.0/24" }
    text += "\n" + samples.map { "add s \($0.words(type, width))\n" }.joined()
    let sets = SetSamples.sets(text)
    for _ in 0..<60 {
      let isSource = (0..<3).map { _ in Bool.random(using: &generator) }
      let proto: IPProtocol = [.tcp, .udp, .icmp, .sctp, IPProtocol(47)].randomElement(using: &generator)!
      let skb = frame(
        "\(Address(Sample.address(width, &generator), width))", "\(Address(Sample.address(width, &generator), width))", proto,
        sport: Sample.port(&generator), dport: Sample.port(&generator), in: ["eth0", "eth1", "cni0"].randomElement(using: &generator)!,
        out: ["eth0", "eth2", "lo"].randomElement(using: &generator)!, mark: UInt32.random(in: 0...4, using: &generator),
        mac: UInt64.random(in: 1...4, using: &generator))
      let words = isSource.map { $0 ? "src" : "dst" }.joined(separator: ",")
      // The MAC that a frame was sent to is not known.
      let asksDestinationMAC = (type.first == .mac && !isSource[0]) || (type.second == .mac && !isSource[1])
      let decided = expected(samples, type, width, skb, isSource, longestFirst: longestFirst)
      for (option, isHit) in [("", decided == true), (" --return-nomatch", type.hasNomatch ? decided == false : decided == true)] {
        let question = SetQuestion("-m set --match-set s \(words)\(option)", sets, family: width)
        let answer = question.answer(skb)
        if asksDestinationMAC && answer == .unknown { continue }
        let negated = SetQuestion("-m set ! --match-set s \(words)\(option)", sets, family: width).answer(skb)
        if answer != (asksDestinationMAC ? .no : Answer(isHit)) || negated != answer.negated(true) {
          result.append("\(text) \(words)\(option) \(skb.packet): \(answer)")
        }
      }
    }
    return result
  }

  @Test(arguments: [IPSetType.hashIPPort, .hashNetPort, .hashIPPortIP, .bitmapPort, .hashNetPortNet], 0..<8)
  func anUnknownPortMattersWhereItMatters(type: IPSetType, seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let samples = (0..<Int.random(in: 0...30, using: &generator)).map { _ in Sample(type, .ipv4, &generator) }
    let text = "create s \(type.rawValue)\n" + samples.map { "add s \($0.words(type, .ipv4))\n" }.joined()
    let sets = SetSamples.sets(text)
    let words = type == .bitmapPort ? "src" : "src,src,dst"
    let question = SetQuestion("-m set --match-set s \(words)", sets)
    for _ in 0..<40 {
      var skb = frame("10.0.0.\(Int.random(in: 0...9, using: &generator))", "10.0.0.\(Int.random(in: 0...9, using: &generator))", .tcp)
      let low = Sample.port(&generator)
      let ports = PortRange(low, low + UInt16.random(in: 0...2, using: &generator))
      var answers: [Answer] = []
      for port in ports.low...ports.high {
        skb.packet.sourcePort = PortRange(port)
        answers.append(question.answer(skb))
      }
      skb.packet.sourcePort = ports
      #expect(question.answer(skb) == (answers.allSatisfy { $0 == answers[0] } ? answers[0] : .unknown), "\(text) \(ports) \(answers)")
    }
  }
}
