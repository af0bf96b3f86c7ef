import PacketPath
import TestSupport
import Testing

/// `twos` draws at random and is in no kernel of Debian's: its shares are held to the arithmetic of ip_vs_twos.c, number by number.
@Suite struct PowerOfTwosTests {
  struct Server: CustomStringConvertible {
    var weight: Int, active: Int, inactive: Int
    var description: String { "\(weight)/\(active)/\(inactive)" }
  }
  static let cases: [[Server]] = [
    [Server(weight: 1, active: 0, inactive: 0), Server(weight: 1, active: 0, inactive: 0)],
    [Server(weight: 100, active: 0, inactive: 0), Server(weight: 1, active: 0, inactive: 0)],
    [Server(weight: 3, active: 2, inactive: 1), Server(weight: 2, active: 0, inactive: 9), Server(weight: 5, active: 4, inactive: 0)],
    [Server(weight: 4, active: 4, inactive: 0), Server(weight: 0, active: 0, inactive: 0), Server(weight: 2, active: 2, inactive: 0)],
    [
      Server(weight: 7, active: 300, inactive: 12), Server(weight: 7, active: 300, inactive: 11), Server(weight: 1, active: 0, inactive: 2),
    ],
    [Server(weight: 9, active: 1, inactive: 1)],
  ]

  /// The kernel's two loops, for every pair of numbers that it can draw: how many lead to each server.
  static func counted(_ walk: [Server]) -> [Int] {
    var counts = walk.map { _ in 0 }
    let total = walk.reduce(0) { $0 + $1.weight }
    for first in 0...total {
      for second in 0...total {
        var (one, two, left, other) = (-1, -1, first, second)
        for (place, server) in walk.enumerated() where server.weight > 0 {
          left -= server.weight
          other -= server.weight
          if left <= 0 && one < 0 { one = place }
          if other <= 0 && two < 0 { two = place }
        }
        func overhead(_ place: Int) -> Int { (walk[place].active << 8) + walk[place].inactive }
        counts[walk[two].weight * overhead(one) > walk[one].weight * overhead(two) ? two : one] += 1
      }
    }
    return counts
  }

  @Test(arguments: cases) func `twos: each pair of draws that the kernel can make leads where it leads there`(servers: [Server]) {
    var facts = NodeFacts()
    let lines = servers.enumerated().map { "  -> 10.244.1.\($0 + 1):80 Masq \($1.weight) \($1.active) \($1.inactive)\n" }
    facts.virtualServers = IPVSAdmParser.parse(SourceText("TCP  10.96.0.20:80 twos\n" + lines.joined())).value
    facts.virtualServers.start = .restored
    var packet = Packet(from: .v4(203, 0, 113, 77), to: .v4(10, 96, 0, 20), port: 80)
    (packet.sourcePort, packet.inInterface) = (PortRange(1000), InterfaceName("eth0")!)
    let shares = Simulator(Node(facts: facts)).predict(packet).endpoints
    // Restored, the last line is the first in the kernel's list.
    let counts = Array(Self.counted(servers.reversed()).reversed()), all = UInt32(counts.reduce(0, +))
    let expected = counts.enumerated().filter { $0.element > 0 }.map { place, count in
      "10.244.1.\(place + 1):80 \(Weight(UInt32(count), of: all).reduced)"
    }
    #expect(shares.map { "\($0.endpoint) \($0.share.reduced)" }.sorted() == expected.sorted())
  }
  @Test func `twos: a session draws as often as the shares say`() {
    let servers = Self.cases[2]
    let lines = servers.enumerated().map { "-a -u 10.96.0.20:53 -r 10.244.1.\($0 + 1):53 -m -w \($1.weight)\n" }
    var facts = NodeFacts()
    facts.virtualServers = IPVSAdmParser.parse(SourceText("-A -u 10.96.0.20:53 -s twos -o\n" + lines.joined())).value
    facts.virtualServers.start = .restored
    var session = Session(Node(facts: facts), seed: 7), seen: [String: Int] = [:]
    var packet = Packet(from: .v4(203, 0, 113, 77), to: .v4(10, 96, 0, 20), port: 53, proto: .udp)
    (packet.sourcePort, packet.inInterface) = (PortRange(1000), InterfaceName("eth0")!)
    // One packet at a time (-o): no load ever counts.
    for _ in 0..<6000 { seen[session.send(packet).outcome.endpoint.description, default: 0] += 1 }
    let walk = servers.reversed().map { Server(weight: $0.weight, active: 0, inactive: 0) }
    let counts = Array(Self.counted(walk).reversed()), all = counts.reduce(0, +)
    for (place, count) in counts.enumerated() {
      let share = Double(count) / Double(all), expected = 6000 * share
      // Five standard deviations.
      let bound = 5 * (expected * (1 - share)).squareRoot()
      #expect(abs(Double(seen["10.244.1.\(place + 1):53"] ?? 0) - expected) < bound)
    }
  }
}
