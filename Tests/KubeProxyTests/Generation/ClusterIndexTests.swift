import PacketPath
import Testing

@testable import KubeProxy

/// In generated clusters the index and flattened rules give what one rule after the other gives, and flattened rules are what gives it.
@Suite struct ClusterIndexTests {
  private func packets(_ cluster: SyntheticCluster, _ family: IPFamily) -> [Packet] {
    let pod = Address(cluster.address(of: .init(node: 0, number: 0), family).bits + 240, family)
    var packets: [Packet] = []
    func add(_ source: Address, _ device: String?, _ destination: Address, _ port: UInt16, _ proto: IPProtocol) {
      var packet = Packet(from: source, to: destination, port: port, proto: proto)
      if let device { packet.inInterface = InterfaceName(device)! } else { packet.isLocal = true }
      packets.append(packet)
    }
    let node = cluster.address(ofNode: 0, family), outside = Address(node.bits + 77, family)
    for service in cluster.services {
      let clusterIP = cluster.clusterIP(of: service, family)
      add(pod, "cni0", clusterIP, service.port, service.proto)
      add(node, nil, clusterIP, service.port, service.proto)
      if let endpoint = cluster.endpoints(of: service, family).first?.endpoint.address {
        add(endpoint, "cni0", clusterIP, service.port, service.proto)
      }
      if let port = service.nodePort { add(outside, "eth0", node, port, service.proto) }
      if let address = cluster.loadBalancerIP(of: service, family) { add(outside, "eth0", address, service.port, service.proto) }
    }
    return packets
  }
  private static let options = Generated.options.filter { $0.seed == 1 }.map { options in
    var small = options
    (small.services, small.endpoints) = (30, 0...4)
    return small
  }
  @Test(arguments: options) func `indexed and flattened is linear`(options: SyntheticCluster.Options) {
    let cluster = SyntheticCluster(options)
    for family in [IPFamily.ipv4, .ipv6] where family == .ipv4 || options.hasIPv6 {
      let node = Node(rulesets: [Generated.rules(cluster, family)], facts: Generated.facts(cluster))
      let linear = Simulator(node, engine: .linear)
      var indexed = Simulator(node, engine: .indexed)
      indexed.prepareDispatch()
      var compact = CompactPrediction(), flat = Dispatch(), walked = Dispatch(), flatCount = 0, compactFlatCount = 0
      for packet in packets(cluster, family) {
        let expected = linear.predict(packet)
        indexed.predict(packet, into: &compact)
        let outcomes = indexed.inWords(compact).outcomes
        #expect(outcomes.map(\.path) == expected.outcomes.map(\.path))
        #expect(outcomes.map(\.weight) == expected.outcomes.map(\.weight))
        #expect(outcomes.map(\.endpoint) == expected.outcomes.map(\.endpoint))
        #expect(outcomes.map(\.out) == expected.outcomes.map(\.out))
        #expect((0..<compact.count).map(compact.verdict(of:)) == expected.outcomes.map(\.verdict))
        #expect((0..<compact.count).map(compact.endpoint(of:)) == expected.outcomes.map(\.endpoint))
        #expect((0..<compact.count).map(compact.weight(of:)) == expected.outcomes.map(\.weight))
        #expect((0..<compact.count).map(compact.isTranslated) == expected.outcomes.map(\.isTranslated))
        compactFlatCount += compact.isFlat ? 1 : 0

        indexed.dispatch(packet, into: &flat)
        linear.dispatch(packet, into: &walked)
        #expect(
          flat.outcomes.map { [$0.address, UInt128($0.port), UInt128($0.mark)] }
            == walked.outcomes.map { [$0.address, UInt128($0.port), UInt128($0.mark)] })
        #expect(flat.outcomes.map { flat.weight(of: $0) } == walked.outcomes.map { walked.weight(of: $0) })
        flatCount += flat.isFlat ? 1 : 0
      }
      // In a row, all together and in pieces, each is answered as by itself.
      let all = packets(cluster, family),
        destinations = all.map(Dispatch.Destination.init(of:))
      for (range, first) in [(0..<all.count, 0), (1..<all.count, 5), (3..<min(20, all.count), 1)] {
        var next = range.lowerBound
        indexed.dispatch(all[first], to: destinations[range], into: &flat) { place, answer in
          var packet = Packet(
            from: all[first].sourceAddress, to: all[place].destinationAddress, port: all[place].destinationPort, proto: all[place].proto)
          (packet.isLocal, packet.inInterface) = (all[first].isLocal, all[first].inInterface)
          linear.dispatch(packet, into: &walked)
          let answer = copy answer
          #expect(place == next && answer.outcomes.map(\.address) == walked.outcomes.map(\.address))
          #expect(answer.outcomes.map(\.mark) == walked.outcomes.map(\.mark))
          #expect(answer.outcomes.map { answer.weight(of: $0) } == walked.outcomes.map { walked.weight(of: $0) })
          next += 1
        }
        #expect(next == range.upperBound)
      }
      if options.mode == .iptables { #expect(flatCount >= cluster.services.count && compactFlatCount >= cluster.services.count) }
    }
  }
}
