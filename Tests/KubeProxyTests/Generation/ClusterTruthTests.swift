import PacketPath
import Testing

@testable import KubeProxy

/// What is predicted from generated rules is what the cluster was made to be.
@Suite struct ClusterTruthTests {
  private static let eras = SyntheticCluster.Era.allCases.flatMap { era in [1, 2, 3].map { Generated.options(era, seed: $0) } }

  /// Shares as kube-proxy's probabilities give them: places in the order of their text.
  private func shares(_ endpoints: [Endpoint], _ era: SyntheticCluster.Era) -> [Endpoint: Weight] {
    let sorted = endpoints.sorted { $0.description < $1.description }
    var result: [Endpoint: Weight] = [:], rest = Weight.one
    for (i, endpoint) in sorted.enumerated() {
      let parts = Probability.parts(ofRule: i, of: sorted.count, era: era < .release24 ? .fiveDigits : .tenDigits)
      result[endpoint] = rest * Weight(parts, of: 1 << 31)
      rest = rest * Weight((1 << 31) - parts, of: 1 << 31)
    }
    return result
  }
  private func found(_ prediction: Prediction) -> [Endpoint: Weight] {
    Dictionary(uniqueKeysWithValues: prediction.endpoints.map { ($0.endpoint, $0.share) })
  }
  private func packet(_ source: Address, _ device: String, _ destination: Address, _ port: UInt16, _ proto: IPProtocol) -> Packet {
    var packet = Packet(from: source, to: destination, port: port, proto: proto)
    packet.inInterface = InterfaceName(device)!
    return packet
  }

  @Test(arguments: eras) func `a pod reaches a Service's endpoints with their shares, and is not masqueraded`(
    options: SyntheticCluster.Options
  ) throws {
    let cluster = SyntheticCluster(options)
    for family in [IPFamily.ipv4, .ipv6] where family == .ipv4 || options.hasIPv6 {
      let simulator = Simulator(Node(rulesets: [Generated.rules(cluster, family)], facts: Generated.facts(cluster)))
      let pod = Address(cluster.address(of: .init(node: 0, number: 0), family).bits + 240, family)
      for service in cluster.services {
        let all = cluster.endpoints(of: service, family)
        let truth = all.filter { !service.isInternallyLocal || $0.pod.isLocal }.map(\.endpoint)
        let prediction = simulator.predict(packet(pod, "cni0", cluster.clusterIP(of: service, family), service.port, service.proto))
        #expect(!prediction.isUnknown)
        if truth.isEmpty && options.era == .release8 {
          // kube-proxy 1.8 refused in INPUT and OUTPUT alone: what a pod sends is forwarded as it is.
          #expect(prediction.outcomes.allSatisfy { !$0.isTranslated })
          continue
        }
        #expect(found(prediction) == shares(truth, options.era), "\(service.servicePort)")
        #expect(prediction.outcomes.allSatisfy { $0.sourceTranslation == nil && $0.verdict.isPass == !truth.isEmpty })
      }
    }
  }
  @Test(arguments: eras) func `a client outside reaches node ports and load balancers, masqueraded unless the policy is Local`(
    options: SyntheticCluster.Options
  ) throws {
    let cluster = SyntheticCluster(options), node = cluster.address(ofNode: 0, .ipv4)
    let simulator = Simulator(Node(rulesets: [Generated.rules(cluster, .ipv4)], facts: Generated.facts(cluster)))
    var asked = 0
    for service in cluster.services where service.isExternal {
      let truth = cluster.endpoints(of: service, .ipv4).filter { !service.isExternallyLocal || $0.pod.isLocal }.map(\.endpoint)
      var destinations = service.nodePort.map { [(node, $0)] } ?? []
      // Up to 1.24, what a load balancer drops is only marked, and forwarded all the same.
      if let address = cluster.loadBalancerIP(of: service, .ipv4), !truth.isEmpty { destinations.append((address, service.port)) }
      for (address, port) in destinations {
        let prediction = simulator.predict(packet(.v4(198, 51, 100, 7), "eth0", address, port, service.proto))
        #expect(found(prediction) == shares(truth, options.era), "\(service.servicePort) at \(address):\(port)")
        let masquerades = prediction.outcomes.map { $0.sourceTranslation != nil }
        #expect(
          masquerades.allSatisfy { $0 == (!service.isExternallyLocal && !truth.isEmpty) }, "\(service.servicePort) at \(address):\(port)")
        asked += 1
      }
    }
    #expect(asked > 20)
  }
  /// A canary: were these tests blind, the truth of another cluster would do as well.
  @Test func `another cluster's truth is not what is predicted`() {
    let cluster = SyntheticCluster(Generated.options(.release30)), other = SyntheticCluster(Generated.options(.release30, seed: 9))
    let simulator = Simulator(Node(rulesets: [Generated.rules(cluster, .ipv4)], facts: Generated.facts(cluster)))
    let differing = zip(cluster.services, other.services).count { one, wrong in
      let prediction = simulator.predict(packet(.v4(10, 244, 1, 242), "cni0", cluster.clusterIP(of: one, .ipv4), one.port, one.proto))
      return found(prediction) != shares(other.endpoints(of: wrong, .ipv4).map(\.endpoint), .release30)
    }
    #expect(differing > 60)
  }
}
