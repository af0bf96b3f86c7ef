import Testing

@testable import PacketPath

/// Rules that answer from what rules in front of them have left behind, for the same packet.
struct RememberingTests {
  /// The rules of PREROUTING that a packet meets, by number, over all outcomes.
  private func path(_ rules: [String], table: String = "mangle", chains: [String] = [], sets: String = "") -> [[Int]] {
    var facts = NodeFacts()
    facts.addresses = [InterfaceAddress(InterfaceName("eth0")!, .v4(10, 96, 0, 1), length: 24)]
    facts.sets = IPSetSaveParser.parse(SourceText(sets)).sets
    let declared = chains.map { ":\($0) - [0:0]\n" }.joined()
    let text =
      "*\(table)\n:PREROUTING ACCEPT [0:0]\n\(declared)" + rules.map { "-A \($0.hasPrefix("-") ? "PREROUTING " : "")\($0)\n" }.joined()
      + "COMMIT\n"
    let node = Node(rulesets: [IPTablesSaveParser.parse(SourceText(text))], facts: facts)
    var packet = Packet(from: .v4(10, 1, 0, 2), to: .v4(10, 96, 0, 1), port: 80)
    packet.inInterface = InterfaceName("eth0")!
    let simulators = Simulator.Engine.allCases.map { Simulator(node, engine: $0) }
    let paths = simulators.map { simulator in simulator.predict(packet).outcomes.map { $0.path.compactMap(\.rule) } }
    #expect(paths[0] == paths[1], "both engines")
    #expect(simulators[0].predictWorlds(packet).map { $0.path.compactMap(\.rule) } == paths[0], "one world after another")
    return paths[0]
  }

  @Test func `a list is asked for what a rule has just put there`() {
    let check = "-m recent --rcheck --name a --rsource"
    #expect(path(["-m recent --set --name a --rsource", check]) == [[1, 2]])
    #expect(path([check, "-m recent --set --name a --rsource"]) == [[2]])
    #expect(path(["-m recent --set --name b --rsource", check]) == [[1]])
    #expect(path(["-m recent --set --name a --rsource", "-m recent --remove --name a --rsource", check]) == [[1, 2]])
    #expect(
      path(["-m recent --set --name a --rsource", "-m recent --update --hitcount 1 --name a --rsource", check + " --hitcount 2"])
        == [[1, 2, 3]])
  }
  @Test func `a test in front of a list keeps packets from it, one behind it does not`() {
    let check = "-m recent --rcheck --name a --rsource"
    #expect(path(["-m mark --mark 0x1 -m recent --set --name a --rsource", check]) == [[]])
    #expect(path(["-m recent --set --name a --rsource -m mark --mark 0x1", check]) == [[2]])
    // In a chain that is indexed too.
    let others = (1...20).map { "-d 10.96.1.\($0)/32 -j DROP" }
    #expect(path(others + ["-m recent --set --name a --rsource -m mark --mark 0x1", check]) == [[22]])
  }
  @Test func `each branch has its own memory`() {
    let set = "-m statistic --mode random --probability 0.50000000000 -m recent --set --name a --rsource"
    #expect(path([set, "-m recent --rcheck --name a --rsource"]) == [[1, 2], []])
    // What cannot hold anyway forks only if a memory differs.
    #expect(
      path([
        "-m statistic --mode random --probability 0.50000000000 -m recent --rcheck --name a --rsource",
        "-m recent --set --name a --rsource",
      ]) == [[2]])
    #expect(path([set + " -m mark --mark 0x1", "-m recent --rcheck --name a --rsource"]) == [[2], []])
  }
  @Test func `a list keeps addresses under the mask of the first rule that names it`() {
    let set = "-m recent --set --name a --mask 255.255.0.0 --rsource"
    #expect(path([set, "-m recent --rcheck --name a --mask 255.255.255.255 --rdest"]) == [[1]])
    #expect(path(["-m recent --rcheck --name a --mask 255.0.0.0 --rdest", set, "-m recent --rcheck --name a --rdest"]) == [[2, 3]])
  }
  @Test func `a bucket, a quota and a label change under way`() {
    let twice = ["-j U", "-j U"]
    #expect(path(twice + ["U -m limit --limit 1/hour --limit-burst 1"], chains: ["U"]) == [[1, 1, 2]])
    #expect(path(twice + ["U -m limit --limit 1/hour --limit-burst 2"], chains: ["U"]) == [[1, 1, 2, 1]])
    #expect(
      path(["-m conntrack --ctstate NEW", "-m connlabel --label 1", "-m connlabel --label 1 --set", "-m connlabel --label 1"]) == [
        [1, 3, 4]
      ])
  }
  @Test func `a set is asked for what a rule has added or taken out`() {
    let sets =
      "create s hash:ip family inet\nadd s 10.96.0.1\ncreate n hash:net family inet\nadd n 10.2.0.0/16\ncreate p bitmap:port range 0-79\n"
    #expect(path(["-m set --match-set s src", "-j SET --add-set s src", "-m set --match-set s src"], sets: sets) == [[2, 3]])
    #expect(path(["-m set --match-set s dst", "-j SET --del-set s dst", "-m set --match-set s dst"], sets: sets) == [[1, 2]])
    // Of networks, as long a one as the set has; of ports, none beyond the bitmap's range.
    #expect(path(["-j SET --add-set n src", "-m set --match-set n src", "-d 10.1.0.0/16 -j DROP"], sets: sets) == [[1, 2]])
    #expect(path(["-j SET --add-set p dst", "-m set --match-set p dst"], sets: sets) == [[1]])
  }

  @Test func `session affinity as kube-proxy writes it needs no memory for one packet`() {
    let text = """
      *nat
      :PREROUTING ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      :SVC - [0:0]
      :SEP - [0:0]
      -A PREROUTING -d 10.96.0.1/32 -p tcp -m tcp --dport 80 -j SVC
      -A SVC -m recent --rcheck --seconds 10800 --reap --name SEP --mask 255.255.255.255 --rsource -j SEP
      -A SVC -j SEP
      -A SEP -p tcp -m recent --set --name SEP --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.2.0.9:80
      """
    func matters(_ more: String) -> Bool {
      RememberingRules(IPTablesSaveParser.parse(SourceText("\(text)\n\(more)\nCOMMIT\n"))).matterWithinWalks
    }
    #expect(!matters(""))
    #expect(matters("-A POSTROUTING -m recent --rcheck --name SEP --rsource"))
    #expect(matters("-A SVC -m recent --set --name SEP --rsource"))
    #expect(!matters("-A PREROUTING -m limit --limit 3/hour"))
    #expect(matters("-A SVC -j SEP\n-A SEP -m limit --limit 3/hour"))
  }
}
