import Glibc
import KubeProxy
import PacketPath

/// Ways to ask for a packet's answer. What a faster one would be is added here.
struct Question: Sendable {
  var name: String
  /// Outcomes, so that nothing is optimised away.
  var ask: @Sendable (Simulator, Packet) -> Int

  static let all = [
    Question(name: "whole answer") { $0.predict($1).outcomes.count },
    Question(name: "walk alone") { $0.measure($1).outcomes },
  ]
}

/// One packet to each Service.
struct PredictScenario: Scenario {
  let name = "predict"
  func run(_ workload: Workload, _ bench: Bench) throws {
    for engine in Simulator.Engine.allCases where bench.options.engines.contains(engine) {
      let simulator = workload.simulator(engine)
      let places = workload.places(bench.options.isSmoke ? 20 : engine == .linear ? 60 : 5000)
      for place in workload.places(20) { try workload.check(simulator.predict(workload.packets[place]), place) }
      for question in Question.all {
        var times: [Double] = [], outcomes = 0, allocations = Int.max
        for place in places {
          let packet = workload.packets[place]
          let first = Measuring.cost { outcomes += question.ask(simulator, packet) }
          // Far more than what reading the clock takes.
          let count = max(1, min(64, Int(5e-6 / max(first.wall, 1e-9))))
          let cost = Measuring.cost { for _ in 0..<count { use(question.ask(simulator, packet)) } }
          times.append(cost.wall / Double(count))
          allocations = min(allocations, (cost.allocations ?? 0) / count)
        }
        let distribution = Distribution(times), label = "\(engine.rawValue), \(question.name)"
        bench.report(workload, label, "p50", distribution.median * 1e9, "ns")
        bench.report(workload, label, "p99", distribution.percentile(99) * 1e9, "ns")
        bench.report(workload, label, "max", distribution.maximum * 1e9, "ns")
        bench.report(workload, label, "an outcome", times.reduce(0, +) / Double(outcomes) * 1e9, "ns")
        bench.report(workload, label, "allocations, least", Double(allocations), "")
        bench.report(workload, label, "Services", Double(places.count), "")
      }
    }
  }
}

/// How much the index saves: the same packets through both engines, in turns.
struct EnginesScenario: Scenario {
  let name = "indexed against linear"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let indexed = workload.simulator(.indexed), linear = workload.simulator(.linear)
    let places = workload.places(bench.options.isSmoke ? 5 : 25)
    for place in places {
      let packet = workload.packets[place], (one, other) = (indexed.predict(packet), linear.predict(packet))
      guard one.endpoints.map(\.endpoint) == other.endpoints.map(\.endpoint),
        zip(one.endpoints, other.endpoints).allSatisfy({ $0.share == $1.share })
      else {
        throw BenchmarkError("the engines differ about \(packet.destinationAddress)")
      }
    }
    for question in Question.all {
      func ask(_ simulator: Simulator) -> Cost {
        Measuring.cost { for place in places { use(question.ask(simulator, workload.packets[place])) } }
      }
      let pairs = Paired(bench.pairs(ask(linear).wall), { ask(linear) }, { ask(indexed) })
      bench.report(workload, question.name, "linear", Distribution(pairs.first.map(\.wall)).median / Double(places.count) * 1e9, "ns")
      bench.report(workload, question.name, "indexed", Distribution(pairs.second.map(\.wall)).median / Double(places.count) * 1e9, "ns")
      bench.report(workload, question.name, "linear takes", pairs.ratio(\.wall), "x")
      bench.report(workload, question.name, "pairs", Double(pairs.first.count), "")
    }
  }
}

/// What the kernel itself pays: rules that its walk tries for a connection's first packet.
struct KernelCostScenario: Scenario {
  let name = "rules the kernel tries"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let linear = workload.simulator(.linear), indexed = workload.simulator(.indexed), last = workload.packets.count - 1
    for (label, place) in [("first", 0), ("median", last / 2), ("last", last)] {
      try workload.check(linear.predict(workload.packets[place]), place)
      bench.report(workload, "linear", "\(label) Service", Double(linear.measure(workload.packets[place], seed: 1).rulesTried), "rules")
      bench.report(workload, "indexed", "\(label) Service", Double(indexed.measure(workload.packets[place], seed: 1).rulesTried), "rules")
    }
  }
}

