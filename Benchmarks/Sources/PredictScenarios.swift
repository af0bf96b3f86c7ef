import Glibc
import HostSystem
import KubeProxy
import PacketPath
import Synchronization

/// Ways to ask about a packet.
enum Question: String, CaseIterable {
  /// Every hook, table and branch, weights as the chances they are made of.
  case whole = "whole answer"
  /// The same with every step in words.
  case words = "in words"
  /// The nat table alone: a Service's endpoints and their weights.
  case dispatch = "dispatch"

  var name: String { rawValue }
}

/// Somebody who asks, with room for the answer that is kept from packet to packet.
final class Asker: @unchecked Sendable {
  // Unchecked: each is asked by one thread at a time.
  let simulator: Simulator
  private var answer = CompactPrediction(), dispatch = Dispatch()
  /// Precondition: dispatch was prepared, if that is what is to be measured.
  init(_ simulator: Simulator) { self.simulator = simulator }

  /// One packet to all of some destinations, in a row.
  func dispatch(_ packet: Packet, to destinations: [Dispatch.Destination]) -> Int {
    var outcomes = 0
    simulator.dispatch(packet, to: destinations[...], into: &dispatch) { _, answer in outcomes += answer.outcomes.count }
    return outcomes
  }
  /// Outcomes, so that nothing is optimised away.
  func ask(_ question: Question, _ packet: Packet) -> Int {
    switch question {
    case .whole:
      simulator.predict(packet, into: &answer)
      return answer.count
    case .words: return simulator.predict(packet).outcomes.count
    case .dispatch:
      simulator.dispatch(packet, into: &dispatch)
      return dispatch.outcomes.count
    }
  }
}

