#if os(Linux)

  import KernelHarness
  import PacketPath
  import TestSupport
  import Testing

  @Suite("Captured nodes stand in the kernel again", .needsKernel)
  struct CaptureTests {
    /// The folders under Corpus/captures that hold a whole node.
    static let captures = Corpus.files(in: "captures") { $0.hasSuffix("/addresses.json") }.map { Corpus.folder + "/" + $0.dropLast(15) }

    /// Random packets to and from addresses that the capture names. Which way they go is not asked here, only that the kernel told all of it.
    @Test("A storm of packets through a capture: every step was traced", arguments: captures, KernelBackend.allCases)
    func storm(_ folder: String, _ backend: KernelBackend) throws {
      let seed: UInt64 = 20_240_101
      let namespace = try KernelNamespace(KernelNode(capturedIn: folder, backend: backend))
      var packets = StormPackets(namespace.node, seed: seed)
      var balance = CounterBalance()
      for _ in 0..<200 {
        let packet = packets.next()
        balance.add(try namespace.send(packet, keepsConnections: packet.tos == 0x10))
      }
      #expect(try balance.differences(from: namespace.counters()) == [], "seed \(seed)")
    }
  }

  /// Packets between addresses that the texts of a node name: few ports, marks and flags, so that rules are met.
  private struct StormPackets {
    private var addresses: [Bool: [KernelAddress]] = [:]
    private let devices: [String]
    private var generator: SplitMix64

    init(_ node: KernelNode, seed: UInt64) {
      generator = SplitMix64(seed: seed)
      devices = node.interfaces.filter { $0.isUp && $0.name != "lo" }.map(\.name)
      let words = [node.iptables, node.ip6tables].compactMap { $0 }.flatMap { $0.split { " \n/,".contains($0) }.map(String.init) }
      let own = node.interfaces.flatMap(\.addresses).map { String($0.prefix { $0 != "/" }) }
      let found = Set((words + own + ["8.8.8.8", "2001:db8::8"]).compactMap(KernelAddress.init))
      // Neither groups, which a process cannot send from, nor what needs a scope.
      let usable = found.filter { $0.isIPv6 ? $0.bytes[0] < 0xFE : $0.bytes[0] < 224 }
      for isIPv6 in [false, node.ip6tables != nil] {
        addresses[isIPv6] = usable.filter { $0.isIPv6 == isIPv6 }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      }
    }

    mutating func next() -> KernelPacket {
      let isIPv6 = pick([false, addresses[true] != nil])
      let among = addresses[isIPv6] ?? []
      var packet = KernelPacket(
        pick([.local(uid: pick([0, 1000])), .interface(pick(devices))]), proto: pick([6, 6, 17, isIPv6 ? 58 : 1, 132]), source: pick(among),
        destination: pick(among), pick([80, 53, 443, 8080, 30080]))
      packet.mark = pick([0, 0, 0x4000, 0x8000])
      packet.ttl = pick([64, 64, 1])
      packet.tcpFlags = pick([.syn, .syn, .ack, .rst])
      packet.tos = pick([0, 0, 0x10])
      return packet
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }
  }

#endif