/// Connections, drawn one after the other.
struct SampleScenario: Scenario {
  let name = "sample"
  func run(_ workload: Workload, _ bench: Bench) throws {
    for engine in Simulator.Engine.allCases where bench.options.engines.contains(engine) {
      let simulator = workload.simulator(engine), place = workload.packets.count / 2, packet = workload.packets[place]
      let count = bench.options.isSmoke ? 200 : 2000
      try check(simulator.sample(packet, count: count, seed: 7), simulator.predict(packet), packet)
      let (wall, allocations) = bench.times { use(simulator.sample(packet, count: count, seed: 7)) }
      bench.report(workload, engine.rawValue, "a connection", wall.minimum / Double(count) * 1e9, "ns")
      bench.report(workload, engine.rawValue, "allocations", Double(allocations) / Double(count), "")
    }
  }
  /// Five standard deviations, and one for what is rare.
  private func check(_ drawn: [Outcome], _ prediction: Prediction, _ packet: Packet) throws {
    var counts: [Endpoint: Int] = [:]
    for outcome in drawn { counts[outcome.endpoint, default: 0] += 1 }
    for share in prediction.endpoints {
      let p = share.share.probability, n = Double(drawn.count)
      if abs(Double(counts[share.endpoint] ?? 0) - p * n) > 5 * (n * p * (1 - p)).squareRoot() + 1 {
        throw BenchmarkError("\(share.endpoint) was drawn \(counts[share.endpoint] ?? 0) times of \(drawn.count), at a share of \(p)")
      }
    }
  }
}

/// Every Service once, at most 10,000 of them, on one thread and on two.
struct BatchScenario: Scenario {
  let name = "batch"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let simulator = workload.simulator(.indexed), packets = workload.sample(bench.options.isSmoke ? 50 : 10_000)
    for place in workload.places(20) { try workload.check(simulator.predict(workload.packets[place]), place) }
    let middle = packets.count / 2
    for question in Question.all {
      @Sendable func ask(_ range: Range<Int>) -> Int { range.reduce(0) { $0 + question.ask(simulator, packets[$1]) } }
      var outcomes = 0
      let once = Measuring.cost { outcomes = ask(packets.indices) }
      var ratios: [Double] = [], single: [Double] = [], allocations = 0
      for _ in 0..<bench.pairs(once.wall * 2) {
        let one = Measuring.cost { use(ask(packets.indices)) }
        let start = Measuring.seconds(CLOCK_MONOTONIC)
        let (first, second) = try TwoThreads.run({ ask(0..<middle) }, { ask(middle..<packets.count) })
        let sum = first + second
        let two = Measuring.seconds(CLOCK_MONOTONIC) - start
        if sum != outcomes { throw BenchmarkError("two threads find \(sum) outcomes, one \(outcomes)") }
        single.append(one.wall)
        ratios.append(one.wall / two)
        allocations = one.allocations ?? 0
      }
      let n = Double(packets.count)
      bench.report(workload, question.name, "a packet", Distribution(single).median / n * 1e9, "ns")
      bench.report(workload, question.name, "packets", n / Distribution(single).median / 1e6, "M/s")
      bench.report(workload, question.name, "allocations a packet", Double(allocations) / n, "")
      bench.report(workload, question.name, "two threads are faster", Distribution(ratios).median, "x")
    }
  }
}

/// What `packetpath list` does before it prints: find the Services, predict each.
struct ListScenario: Scenario {
  let name = "list"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let simulator = workload.simulator(.indexed), ruleset = workload.parse()
    let found = ServiceTable(ruleset).addresses.count { $0.kind == .clusterIP && $0.refusal == nil }
    if found != workload.packets.count { throw BenchmarkError("\(found) Services were found, not \(workload.packets.count)") }
    let (table, _) = bench.times(3) { use(ServiceTable(ruleset)) }
    let (answers, _) = bench.times(3) { for packet in workload.packets { use(simulator.predict(packet).endpoints.count) } }
    bench.report(workload, "", "finding Services", table.minimum * 1e3, "ms")
    bench.report(workload, "", "predicting each", answers.minimum * 1e3, "ms")
  }
}
