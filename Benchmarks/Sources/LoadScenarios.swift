import HostSystem
import KubeProxy
import PacketPath

/// Text to ruleset.
struct LoadScenario: Scenario {
  let name = "load"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let ruleset = workload.parse()
    guard ruleset.rules.count == workload.ruleLines, ruleset.diagnostics.isEmpty else {
      throw BenchmarkError("\(ruleset.rules.count) rules were read of \(workload.ruleLines) lines, \(ruleset.diagnostics.count) remarks")
    }
    let (wall, allocations) = bench.times { use(workload.parse()) }
    let time = wall.minimum, rules = Double(workload.ruleLines)
    bench.report(workload, "", "time", time * 1e3, "ms")
    bench.report(workload, "", "speed", Double(workload.text.count) / time / 1e6, "MB/s")
    bench.report(workload, "", "rules", rules / time / 1e6, "M/s")
    bench.report(workload, "", "a rule", time / rules * 1e9, "ns")
    bench.report(workload, "", "allocations", Double(allocations), "")
    let halved = IPTablesSaveParser.parse(workload.text, atOnce: TwoThreads.run)
    guard halved.save() == ruleset.save() else { throw BenchmarkError("two threads read other rules than one") }
    let pairs = Paired(
      bench.pairs(time * 2), { Measuring.cost { use(workload.parse()) } },
      { Measuring.cost { use(IPTablesSaveParser.parse(workload.text, atOnce: TwoThreads.run)) } })
    bench.report(workload, "", "two threads are faster", pairs.ratio(\.wall), "x")
    if workload.text.count >= 5_000_000 { bench.goal("load, two threads", workload, pairs.ratio(\.wall), .atLeast(1.6), "x") }
    if workload.ruleLines >= 500_000 {
      let both = Distribution(pairs.second.map(\.wall)).median
      bench.goal("load, a million rules a second", workload, rules / both / 1e6, .atLeast(1), "M/s")
    }
  }
}

/// Ruleset to indexed tables.
struct CompileScenario: Scenario {
  let name = "compile"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let node = Node(rulesets: [workload.parse()], facts: workload.facts)
    let place = workload.packets.count / 2
    try workload.check(Simulator(node).predict(workload.packets[place]), place)
    let (wall, allocations) = bench.times { use(Simulator(node)) }
    bench.report(workload, "indexed", "time", wall.minimum * 1e3, "ms")
    bench.report(workload, "indexed", "a rule", wall.minimum / Double(workload.ruleLines) * 1e9, "ns")
    bench.report(workload, "indexed", "allocations", Double(allocations), "")
    var simulator = Simulator(node)
    let (flattening, _) = bench.times { simulator.prepareDispatch() }
    bench.report(workload, "flattened", "time", flattening.minimum * 1e3, "ms")
    bench.report(workload, "flattened", "a rule", flattening.minimum / Double(workload.ruleLines) * 1e9, "ns")
  }
}

/// What rules and index hold in memory.
struct MemoryScenario: Scenario {
  let name = "memory"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let rules = Double(workload.ruleLines), before = Measuring.liveBytes, resident = Measuring.residentBytes
    let ruleset = workload.parse()
    let parsed = Measuring.liveBytes
    guard ruleset.rules.count == workload.ruleLines else { throw BenchmarkError("rules were lost") }
    let simulator = Simulator(Node(rulesets: [ruleset], facts: workload.facts))
    let indexed = Measuring.liveBytes
    try workload.check(simulator.predict(workload.packets[0]), 0)
    if parsed == before { return bench.remark("the allocator tells no bytes: memory is left out") }
    bench.report(workload, "", "ruleset", Double(parsed - before) / rules, "B/rule")
    bench.report(workload, "", "with index", Double(indexed - before) / rules, "B/rule")
    if workload.ruleLines >= 10_000 {
      bench.goal("memory beyond the text, a rule", workload, Double(indexed - before) / rules, .atMost(96), "B")
    }
    bench.report(workload, "", "beyond the text", Double(indexed - before) / 1e6, "MB")
    bench.report(workload, "", "resident, grown by", Double(Measuring.residentBytes - resident) / 1e6, "MB")
    withExtendedLifetime(simulator) {}
  }
}

