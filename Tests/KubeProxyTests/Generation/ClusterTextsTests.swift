import FoundationEssentials
import PacketPath
import Testing

@testable import KubeProxy

@Suite struct ClusterTextsTests {
  @Test(arguments: Generated.options) func `generated rules are read without remarks and saved back byte for byte`(
    options: SyntheticCluster.Options
  ) {
    let cluster = SyntheticCluster(options)
    for file in [ClusterTexts.File.iptablesSave, .ip6tablesSave] where ClusterTexts(cluster).files.contains(file) {
      let bytes = ClusterTexts(cluster).bytes(file)
      let ruleset = IPTablesSaveParser.parse(SourceText(bytes, name: file.rawValue))
      #expect(ruleset.diagnostics.isEmpty)
      #expect(ruleset.save() == bytes)
      #expect(!ruleset.rules.isEmpty)
    }
  }
  @Test(arguments: Generated.options) func `addresses and routes are read without remarks`(options: SyntheticCluster.Options) {
    let cluster = SyntheticCluster(options)
    #expect(AddressesParser.parse(Generated.text(cluster, .addresses)).diagnostics.isEmpty)
    #expect(RoutesParser.parse(Generated.text(cluster, .routes)).diagnostics.isEmpty)
    let facts = Generated.facts(cluster)
    #expect(facts.isLocal(.v4(192, 168, 0, 10)) == .yes)
    let clusterIP = cluster.clusterIP(of: cluster.services[0], .ipv4)
    #expect(facts.isLocal(clusterIP) == (options.mode == .ipvs ? .yes : .no))
  }
  @Test(arguments: Generated.options) func `the same options give the same bytes, in pieces`(options: SyntheticCluster.Options) throws {
    let one = ClusterTexts(SyntheticCluster(options)), other = ClusterTexts(SyntheticCluster(options))
    for file in one.files {
      var pieces: [Int] = [], bytes: [UInt8] = []
      try one.write(file) {
        pieces.append($0.count)
        bytes += $0
      }
      #expect(bytes == other.bytes(file) && !bytes.isEmpty)
      #expect(pieces.allSatisfy { $0 < 1 << 17 })
    }
  }
  @Test func `another seed gives other Services`() {
    let one = SyntheticCluster(Generated.options(.release30)), other = SyntheticCluster(Generated.options(.release30, seed: 2))
    #expect(one.services != other.services)
  }
  @Test func `a sink that fails ends the writing with its failure`() {
    struct Full: Error {}
    #expect(throws: Full.self) {
      try ClusterTexts(SyntheticCluster(Generated.options(.release30))).write(.iptablesSave) { _ in throw Full() }
    }
  }

  @Test(arguments: SyntheticCluster.Era.allCases) func `chains have the names that kube-proxy would give them, in order`(
    era: SyntheticCluster.Era
  ) {
    let cluster = SyntheticCluster(Generated.options(era))
    let text = String(decoding: ClusterTexts(cluster).bytes(.iptablesSave), as: UTF8.self)
    let nat = text.split(separator: "\n").drop { $0 != "*nat" }.prefix { $0 != "COMMIT" }
    let chains = nat.filter { $0.hasPrefix(":KUBE") }.map { String($0.dropFirst().prefix { $0 != " " }) }
    #expect(chains == chains.sorted())
    #expect(Set(chains).count == chains.count)
    for service in cluster.services where service.endpointCount > 0 && !service.isInternallyLocal {
      let port = service.servicePort, colon = era.colon
      #expect(chains.contains(ChainName.of(.service, port, colon: colon)))
      for (_, endpoint) in cluster.endpoints(of: service, .ipv4) { #expect(chains.contains(ChainName.of(endpoint, port, colon: colon))) }
    }
    // Every jump leads to a chain that is declared.
    let targets = nat.compactMap { line in line.split(separator: " ").drop { $0 != "-j" }.dropFirst().first }.filter {
      $0.hasPrefix("KUBE-")
    }
    #expect(Set(targets.map(String.init)).subtracting(chains).isEmpty)
  }
  @Test func `above a thousand endpoints the rules that there are most of have no comments`() {
    let small = SyntheticCluster(Generated.options(.release30, services: 10)),
      large = SyntheticCluster(Generated.options(.release30, services: 10, endpoints: 200...300))
    func endpointRules(_ cluster: SyntheticCluster) -> [Substring] {
      String(decoding: ClusterTexts(cluster).bytes(.iptablesSave), as: UTF8.self).split(separator: "\n").filter {
        $0.hasPrefix("-A KUBE-SEP")
      }
    }
    #expect(endpointRules(small).allSatisfy { $0.contains("--comment") } && !endpointRules(small).isEmpty)
    #expect(!endpointRules(large).contains { $0.contains("--comment") } && !endpointRules(large).isEmpty)
  }
  @Test(arguments: [1, 2, 3, 7, 319, 1000]) func `probabilities are printed as iptables-save prints them`(count: Int) {
    for era in Probability.Era.allCases {
      for index in 0..<min(count - 1, 50) {
        let text = Probability.savedText(ofRule: index, of: count, era: era)
        let line =
          "*nat\n-A PREROUTING -m statistic --mode random --probability \(Probability.text(ofRule: index, of: count, era: era)!) -j RETURN\nCOMMIT\n"
        let saved = String(decoding: IPTablesSaveParser.parse(SourceText(line)).save(), as: UTF8.self)
        #expect(saved.contains("--probability \(text) "))
      }
    }
  }

  private struct List: Decodable {
    struct Item: Decodable {
      struct Endpoint: Decodable { var addresses: [String] }
      var kind: String
      var endpoints: [Endpoint]?
    }
    var items: [Item]
  }
  @Test(arguments: Generated.options) func `kubectl's JSON holds every Service and every endpoint`(options: SyntheticCluster.Options) throws
  {
    let cluster = SyntheticCluster(options)
    let services = try JSONDecoder().decode(List.self, from: Data(ClusterTexts(cluster).bytes(.services)))
    #expect(services.items.count == cluster.services.count)
    let slices = try JSONDecoder().decode(List.self, from: Data(ClusterTexts(cluster).bytes(.endpointSlices)))
    #expect(slices.items.reduce(0) { $0 + ($1.endpoints?.count ?? 0) } == cluster.endpointCount * (options.hasIPv6 ? 2 : 1))
    #expect(slices.items.allSatisfy { $0.kind == "EndpointSlice" })
  }
}