/// One packet to each Service.
struct PredictScenario: Scenario {
  let name = "predict"
  func run(_ workload: Workload, _ bench: Bench) throws {
    for engine in Simulator.Engine.allCases where bench.options.engines.contains(engine) {
      let simulator = workload.simulator(engine), asker = Asker(simulator)
      let places = workload.places(bench.options.isSmoke ? 20 : engine == .linear ? 60 : 5000)
      for place in workload.places(20) { try workload.check(simulator.predict(workload.packets[place]), place) }
      for question in Question.allCases {
        var times: [Double] = [], outcomes = 0, allocations = Int.max
        // What packets have in common is kept from one to the next, and found with the first.
        use(asker.ask(question, workload.packets[0]))
        for place in places {
          let packet = workload.packets[place]
          let first = Measuring.cost { outcomes += asker.ask(question, packet) }
          // Far more than what reading the clock takes.
          let count = max(1, min(64, Int(5e-6 / max(first.wall, 1e-9))))
          let cost = Measuring.cost { for _ in 0..<count { use(asker.ask(question, packet)) } }
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
        guard engine == .indexed, question == .whole else { continue }
        bench.goal("whole answer, an outcome", workload, times.reduce(0, +) / Double(outcomes) * 1e9, .atMost(100), "ns")
        bench.goal("whole answer, allocations", workload, Double(allocations), .atMost(0), "")
        if workload.endpoints?.lowerBound == 1000 {
          bench.goal("a Service of 1,000 endpoints", workload, distribution.median * 1e6, .atMost(1000), "us")
        }
      }
    }
  }
}

/// How much the index saves: the same packets through both engines, in turns.
struct EnginesScenario: Scenario {
  let name = "indexed against linear"
  func run(_ workload: Workload, _ bench: Bench) throws {
    let indexed = workload.simulator(.indexed), linear = workload.simulator(.linear)
    let askers = (Asker(indexed), Asker(linear))
    // As many that what is timed is asking, and not the first packet's cold code.
    let places = workload.places(bench.options.isSmoke ? 5 : 500)
    for place in places {
      let packet = workload.packets[place], (one, other) = (indexed.predict(packet), linear.predict(packet))
      try checkDispatch(packet, indexed, linear, mustBeFlat: workload.endpoints != nil && workload.services >= 50)
      guard one.endpoints.map(\.endpoint) == other.endpoints.map(\.endpoint),
        zip(one.endpoints, other.endpoints).allSatisfy({ $0.share == $1.share })
      else {
        throw BenchmarkError("the engines differ about \(packet.destinationAddress)")
      }
    }
    for question in Question.allCases {
      func ask(_ asker: Asker) -> Cost {
        Measuring.cost { for place in places { use(asker.ask(question, workload.packets[place])) } }
      }
      let pairs = Paired(bench.pairs(ask(askers.1).wall), { ask(askers.1) }, { ask(askers.0) })
      bench.report(workload, question.name, "linear", Distribution(pairs.first.map(\.wall)).median / Double(places.count) * 1e9, "ns")
      bench.report(workload, question.name, "indexed", Distribution(pairs.second.map(\.wall)).median / Double(places.count) * 1e9, "ns")
      bench.report(workload, question.name, "linear takes", pairs.ratio(\.wall), "x")
      bench.report(workload, question.name, "pairs", Double(pairs.first.count), "")
    }
    dispatchInARow(askers.0, askers.1, workload, bench)
  }
  /// All Services, as whoever asks about a whole cluster does.
  private func dispatchInARow(_ indexed: Asker, _ linear: Asker, _ workload: Workload, _ bench: Bench) {
    let destinations = workload.destinations, packet = workload.packets[0]
    precondition(indexed.dispatch(packet, to: destinations) == linear.dispatch(packet, to: destinations), "the engines differ")
    func cost(_ asker: Asker) -> Cost { Measuring.cost { use(asker.dispatch(packet, to: destinations)) } }
    let pairs = Paired(bench.pairs(cost(linear).wall), { cost(linear) }, { cost(indexed) })
    let label = "dispatch, in a row", count = Double(destinations.count)
    bench.report(workload, label, "linear", Distribution(pairs.first.map(\.wall)).median / count * 1e9, "ns")
    bench.report(workload, label, "indexed", Distribution(pairs.second.map(\.wall)).median / count * 1e9, "ns")
    bench.report(workload, label, "linear takes", pairs.ratio(\.wall), "x")
    bench.report(workload, label, "pairs", Double(pairs.first.count), "")
    if workload.services >= 10_000 {
      let goal = workload.services >= 50_000 ? 1000.0 : 100
      bench.goal("dispatch, indexed against linear", workload, pairs.ratio(\.wall), .atLeast(goal), "x")
    }
  }
  /// Throws unless both engines send a packet to the same endpoints with the same weights.
  private func checkDispatch(_ packet: Packet, _ indexed: Simulator, _ linear: Simulator, mustBeFlat: Bool) throws {
    var flat = Dispatch(), walked = Dispatch()
    indexed.dispatch(packet, into: &flat)
    linear.dispatch(packet, into: &walked)
    let isSame = flat.outcomes.elementsEqual(walked.outcomes) {
      $0.address == $1.address && $0.port == $1.port && $0.mark == $1.mark && flat.weight(of: $0) == walked.weight(of: $1)
    }
    guard isSame, flat.isFlat || !mustBeFlat else {
      throw BenchmarkError("dispatch of \(packet.destinationAddress) \(isSame ? "was walked" : "differs between the engines")")
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
      var counts = SampleCounts()
      let (wall, allocations) = bench.times { simulator.sample(packet, count: count, seed: 7, into: &counts) }
      bench.report(workload, engine.rawValue, "a connection", wall.minimum / Double(count) * 1e9, "ns")
      bench.report(workload, engine.rawValue, "allocations", Double(allocations) / Double(count), "")
      if engine == .indexed {
        bench.goal("sampling, allocations a connection", workload, Double(allocations) / Double(count), .atMost(0), "")
      }
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
    for question in Question.allCases {
      @Sendable func ask(_ asker: Asker, _ range: Range<Int>) -> Int {
        var outcomes = 0
        for place in range { outcomes += asker.ask(question, packets[place]) }
        return outcomes
      }
      // Both have answered everything before: what memory they need, they have.
      let askers = (Asker(simulator), Asker(simulator))
      let outcomes = ask(askers.0, packets.indices)
      _ = ask(askers.1, packets.indices)
      let once = Measuring.cost { use(ask(askers.0, packets.indices)) }
      var ratios: [Double] = [], single: [Double] = [], allocations = Int.max
      for _ in 0..<bench.pairs(once.wall * 2) {
        let one = Measuring.cost { use(ask(askers.0, packets.indices)) }
        let start = Measuring.seconds(CLOCK_MONOTONIC)
        let found = Mutex(0)
        @Sendable func add(_ count: Int) { found.withLock { $0 += count } }
        TwoThreads.run({ add(ask(askers.0, 0..<middle)) }, { add(ask(askers.1, middle..<packets.count)) })
        let sum = found.withLock { $0 }
        let two = Measuring.seconds(CLOCK_MONOTONIC) - start
        if sum != outcomes { throw BenchmarkError("two threads find \(sum) outcomes, one \(outcomes)") }
        single.append(one.wall)
        ratios.append(one.wall / two)
        allocations = min(allocations, one.allocations ?? 0)
      }
      let n = Double(packets.count)
      bench.report(workload, question.name, "a packet", Distribution(single).median / n * 1e9, "ns")
      bench.report(workload, question.name, "packets", n / Distribution(single).median / 1e6, "M/s")
      bench.report(workload, question.name, "allocations a packet", Double(allocations) / n, "")
      bench.report(workload, question.name, "two threads are faster", Distribution(ratios).median, "x")
      if question == .whole {
        bench.goal("batch, allocations a packet", workload, Double(allocations) / n, .atMost(0), "")
        // A thread takes some 50 µs to begin: for less work than this, nobody would ask for one.
        if once.wall >= 2e-3 { bench.goal("batch, two threads", workload, Distribution(ratios).median, .atLeast(1.8), "x") }
      }
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