/// Read, parse, index and predict, against programs that read the same file.
struct FullScenario: Scenario {
  let name = "load, index and trace"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let place = workload.packets.count / 2
    func full() throws -> Cost {
      var prediction: Prediction?
      let cost = try Measuring.cost {
        let text = try Files.text(workload.path)
        let ruleset = IPTablesSaveParser.parse(text, atOnce: TwoThreads.run)
        let simulator = Simulator(Node(rulesets: [ruleset], facts: workload.facts))
        prediction = simulator.predict(workload.packets[place])
      }
      try workload.check(prediction!, place)
      return cost
    }
    let once = try full().wall
    for (name, words) in peers(workload, bench) {
      let isSlow = name.contains("restore")
      if isSlow && workload.text.count > bench.options.restoreLimit { continue }
      do { try Child.run(words, input: workload.path) } catch {
        bench.remark("\(name) is left out: \(error)")
        continue
      }
      let pairs = try Paired(bench.pairs(isSlow ? once * 30 : once), full) { try Child.run(words, input: workload.path) }
      bench.report(workload, name, "takes", Distribution(pairs.second.map(\.cpu)).median * 1e3, "ms CPU")
      bench.report(workload, name, "we take", Distribution(pairs.first.map(\.cpu)).median * 1e3, "ms CPU")
      bench.report(workload, name, "we take of its CPU", pairs.ratio(\.cpu), "x")
      bench.report(workload, name, "of its wall time", pairs.ratio(\.wall), "x")
      bench.report(workload, name, "pairs", Double(pairs.first.count), "")
      if workload.text.count < 5_000_000 { continue }
      if name == "wc -l" { bench.goal("load, index and trace, against wc -l", workload, pairs.ratio(\.wall), .atMost(5), "x") }
      if name == "iptables-legacy-restore" {
        let goal = workload.ruleLines >= 500_000 ? 150.0 : 50
        bench.goal("load, index and trace, CPU of iptables-legacy-restore", workload, 1 / pairs.ratio(\.cpu), .atLeast(goal), "x")
      }
    }
  }
  private func peers(_ workload: Workload, _ bench: Bench) -> [(String, [String])] {
    let restore = ["legacy", "nft"].map { backend in
      ("iptables-\(backend)-restore", ["unshare", "-n", "iptables-\(backend)-restore", "--test"])
    }
    return [("wc -l", ["wc", "-l"])] + (bench.options.hasPeers ? restore : [])
  }
}

/// The command itself: one destination, from the start of the process to its end.
struct OneShotScenario: Scenario {
  let name = "one-shot"
  func run(_ workload: Workload, _ bench: Bench) throws {
    guard let tool = bench.options.tool else {
      return bench.remark("one-shot is left out: no packetpath beside this program; --packetpath FILE")
    }
    let place = workload.packets.count / 2, packet = workload.packets[place]
    let destination = "\(Endpoint(packet.destinationAddress, port: packet.destinationPort))/\(packet.proto)"
    let output = bench.folder + "/answer"
    let words = [tool, "trace", destination, "--from", packet.sourceAddress.description, "-q", workload.path]
    // 1: it does not get there; 3: the rules alone do not tell.
    let codes: Set<Int32> = [0, 1, 3]
    try Child.run(words, output: output, accepting: codes)
    let answer = String(decoding: try Files.read(output), as: UTF8.self)
    for endpoint in workload.truths[place] ?? [] where !answer.contains(endpoint.description) {
      throw BenchmarkError("the answer for \(destination) lacks \(endpoint)")
    }
    let once = try Child.run(words, accepting: codes).wall
    for (name, peer) in [("wc -l", ["wc", "-l"]), ("grep -F", ["grep", "-F", packet.destinationAddress.description])] {
      let pairs = try Paired(bench.pairs(once), { try Child.run(words, accepting: codes) }, { try Child.run(peer, input: workload.path) })
      bench.report(workload, name, "takes", Distribution(pairs.second.map(\.wall)).median * 1e3, "ms")
      bench.report(workload, name, "we take", Distribution(pairs.first.map(\.wall)).median * 1e3, "ms")
      bench.report(workload, name, "ratio", pairs.ratio(\.wall), "x")
      bench.report(workload, name, "ratio, CPU", pairs.ratio(\.cpu), "x")
      bench.report(workload, name, "pairs", Double(pairs.first.count), "")
      if name == "wc -l" && workload.text.count >= 5_000_000 {
        bench.goal("one-shot, against wc -l", workload, pairs.ratio(\.wall), .atMost(1.3), "x")
      }
    }
  }
}
